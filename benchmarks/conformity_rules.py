"""What `conformity.py` holds a cue to: the guide's hard limits, and that it stands with speech.

Where somebody speaks is the same for every system: Silero's voice activity by faster-whisper's own
function, with pauses from 0.1 s kept as pauses, nothing padded.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from conformity_systems import Shown

from localize.checks.measure import frames_up_to
from localize.guides.counting import count, reading_speed
from localize.syntax.phrases import is_unspaced

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from localize.guides.model import Limits
    from localize.timeline import FrameRate

#: How far from speech an in-time may lie, frames; how long after it an out-time, ms.
IN_FRAMES = 3
OUT_MS = 500
#: Silero hears in steps of 32 ms; half of one is no fault of a cue's.
STEP = 16

RULES = ("lines", "line length", "speed", "too short", "too long", "gap", "in", "out")


@dataclass(frozen=True)
class Verdict:
    """One cue of one system.

    Attributes:
        cue: as the file has it.
        broken: names of `RULES` that it breaks.
        fast: it lacks reading time or duration, and what is said in the time that it could have
            (until half a second after its speech, or the next cue's) is faster than the limit.
        shot: it goes on over a shot change.
    """

    cue: Shown
    broken: tuple[str, ...]
    fast: bool
    shot: bool


@dataclass
class Tally:
    """Sums over recordings.

    Attributes:
        cues: all.
        good: that break no rule.
        limits: that break none of the guide's, whether or not they stand with speech.
        fast: that break one because the speech is too fast.
        by_rule: how many break each; a cue may break several.
        lines: of all cues.
        single: cues of one word.
        shots: cues that go on over a shot change.
        pictured: cues of recordings with a picture.
        minutes: of sound.
        kept: words kept, of words heard.
        wrong: errors, of words of the reference.
    """

    cues: int = 0
    good: int = 0
    limits: int = 0
    fast: int = 0
    by_rule: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RULES, 0))
    lines: int = 0
    single: int = 0
    shots: int = 0
    pictured: int = 0
    minutes: float = 0.0
    kept: tuple[int, int] = (0, 0)
    wrong: tuple[int, int] = (0, 0)

    def add(self, verdicts: Sequence[Verdict], seconds: float, *, pictured: bool) -> None:
        """Count the cues of one recording."""
        self.minutes += seconds / 60
        for verdict in verdicts:
            self.cues += 1
            self.good += not verdict.broken
            self.limits += not set(verdict.broken) - {"in", "out"}
            self.fast += bool(verdict.broken) and verdict.fast
            for rule in verdict.broken:
                self.by_rule[rule] += 1
            self.lines += len(verdict.cue.lines)
            text = " ".join(verdict.cue.lines)
            self.single += len(text.split()) == 1 and not any(map(is_unspaced, text))
            self.shots += verdict.shot
            self.pictured += pictured

    def share(self, part: int) -> float:
        """A part of all cues, %."""
        return 100 * part / max(1, self.cues)

    @property
    def calm(self) -> float:
        """Conforming cues of those whose speech is not too fast, %."""
        return 100 * self.good / max(1, self.cues - self.fast)


@lru_cache(maxsize=256)
def speech_of(path: Path) -> tuple[tuple[int, int], ...]:
    """Where somebody speaks in a file, ms."""
    from faster_whisper.audio import decode_audio  # noqa: PLC0415
    from faster_whisper.vad import VadOptions, get_speech_timestamps  # noqa: PLC0415

    options = VadOptions(min_silence_duration_ms=100, speech_pad_ms=0)
    found = get_speech_timestamps(decode_audio(str(path)), options)
    return tuple((span["start"] // 16, span["end"] // 16) for span in found)


def judged(
    cues: Sequence[Shown],
    speech: Sequence[tuple[int, int]],
    limits: Limits,
    rate: FrameRate,
    shots: Sequence[int] = (),
) -> list[Verdict]:
    """What each cue breaks."""
    verdicts = []
    for number, cue in enumerate(cues):
        following = cues[number + 1].start if number + 1 < len(cues) else None
        broken = [*_text(cue, limits), *_time(cue, following, limits, rate)]
        broken += _sync(cue, following, speech, limits, rate)
        crossed = any(cue.start < shot < cue.end for shot in shots)
        slow_text = "in" not in broken and not {"speed", "too short", "out"}.isdisjoint(broken)
        fast = slow_text and _fast(cue, following, speech, limits, rate)
        verdicts.append(Verdict(cue, tuple(broken), fast, crossed))
    return verdicts


def _text(cue: Shown, limits: Limits) -> list[str]:
    broken = []
    if len(cue.lines) > limits.max_lines:
        broken.append("lines")
    if any(count(line, limits.counting) > limits.max_line_length for line in cue.lines):
        broken.append("line length")
    return broken


def _time(cue: Shown, following: int | None, limits: Limits, rate: FrameRate) -> list[str]:
    broken = []
    seen = cue.end - cue.start
    if reading_speed(cue.lines, max(0, seen), limits.counting) > limits.reading_speed + 1e-6:
        broken.append("speed")
    if seen < limits.min_duration:
        broken.append("too short")
    if _frames(cue.start, cue.end, rate) > frames_up_to(limits.max_duration, rate):
        broken.append("too long")
    if following is not None and _frames(cue.end, following, rate) < limits.min_gap_frames:
        broken.append("gap")
    return broken


def _sync(
    cue: Shown,
    following: int | None,
    speech: Sequence[tuple[int, int]],
    limits: Limits,
    rate: FrameRate,
) -> list[str]:
    broken = []
    near = rate.span_of(IN_FRAMES) + STEP
    if not any(start - near <= cue.start <= end + near for start, end in speech):
        broken.append("in")
    chained = following is not None and _frames(cue.end, following, rate) <= limits.min_gap_frames
    at = bisect_right(speech, (cue.end, cue.end)) - 1
    since = cue.end - speech[at][1] if at >= 0 else cue.end
    if since > OUT_MS + STEP and not chained:
        broken.append("out")
    return broken


def _fast(
    cue: Shown,
    following: int | None,
    speech: Sequence[tuple[int, int]],
    limits: Limits,
    rate: FrameRate,
) -> bool:
    """Whether the words of a cue are said faster than the limit in all the time there is."""
    last = max((end for start, end in speech if start < cue.end), default=cue.end) + OUT_MS
    if following is not None:
        last = min(last, following - limits.min_gap(rate))
    room = min(last, cue.start + limits.max_duration) - cue.start
    characters = sum(count(line, limits.counting) for line in cue.lines)
    need = max(limits.min_duration, 1000 * characters / limits.reading_speed)
    return need > rate.time_of(rate.frame_shown(cue.start + room)) - cue.start


def _frames(one: int, other: int, rate: FrameRate) -> int:
    return rate.nearest_frame(other) - rate.nearest_frame(one)
