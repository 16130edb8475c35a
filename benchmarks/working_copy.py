"""How long a working copy takes, for the two ways of making one; scaled to an hour of programme.

    python benchmarks/working_copy.py [--minutes 3] [--way a] [--folder /tmp]

(a) H.264 1080p with key frames every second and AC-3 5.1 in Matroska: the picture is copied, the
sound encoded. (b) HEVC 1080p with the same sound: the picture is encoded anew. The picture is
FFmpeg's moving test pattern, the sound the sample's speech under noise. Nothing is asserted: the
figures are printed, with the machine's cores, for `docs/figures.md`.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from localize.demo import sample_episodes
from localize.media.probe import probe
from localize.media.working_copy import make_copy

RATE = 25
SOUND = 48_000

CODECS = {
    "a": ("libx264", {"preset": "superfast", "b": "5000k", "g": "25"}),
    "b": ("libx265", {"preset": "ultrafast", "b": "4000k", "x265-params": "log-level=none"}),
}


def speech() -> np.ndarray:
    """The sample's sound at 48 kHz, one row."""
    with av.open(str(sample_episodes()[0])) as container:
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=SOUND)
        parts = [
            part.to_ndarray()
            for frame in container.decode(audio=0)
            for part in resampler.resample(frame)
        ]
    return np.concatenate(parts, axis=1)[0]


def write(path: Path, seconds: int, codec: str, options: dict[str, str]) -> None:
    """A programme of so many seconds."""
    voice = speech()
    noise = np.random.default_rng(1)
    with av.open(str(path), "w") as container:
        picture = container.add_stream(codec, rate=RATE, options=options)
        picture.width, picture.height, picture.pix_fmt = 1920, 1080, "yuv420p"
        sound = container.add_stream("ac3", rate=SOUND)
        sound.layout, sound.bit_rate = "5.1(side)", 384_000
        graph = av.filter.Graph()
        nodes = (
            graph.add("testsrc2", f"size=1920x1080:rate={RATE}"),
            graph.add("noise", "alls=8:allf=t"),
            graph.add("format", "yuv420p"),
            graph.add("buffersink"),
        )
        graph.link_nodes(*nodes).configure()
        for second in range(seconds):
            for _ in range(RATE):
                shown = graph.pull()
                shown.pict_type = 0
                container.mux(picture.encode(shown))
            centre = np.take(voice, range(second * SOUND, (second + 1) * SOUND), mode="wrap")
            rows = noise.normal(0, 0.03, (6, SOUND)).astype(np.float32)
            rows[2] += centre
            heard = av.AudioFrame.from_ndarray(rows, format="fltp", layout="5.1(side)")
            heard.sample_rate, heard.pts = SOUND, second * SOUND
            heard.time_base = Fraction(1, SOUND)
            container.mux(sound.encode(heard))
        container.mux(picture.encode(None))
        container.mux(sound.encode(None))


def main() -> None:
    """Make, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--way", choices=CODECS, default=None, help="only this one")
    parser.add_argument("--folder", type=Path, default=None)
    given = parser.parse_args()
    print(f"{os.cpu_count()} cores; {given.minutes:g} minutes of programme each")
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        for way, (codec, options) in CODECS.items():
            if given.way not in (None, way):
                continue
            path = Path(name, f"{way}.mkv")
            write(path, round(given.minutes * 60), codec, options)
            info = probe(path)
            began, used = time.monotonic(), time.process_time()
            made = make_copy(path, info, Path(name, way))
            spent, used = time.monotonic() - began, time.process_time() - used
            size = (Path(name, way) / made.file).stat().st_size / 1e6
            per_minute = spent / given.minutes
            print(
                f"({way}) {codec}, {path.stat().st_size / 1e6:.0f} MB: {made.plan}, {size:.0f} MB; "
                f"{spent:.1f} s, {per_minute:.2f} s a minute of programme, "
                f"{per_minute:.1f} minutes an hour ({per_minute * 60:.0f} s); "
                f"{used / given.minutes:.2f} s of processor time a minute"
            )


if __name__ == "__main__":
    main()
