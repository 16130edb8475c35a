"""Checks of what is there twice: a word after itself, a cue after itself."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, ClassVar, Final

from localize import locales
from localize.checks.measure import frames, visible
from localize.checks.text import cited, finding_of, has_tags, joined, lines_fix
from localize.findings import Finding, Severity
from localize.script import CueKind, TrackRole
from localize.syntax.borders import syntax_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import CheckContext
    from localize.findings import Fix
    from localize.script import Cue

_TWICE: Final = re.compile(r"(?<![\w'’-])([^\W\d_]+)(\s+)(\1)(?![\w'’-])", re.IGNORECASE)

#: A cue that follows the same words after no more than this is a repetition, ms.
_SOON: Final = 1000
#: Words that a cue must have before its coming twice is no mere repetition in speech.
_LONG: Final = 4
_SUNG: Final = re.compile("[♪♫♬♩]")


@lru_cache(maxsize=1)
def _tables() -> dict[str, str]:
    source = resources.files("localize.checks") / "doubling.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def _by_right(locale: str) -> frozenset[str]:
    language = {"no": "nb", "nn": "nb"}.get(locales.language(locale), locales.language(locale))
    return frozenset(_tables().get(language, "").split())


class RepeatedWord:
    """No word stands twice in a row, over the line break either, where that is a slip.

    Function words are warned of; other words may be said twice for weight, so they are noted. In a
    transcript it is what was said.
    """

    name: ClassVar[str] = "repeated-word"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with a word that comes twice."""
        locale = context.limits.locale
        if locales.language(locale) in _tables()["left_out"].split():
            return
        usual, classes = _by_right(locale), syntax_of(locale).classes
        for cue in cues:
            text = joined(cue.lines)
            if cue.kind is CueKind.SONG or _SUNG.search(text):
                continue
            for match in _TWICE.finditer(text):
                word = match[1].lower()
                held = classes.get(word, "")
                named = match[1][0].isupper() and match[3][0].isupper() and not held
                thrice = re.search(rf"(?i)\b{word}\W+{word}\W+{word}\b", text)
                if word in usual or named or thrice or match[1] in context.known:
                    continue
                spoken = context.role is TrackRole.TRANSCRIPT
                article = held == "articles" and not spoken
                yield finding_of(
                    self.name,
                    Severity.WARNING if held and not spoken else Severity.NOTE,
                    cue,
                    f"{cited(match[0])}: leave one, unless both are meant",
                    2,
                    "times",
                    limit=1,
                    fix=_once(cue, match, context) if article else None,
                )
                break


def _once(cue: Cue, match: re.Match[str], context: CheckContext) -> Fix | None:
    """The cue without the second word; None where tags, or a line of it alone, are in the way."""
    if has_tags(cue):
        return None
    at, lines = match.start(2), list(cue.lines)
    for number, line in enumerate(lines):
        if at < len(line):
            lines[number] = line[:at] + line[at + len(match[2]) + len(match[3]) :]
            break
        if at == len(line) and number + 1 < len(lines):
            lines[number + 1] = lines[number + 1][len(match[3]) :].lstrip()
            break
        at -= len(line) + 1
    return lines_fix(cue, lines, context) if all(lines) else None


class RepeatedCue:
    """No cue repeats the one before it, as recognisers do where they lose their way."""

    name: ClassVar[str] = "repeated-cue"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with the words of the one before, at once or soon after."""
        before: list[Cue] = []
        for cue in visible(cues):
            recent, before = before, [*before[-1:], cue]
            if not recent:
                continue
            last = recent[-1]
            text = _words(cue)
            if not text or text != _words(last) or cue.start - last.end > _SOON:
                continue
            sung = cue.kind is CueKind.SONG or _SUNG.search(joined(cue.lines))
            at_once = cue.span.overlap(last.span) > 0 and place_of(cue) == place_of(last)
            thrice = len(recent) > 1 and _words(recent[0]) == text and " " in text
            if sung or not (at_once or thrice or len(text.split()) >= _LONG or len(text) >= 24):
                continue
            yield finding_of(
                self.name,
                Severity.WARNING,
                cue,
                f"{cited(text)} is the cue before once more: delete one, or join the two",
                frames(max(0, cue.start - last.end), context.rate),
                "frames between the two",
                limit=frames(_SOON, context.rate),
            )


def place_of(cue: Cue) -> int:
    """The row of the picture in which a cue stands."""
    return (cue.placement.anchor - 1) // 3


@lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _words(cue: Cue) -> str:
    return _plain(joined(cue.lines))
