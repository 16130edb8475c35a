"""Cues laid against voices at every place and speed: how well each fits. Pure; numpy inside.

What is compared is when cues come and when voices set in, which is sharp, and when cues stand and
voices sound, which is broad: the one tells places apart, the other bears cues that come early or
late.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from localize.timeline import Span

    Times = NDArray[np.float64]
    Spectrum = NDArray[np.complex128]

#: Places are looked at so far apart, ms.
_STEP: Final = 40
#: A voice sets in after a pause of so much at least, ms: shorter ones are stops inside a phrase.
_PAUSE: Final = 200
#: How far, as a standard deviation, cues come from their voice when places are looked for, ms.
_SMEAR: Final = 80
#: The same when the best of near places is looked for, ms, and how near a cue is that counts as
#: coming with its voice: cues set by the frame, by hand, and carelessly.
_HANDS: Final = ((45, 150), (110, 220), (250, 400))
#: Share of the cues that come with a voice at the right place, as `Voices.fit` takes it.
_COMES: Final = 0.7
#: It is looked for in steps of so much, ms.
_FINE: Final = 4
#: So far round a place the best is looked for, ms.
_NEAR: Final = 600
#: The cues and the programme share so much, of the shorter one, at every place that counts.
_SHARED: Final = 0.6
#: Places nearer than this, ms, are one.
_APART: Final = 500


@dataclass(frozen=True, slots=True)
class Place:
    """Cues laid against voices in one way.

    Attributes:
        factor: what their times are multiplied with.
        shift: what is added then, ms.
        cues: how many of them lie in the programme.
        met: how many of these come with a voice.
        chance: the share that would by chance: that do when moved by a few seconds.
        near: how far off, ms, a cue may be that comes with a voice: more where the file's cues are
            strewn.
    """

    factor: float
    shift: int
    cues: int
    met: int
    chance: float
    near: int

    @property
    def share(self) -> float:
        """Share of the cues that come with a voice."""
        return self.met / self.cues if self.cues else 0.0

    @property
    def evidence(self) -> float:
        """How unlikely so many are by chance: minus the logarithm of Chernoff's bound on it."""
        share, chance = self.share, min(max(self.chance, 1e-3), 1 - 1e-3)
        if share <= chance:
            return 0.0
        rest = (1 - share) * math.log((1 - share) / (1 - chance)) if share < 1 else 0.0
        return self.cues * (share * math.log(share / chance) + rest)

    def apart_from(self, other: Place, first: int, last: int) -> float:
        """By how much it moves a time differently at most, ms.

        Args:
            other: another place.
            first: the first time, ms, before any is moved.
            last: the last one.
        """
        factor, shift = self.factor - other.factor, self.shift - other.shift
        return max(abs(factor * time + shift) for time in (first, last))


