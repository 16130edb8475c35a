"""Videos whose frames carry their own number, so that a test can read which one is on the screen.

The number stands as sixteen blocks, black for 0 and white for 1, the highest bit first, in a row
across the middle of the picture; above them a row of alternate blocks says that it is a code at
all. Blocks are large and grey levels far apart, so any encoder and any scaling keep them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import av
import numpy as np

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from numpy.typing import NDArray

#: Of the number; 65,536 frames are 45 minutes at 24.
BITS: Final = 16
WIDTH: Final = 512
HEIGHT: Final = 288
#: Pixels of a block's sides: sixteen of them fill the width.
BLOCK: Final = WIDTH // BITS
#: Top of the row that says it is a code, and of the row with the number.
MARK_TOP: Final = 96
CODE_TOP: Final = MARK_TOP + BLOCK
#: Video levels of black and white, and of the ground.
BLACK: Final = 16
WHITE: Final = 235
GROUND: Final = 80

_SOUND_RATE: Final = 48_000

_READER: Final = """
(video) => {
  const canvas = (window.codedCanvas ??= document.createElement("canvas"));
  canvas.width = WIDTH; canvas.height = HEIGHT;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(video, 0, 0, WIDTH, HEIGHT);
  const bit = (index, top) => {
    const x = index * BLOCK + BLOCK / 2, y = top + BLOCK / 2;
    return context.getImageData(x, y, 1, 1).data[1] > 127 ? 1 : 0;
  };
  let number = 0;
  for (let index = 0; index < BITS; index += 1) {
    if (bit(index, MARK_TOP) !== index % 2) return -1;
    number = number * 2 + bit(index, CODE_TOP);
  }
  return number;
}
"""

#: In the browser: the number of the frame that a video shows, -1 where there is no code.
READ_FRAME: Final = re.sub(r"[A-Z_]{4,}", lambda name: str(globals()[name[0]]), _READER).strip()


def coded_frame(number: int) -> NDArray[np.uint8]:
    """Picture of a frame's number: luma, height × width.

    Raises:
        ValueError: the number needs more bits than there are.
    """
    if not 0 <= number < 1 << BITS:
        raise ValueError(f"frame {number} does not fit in {BITS} bits")
    picture = np.full((HEIGHT, WIDTH), GROUND, dtype=np.uint8)
    for index in range(BITS):
        left = index * BLOCK
        mark = WHITE if index % 2 else BLACK
        bit = WHITE if number >> (BITS - 1 - index) & 1 else BLACK
        picture[MARK_TOP : MARK_TOP + BLOCK, left : left + BLOCK] = mark
        picture[CODE_TOP : CODE_TOP + BLOCK, left : left + BLOCK] = bit
    return picture


def number_of(picture: NDArray[np.uint8]) -> int:
    """The number in a decoded frame's luma; -1 where there is no code."""
    number = 0
    for index in range(BITS):
        column = index * BLOCK + BLOCK // 2
        if int(picture[MARK_TOP + BLOCK // 2, column] > 127) != index % 2:
            return -1
        number = number * 2 + int(picture[CODE_TOP + BLOCK // 2, column] > 127)
    return number


def write_coded_video(
    path: Path,
    rate: Fraction,
    frames: int,
    *,
    key_frames: int = 12,
    b_frames: int = 0,
    encoder: str = "libx264",
    sound: bool = True,
    first: int = 0,
) -> None:
    """Write a video of coded frames, with a beep in each whole second where there is sound.

    Args:
        path: its ending says the container.
        rate: frames a second.
        frames: how many.
        key_frames: frames from one key frame to the next.
        b_frames: frames in a row that are predicted from later ones.
        encoder: FFmpeg's name of the video encoder.
        sound: whether there is an AAC track.
        first: number that the first frame carries.
    """
    with av.open(str(path), "w") as out:
        video: Any = out.add_stream(encoder, rate=rate)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.gop_size = key_frames
        video.max_b_frames = b_frames
        if encoder == "libx264":
            video.options = {"preset": "ultrafast", "crf": "23", "bf": str(b_frames)}
        audio: Any = out.add_stream("aac", rate=_SOUND_RATE, layout="stereo") if sound else None
        neutral = np.full((HEIGHT // 2, WIDTH), 128, dtype=np.uint8)
        for number in range(frames):
            luma = coded_frame(first + number)
            frame = av.VideoFrame.from_ndarray(np.vstack([luma, neutral]), format="yuv420p")
            frame.pts, frame.time_base = number, 1 / rate
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        if audio is not None:
            for packet_frame in _beeps(round(frames / rate * _SOUND_RATE)):
                out.mux(audio.encode(packet_frame))
            out.mux(audio.encode(None))


def _beeps(samples: int) -> list[av.AudioFrame]:
    time = np.arange(samples, dtype=np.float32) / _SOUND_RATE
    tone = np.sin(2 * np.pi * 440 * time, dtype=np.float32) * 0.3 * (time % 1 < 0.1)
    frames = []
    for start in range(0, samples, 1024):
        block = np.repeat(tone[start : start + 1024].astype(np.float32)[np.newaxis], 2, axis=0)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), "fltp", "stereo")
        frame.sample_rate, frame.pts = _SOUND_RATE, start
        frames.append(frame)
    return frames
