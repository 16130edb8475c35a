"""The mp4 file: H.264 picture and AAC sound."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import av
import numpy as np
from making.drawing import HEIGHT, WIDTH
from making.picture import frames
from making.sound import RATE

if TYPE_CHECKING:
    from pathlib import Path

    from making.mix import Mix
    from making.script import Script

#: Constant rate factor of x264: flat colours stay clean at a rate this coarse.
_CRF: Final = "33"


def write(path: Path, script: Script, mix: Mix, font: Path) -> None:
    """Encode the scene; one thread each, so that the same input gives the same file."""
    rate = script.frame_rate
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        # Without this the file would name the library's version and differ for no other reason.
        container.flags |= 0x0400  # AVFMT_FLAG_BITEXACT
        if script.start_timecode:
            container.metadata["timecode"] = script.start_timecode
        container.metadata["title"] = script.title
        video = container.add_stream("libx264", rate=rate)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.options = {"crf": _CRF, "preset": "veryslow", "tune": "animation", "threads": "1"}
        video.codec_context.gop_size = 2 * round(rate)
        video.codec_context.thread_count = 1
        sound = container.add_stream("aac", rate=RATE)
        sound.layout = "stereo" if script.channels == 2 else "mono"
        sound.bit_rate = script.audio_bit_rate
        sound.metadata["language"] = {"ja": "jpn", "en": "eng"}[script.language]

        block = 1024
        done = 0
        for number, (picture, first) in enumerate(frames(script, mix, font)):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = number, 1 / rate
            if first:
                frame.pict_type = av.video.frame.PictureType.I
            container.mux(video.encode(frame))
            # Sound follows the picture closely, so that players need no long buffer.
            due = int((number + 1) * RATE / rate)
            while done + block <= due:
                container.mux(sound.encode(_sound(mix, done, block)))
                done += block
        container.mux(video.encode(None))
        for start in range(done, mix.samples.shape[1], block):
            container.mux(sound.encode(_sound(mix, start, block)))
        container.mux(sound.encode(None))


def _sound(mix: Mix, start: int, length: int) -> av.AudioFrame:
    part = np.ascontiguousarray(mix.samples[:, start : start + length])
    layout = "stereo" if len(part) == 2 else "mono"
    frame = av.AudioFrame.from_ndarray(part, format="fltp", layout=layout)
    frame.sample_rate = RATE
    frame.pts, frame.time_base = start, Fraction(1, RATE)
    return frame