class Voices:
    """Where somebody speaks, to lay cues against.

    Args:
        spans: stretches of voice, or cues that are in time, ms, in order.
        duration: of the programme, ms.
        pause: a voice sets in after a pause of so many ms; 0 where every start counts.
    """

    def __init__(self, spans: Sequence[Span], duration: int, pause: int = _PAUSE) -> None:
        self.duration = max(duration, max((span.end for span in spans), default=0))
        ended = -pause
        onsets = []
        for span in spans:
            if span.start - ended >= pause:
                onsets.append(span.start)
            ended = max(ended, span.end)
        self.onsets: Times = np.array(onsets, np.float64)
        self._bins = self.duration // _STEP + 1
        starts, ends = (np.array(one, np.float64) for one in _edges(spans))
        active = _active(starts, ends, self._bins)
        self._sums: Times = np.concatenate((np.zeros(1), np.cumsum(active)))
        self._sounding = _centred(active)
        self._rising = _centred(_rises(self.onsets, self._bins))
        self._spectra: dict[int, tuple[Spectrum, Spectrum]] = {}

    def best(self, starts: Times, ends: Times, factor: float, most: int) -> list[Place]:
        """The places at which cues at one speed fit best, the best first.

        Args:
            starts: of the cues, ms, ascending.
            ends: of the same.
            factor: what their times are multiplied with.
            most: how many places.
        """
        if not len(starts) or not len(self.onsets):
            return []
        scaled, scaled_ends = starts * factor, ends * factor
        origin = float(scaled[0])
        bins = int((scaled_ends.max() - origin) // _STEP) + 1
        standing = _centred(_active(scaled - origin, scaled_ends - origin, bins))
        rising = _centred(_rises(scaled - origin, bins))
        size = 1 << (bins + self._bins - 1).bit_length()
        lags = np.arange(-bins + 1, self._bins)
        shared = np.minimum(lags + bins, self._bins) - np.maximum(lags, 0)
        counts = shared >= _SHARED * min(bins, self._bins)
        score = np.zeros(len(lags))
        for own, heard in zip((standing, rising), self._spectra_of(size), strict=True):
            both = np.fft.irfft(np.conj(np.fft.rfft(own, size)) * heard, size)
            both = both[lags]  # those before the beginning stand at its end
            spread = _spread(both[counts])
            if spread > 0:
                score += both / spread
        score[~counts] = -np.inf
        found = []
        for _ in range(most):
            at = int(score.argmax())
            if not np.isfinite(score[at]):
                break
            shift = int(lags[at]) * _STEP - origin
            found.append(self.sharpened(starts, factor, shift))
            score[max(0, at - _APART // _STEP) : at + _APART // _STEP + 1] = -np.inf
        return sorted(found, key=lambda one: -one.evidence)

    def _spectra_of(self, size: int) -> tuple[Spectrum, Spectrum]:
        """The spectra of the voices and of their onsets, filled up with silence."""
        if size not in self._spectra:
            self._spectra[size] = (
                np.fft.rfft(self._sounding, size),
                np.fft.rfft(self._rising, size),
            )
        return self._spectra[size]

    def sharpened(self, starts: Times, factor: float, shift: float, near: int = 0) -> Place:
        """The best of the places near one.

        Args:
            starts: of the cues, ms.
            factor: what they are multiplied with.
            shift: what is added then, ms.
            near: how near cues are that come with a voice, ms; 0 where it is to be found.
        """
        by, near = self._nearest(starts * factor + shift, near)
        shift += by
        moved = starts * factor + shift
        inside = moved[(moved >= -near) & (moved <= self.duration + near)]
        steps = np.arange(700, 6000, 400)
        chance = np.mean([self._meeting(inside + step, near) for step in (*-steps, *steps)])
        met = round(self._meeting(inside, near) * len(inside))
        share = float(chance) if len(inside) else 0.0
        return Place(factor, round(shift), len(inside), met, share, near)

    def _nearest(self, moved: Times, wanted: int) -> tuple[float, int]:
        """By how much cues are to be moved, at most `_NEAR`, so that most come with a voice.

        Args:
            moved: the cues, ms.
            wanted: how near they are to come; 0 where it is to be found.

        Returns:
            By how much, ms, and how near they come then (`Place.near`).
        """
        first = np.searchsorted(self.onsets, moved - 2 * _NEAR)
        last = np.searchsorted(self.onsets, moved + 2 * _NEAR)
        pairs = [self.onsets[a:b] - time for a, b, time in zip(first, last, moved, strict=True)]
        off = np.concatenate(pairs) if pairs else np.zeros(0)
        if not len(off):
            return 0.0, wanted or _HANDS[0][1]
        # A cue that has several voices near it counts once for each; the true one stands out.
        bins = 4 * _NEAR // _FINE
        steps = np.floor((off + 2 * _NEAR) / _FINE).astype(int)
        counts = np.bincount(np.clip(steps, 0, bins - 1), minlength=bins)
        middle, reach = bins // 2, _NEAR // _FINE
        found = []
        for spread, near in _HANDS:
            if wanted and near != wanted:
                continue
            hump = _hump(spread, _FINE)
            weight = np.convolve(counts, hump, mode="same")[middle - reach : middle + reach + 1]
            expected, noise = counts.mean() * hump.sum(), counts.mean() * (hump**2).sum()
            at = int(weight.argmax())
            stands_out = float((weight[at] - expected) / np.sqrt(noise))
            found.append((stands_out, (at - reach + 0.5) * _FINE, near))
        _, by, near = max(found)
        return by, near

    def _meeting(self, moved: Times, near: int) -> float:
        """Share of some times that are with a voice."""
        return float(self.with_voice(moved, near).mean()) if len(moved) else 0.0

    def fit(self, starts: Times, place: Place) -> float:
        """How well cues come with voices at a place: a logarithm of likelihood.

        Finer than `Place.evidence`, since it matters how near each comes; made to compare places
        that are close to each other, and nothing for those that are not.

        Args:
            starts: of the cues, ms.
            place: the place.
        """
        spread = next(spread for spread, near in _HANDS if near == place.near)
        away = self._away(starts * place.factor + place.shift)
        density = len(self.onsets) / max(1, self.duration)
        nearest = np.exp(-0.5 * (away / spread) ** 2) / (spread * math.sqrt(2 * math.pi))
        return float(np.log(1 - _COMES + _COMES * nearest / density).sum())

    def with_voice(self, moved: Times, near: int) -> NDArray[np.bool_]:
        """Which of some times are with a voice that sets in.

        Args:
            moved: ms, ascending.
            near: how far off they may be, ms.
        """
        return self._away(moved) <= near

    def _away(self, moved: Times) -> Times:
        """How far each of some times is from the nearest voice that sets in, ms."""
        after = np.searchsorted(self.onsets, moved)
        off = np.full(len(moved), np.inf)
        for index in (after - 1, after):
            there = (index >= 0) & (index < len(self.onsets))
            away = np.abs(self.onsets[np.clip(index, 0, len(self.onsets) - 1)] - moved)
            off = np.where(there, np.minimum(off, away), off)
        return off

    def voiced(self, starts: Times, ends: Times) -> Times:
        """Which share of each of some stretches somebody speaks in, 0 to 1.

        Args:
            starts: ms.
            ends: ms.
        """
        first, last = (
            np.clip(times // _STEP, 0, self._bins).astype(int) for times in (starts, ends + _STEP)
        )
        shares: Times = (self._sums[last] - self._sums[first]) / np.maximum(1, last - first)
        return shares


def _edges(spans: Sequence[Span]) -> tuple[list[int], list[int]]:
    return [span.start for span in spans], [span.end for span in spans]


def _active(starts: Times, ends: Times, bins: int) -> Times:
    """1 where any of some stretches is, 0 elsewhere."""
    change = np.zeros(bins + 1)
    np.add.at(change, np.clip(starts // _STEP, 0, bins).astype(int), 1)
    np.add.at(change, np.clip(-(-ends // _STEP), 0, bins).astype(int), -1)
    return (np.cumsum(change)[:bins] > 0).astype(np.float64)


def _rises(times: Times, bins: int) -> Times:
    """A hump at each time."""
    hits = np.zeros(bins)
    np.add.at(hits, np.clip(times // _STEP, 0, bins - 1).astype(int), 1)
    hump = _hump(_SMEAR, _STEP)
    reach = len(hump) // 2
    humps: Times = np.convolve(hits, hump)[reach : reach + bins]
    return humps


def _hump(spread: int, step: int) -> Times:
    """A normal curve, 1 in its middle, ``spread`` ms wide."""
    reach = 3 * spread // step
    curve: Times = np.exp(-0.5 * (np.arange(-reach, reach + 1) * step / spread) ** 2)
    return curve


def _centred(values: Times) -> Times:
    return values - np.float64(values.mean())


def _spread(values: Times) -> float:
    """Standard deviation of what is mostly noise, its few peaks left out of account."""
    if not len(values):
        return 0.0
    return float(1.4826 * np.median(np.abs(values - np.median(values))))
