"""Checks of white space: too much, too little, and the kind that a line must not break at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from localize import locales
from localize.checks.measure import amount_of
from localize.checks.text import DASHES, changed, cited, finding_of, lines_fix, trimmed
from localize.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import CheckContext
    from localize.script import Cue

_DOUBLE: Final = re.compile(r"(?<=\S)[ \u00a0\u202f]{2,}(?=\S)")

#: White space between a word and a mark that ends something. An ellipsis may stand for a word left
#: out, and then has a space before it; a full stop may begin a name or a number (.NET, .5).
_BEFORE: Final = re.compile(
    r"(?<=[^\s.,;:(\[{¿¡«“„♪♫–—-])[ \u00a0\u202f]+(?![:;=]-?[()])"
    r"(?=(?P<mark>[,.!?;:)\]،؛؟।۔、。，！？]))"
    r"(?!\.\.)(?=[^\s]+(?:\s|$))(?=[,.!?;:)\]،؛؟।۔、。，！？]+[\"”’»)\]…]*(?:\s|$))"
)
#: White space just inside an opening bracket.
_INSIDE: Final = re.compile(r"(?P<mark>[\[(])[ \u00a0\u202f]+(?=\S)")

#: Languages that set a space before these marks, whatever a guide says. Source: Lexique des règles
#: typographiques en usage à l'Imprimerie nationale; CLDR for Breton.
_SPACED_MARKS: Final = {"fr": ";:!?»", "br": ";:!?»"}

#: A mark between two words without a space: after a comma or semicolon any letter, after the end
#: of a sentence a capital. Not in a script that is written without spaces, nor the semicolon of
#: an entity (R&amp;B).
_AFTER: Final = re.compile(
    r"(?<![@/.\w&])((?:[^\W\d_]|['’-]){2,}(?:[,;](?=[^\W\d_])|[!?.](?=[A-ZÀ-ÖØ-ÞА-ЯΑ-Ω][a-zß-öø-ÿа-яα-ω])))"
    r"(?![\w.-]*(?:@|://|\.[a-z]))"
)
_SPACED_SCRIPT: Final = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u0e00-\u0eff]")

_NO_BREAK: Final = "\u00a0\u202f"


class DoubleSpace:
    """No two spaces stand where one is enough."""

    name: ClassVar[str] = "double-space"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with spaces that run on."""
        for cue in cues:
            if not any("  " in line or "\u00a0" in line or "\u202f" in line for line in cue.lines):
                continue
            found = sum(len(_DOUBLE.findall(line)) for line in cue.lines)
            if found:
                lines = changed(cue.lines, lambda text: _DOUBLE.sub(_one_space, text))
                yield finding_of(
                    self.name,
                    Severity.WARNING,
                    cue,
                    f"{amount_of(found, 'run')} of several spaces: leave one",
                    found,
                    "runs of spaces",
                    fix=lines_fix(cue, lines, context),
                )


def _one_space(match: re.Match[str]) -> str:
    return next((char for char in match[0] if char in _NO_BREAK), " ")


class EdgeSpace:
    """No line begins or ends with white space, which would put it off the middle."""

    name: ClassVar[str] = "edge-space"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with space at the end of a line."""
        for cue in cues:
            lines = tuple(map(trimmed, cue.lines))
            if lines == cue.lines:
                continue
            found = sum(new != old for new, old in zip(lines, cue.lines, strict=True))
            if any(lines):
                yield finding_of(
                    self.name,
                    Severity.WARNING,
                    cue,
                    f"space at the start or end of {amount_of(found, 'line')}: take it away",
                    found,
                    "lines",
                    fix=lines_fix(cue, lines, context),
                )


class SpaceBefore:
    """No space stands before a mark or inside a bracket.

    But where the language wants one before it (French ; : ! ? »).
    """

    name: ClassVar[str] = "space-before"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with a space before a mark."""
        habits, locale = context.habits, context.limits.locale
        spaced = habits.space_before + _SPACED_MARKS.get(locales.language(locale), "")
        for cue in cues:
            found: list[str] = []

            def closed(match: re.Match[str]) -> str:
                if match["mark"] in spaced:
                    return match[0]
                found.append(match["mark"])  # noqa: B023 -- called before the next cue
                return ""

            def opened(match: re.Match[str]) -> str:
                found.append(match["mark"])  # noqa: B023
                return match["mark"]

            lines = changed(
                cue.lines,
                lambda text: _INSIDE.sub(opened, _BEFORE.sub(closed, text)),
            )
            if found:
                yield finding_of(
                    self.name,
                    Severity.WARNING,
                    cue,
                    f"a space beside {cited(found[0])}: take it away",
                    len(found),
                    "spaces",
                    fix=lines_fix(cue, lines, context),
                )


class MissingSpace:
    """A space follows a mark between two words."""

    name: ClassVar[str] = "missing-space"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue in which two words and a mark are written as one."""
        if locales.is_unspaced(context.limits.locale):
            return
        for cue in cues:
            found = [
                match[0]
                for line in cue.lines
                for match in _AFTER.finditer(line)
                if not _SPACED_SCRIPT.search(match[0])
            ]
            if found:
                lines = changed(cue.lines, lambda text: _AFTER.sub(r"\1 ", text))
                yield finding_of(
                    self.name,
                    Severity.WARNING,
                    cue,
                    f"no space after {cited(found[0])}: add one",
                    len(found),
                    "spaces",
                    fix=lines_fix(cue, lines, context),
                )


class NoBreakSpace:
    """A no-break space precedes the marks that the guide names, so that none begins a line."""

    name: ClassVar[str] = "no-break-space"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue in which one is missing, or is a plain space."""
        marks = context.habits.space_before
        if not marks:
            return
        pattern = _before_marks(marks)
        for cue in cues:
            missing = plain = 0

            def spaced(match: re.Match[str]) -> str:
                nonlocal missing, plain
                if " " in match[0]:
                    plain += 1
                else:
                    missing += 1
                return (match["open"] or "") + "\u00a0"

            lines = changed(cue.lines, lambda text: pattern.sub(spaced, text))
            if missing or plain:
                yield finding_of(
                    self.name,
                    Severity.WARNING if missing else Severity.NOTE,
                    cue,
                    f"{amount_of(missing + plain, 'no-break space')} missing beside {marks}: "
                    f"add {'it' if missing + plain == 1 else 'them'}",
                    missing + plain,
                    "spaces",
                    fix=lines_fix(cue, lines, context),
                )


def _before_marks(marks: str) -> re.Pattern[str]:
    """Where a no-break space belongs and is not: the end of a word, or the plain space there.

    Not between two of the marks, in a time (10:30), an address (https://) or an emoticon; nor
    after the dash of a speaker, whose space is the guide's (`localize.checks.dialogue`).
    """
    signs = re.escape(marks)
    opening = "«" if "»" in marks else ""
    before = (
        rf"(?:(?<=[^\s{signs}(\[«¿¡])(?<!^[{DASHES}]) +"
        rf"|(?<=[^\W_])(?=[{signs}])|(?<=[…\"”’)\]%.])(?=[{signs}]))"
    )
    after = rf"(?=[{signs}]+(?:[\s{_NO_BREAK}\"”’»)\].…,]|$))"
    parts = [before + after]
    if opening:
        parts.insert(0, r"(?P<open>«) *(?=[^\s\u00a0\u202f])")
    else:
        parts.insert(0, r"(?P<open>(?!))")
    return re.compile("|".join(parts))
