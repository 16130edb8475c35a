"""Short films whose copies are looked at, and what can be seen and heard in a copy."""

from __future__ import annotations

import av
import numpy as np
import pytest

from localize.media.probe import probe
from localize.media.working_copy import make_copy, peaks_file
from tests.localize.media.build import Audio, bursts, onsets
from tests.localize.media.coded import Coded, heard, numbers

#: Seconds at which the sound beeps.
AT = [0.5, 1.5]
SECONDS = 2.4
QUIET = {"x265-params": "log-level=none"}


def beeps(codec="aac", **wanted):
    """Sound that beeps at known times."""
    return Audio(bursts(SECONDS, AT), codec=codec, **wanted)


def coded(**wanted):
    """A picture whose frames say their numbers, with key frames that are not far apart."""
    return Coded(SECONDS, **{"options": {"g": "20"}, **wanted})


class Made:
    """A copy that was made, with what can be seen and heard in it."""

    def __init__(self, path, folder, progress=None):
        self.info = probe(path)
        self.folder = folder
        self.copy = make_copy(path, self.info, folder, progress)
        self.file = folder / self.copy.file
        self.sound = heard(self.file)
        self.peaks = np.frombuffer(peaks_file(folder).read_bytes(), np.int8).reshape(-1, 2)
        if self.copy.kind == "video":
            shown = numbers(self.file)
            self.shown = [number for number, _ in shown]
            self.times = [at for _, at in shown]
            with av.open(str(self.file)) as container:
                stream = container.streams.video[0]
                self.size = stream.width, stream.height
                self.format = stream.codec_context.format.name
                self.keys = [p.pts for p in container.demux(stream) if p.is_keyframe and p.size]
                self.base = stream.time_base
                self.b_frames = stream.codec_context.reorder_depth

    @property
    def onsets(self):
        return onsets(self.sound[0], rate=48_000)

    def check_frames(self, count, rate, lead=0):
        """Frame k shows k, and stands at k / rate."""
        assert self.copy.frames == len(self.shown) == count + lead
        assert self.shown == [None] * lead + list(range(count))
        off = [abs(at - k / float(rate)) for k, at in enumerate(self.times)]
        assert max(off) < 0.0001

    def check_sound(self, at=AT, within=0.002):
        """The beeps are heard at these seconds, and stand there in the waveform."""
        assert self.onsets == pytest.approx(at, abs=within)
        # The first pair that is a tenth of the tallest stands at the onset too.
        tall = np.flatnonzero(np.abs(self.peaks.astype(int)).max(axis=1) > 12) / 200
        assert tall[0] == pytest.approx(at[0], abs=0.005 + within)
