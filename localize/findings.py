"""Findings: what a reader repaired or a check measured, as data that a person can act on."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Severity(enum.StrEnum):
    """How much it matters: an error breaks a hard limit, a warning a habit, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Fix:
    """A safe change that cures a finding, as data; whoever applies it says so.

    Attributes:
        cue_id: the cue that changes.
        start: new in-time in ms, or None to keep it.
        end: new out-time in ms, or None to keep it.
        lines: new lines, or None to keep them.
    """

    cue_id: str
    start: int | None = None
    end: int | None = None
    lines: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a person should know.

    Attributes:
        rule: name of the rule or repair, such as ``reading-speed``.
        severity: how much it matters.
        message: what is wrong and what would cure it, in the person's terms.
        cue_id: the cue concerned; empty for the whole track or file.
        start: where to look, ms; None where it has no place in time.
        line: line of the file concerned, from 1; None where it is not about a file's text.
        measured: what was measured, in ``unit``; None where nothing is.
        limit: the limit, in ``unit``; None where there is none.
        unit: ``characters``, ``characters per second``, ``ms``, ``lines`` …
        fix: a safe change, where there is one.
        words: the words of the cue that it is about, with straight apostrophes and hyphens, each
            once; empty where it is about more or less than words.
        meant: for each of ``words`` what may be meant by it, the likeliest first; empty where
            nothing is known of any.
    """

    rule: str
    severity: Severity
    message: str
    cue_id: str = ""
    start: int | None = None
    line: int | None = None
    measured: float | None = None
    limit: float | None = None
    unit: str = ""
    fix: Fix | None = None
    words: tuple[str, ...] = ()
    meant: tuple[tuple[str, ...], ...] = ()
