"""Checks that a translation has the form of its source: tags, marks at the end, length."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from localize import locales
from localize.checks.rendering import translated
from localize.checks.words import words_of
from localize.findings import Finding, Fix, Severity
from localize.markup import STYLES, WHOLLY, share, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from localize.checks.rendering import Pair
    from localize.engines import CheckContext
    from localize.script import Cue

#: Question marks, by script; the Greek one looks like a semicolon and is mostly typed as one.
_QUESTION: Final = re.compile(r"[?？؟՞፧⁇⁈⁉‽]")
_GREEK_QUESTION: Final = re.compile(r"[;?\u037e]")
_EXCLAMATION: Final = re.compile(r"[!！՜‼⁉⁈]")

#: Endings that ask without a mark.
_ASKING: Final = {
    "ja": re.compile(r"(?:か|かな|かしら|の|よね|だろう|でしょう|っけ)(?=[。」』\s]|$)"),
    "zh": re.compile(r"(?:吗|呢|嗎|吧|么|麼)"),
}

#: Languages that write no question marks.
_UNMARKED: Final = frozenset({"th", "lo", "km", "my"})

#: A translation may be so many times as long as its language usually makes of it, or so many times
#: as short; where both sides are short, only so many characters (as in English) make a difference.
_MOST_LONGER: Final = 2.0
_MOST_SHORTER: Final = 2.75
_LEAST_CHARACTERS: Final = 25.0


class SourceTags:
    """Italics, bold and underlining of the source are in the translation.

    Where a whole line of the source is in a style and nothing of the translation, the fix sets all
    of it so. Languages whose guide has no italics need none. Style that the source does not have is
    a note.
    """

    name: ClassVar[str] = "source-tags"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every pair whose style differs."""
        for pair in translated(cues, context):
            if not _has_tags(pair):
                continue
            for tag, called in STYLES.items():
                if tag == "i" and context.habits.italics is False:
                    continue
                there, here = _share(pair.sources, tag), _share(pair.targets, tag)
                if (there > 0) != (here > 0):
                    yield self._finding(pair, tag, called, there, here)

    def _finding(self, pair: Pair, tag: str, called: str, there: float, here: float) -> Finding:
        cue = pair.first
        whole = there >= WHOLLY
        lost = there > 0
        message = (
            f"{'all' if whole else 'part'} of the source is in {called}, nothing here: set "
            f"{'it' if whole else 'the same words'} in {called}"
            if lost
            else f"{called} here, none in the source: make sure that they are meant"
        )
        fix = None
        if lost and whole and len(pair.targets) == 1:
            fix = Fix(cue.id, lines=tuple(wrapped(line, tag) for line in cue.lines))
        return Finding(
            rule=self.name,
            severity=Severity.WARNING if lost and whole else Severity.NOTE,
            message=message,
            cue_id=cue.id,
            start=cue.start,
            measured=round(100 * here),
            limit=round(100 * there),
            unit="percent",
            fix=fix,
        )


class SourceMarks:
    """What asks in the source asks in the translation, and what exclaims exclaims.

    Notes: translators have their reasons. Languages ask with marks of their own, or with a word.
    """

    name: ClassVar[str] = "source-marks"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a note for every pair of which one side alone asks or exclaims."""
        source, target = context.source_locale, context.limits.locale
        for pair in translated(cues, context):
            for called, asked, marks in (
                (
                    "a question mark",
                    _asks(pair.source_text, source),
                    _asks(pair.target_text, target),
                ),
                (
                    "an exclamation mark",
                    bool(_EXCLAMATION.search(pair.source_text)),
                    bool(_EXCLAMATION.search(pair.target_text)),
                ),
            ):
                if asked is None or marks is None or asked == marks:
                    continue
                cue = pair.first
                yield Finding(
                    rule=self.name,
                    severity=Severity.NOTE,
                    message=f"{called} in the source, none here"
                    if asked
                    else f"{called} here, none in the source",
                    cue_id=cue.id,
                    start=cue.start,
                    measured=int(marks),
                    limit=int(asked),
                    unit="marks",
                )


class SourceLength:
    """A translation is about as long as its language makes of the source.

    What is much longer may hold a neighbour's text, what is much shorter may lack some.
    """

    name: ClassVar[str] = "source-length"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every pair of which one side is out of proportion."""
        source, target = context.source_locale, context.limits.locale
        if not source or locales.language(source) == locales.language(target):
            return
        usual = words_of(target).length / words_of(source).length
        for pair in translated(cues, context):
            here = len(pair.target_text) / words_of(target).length
            there = len(pair.source_text) / words_of(source).length
            if max(here, there) < _LEAST_CHARACTERS or abs(here - there) < _LEAST_CHARACTERS:
                continue
            longer = here > _MOST_LONGER * there
            if not longer and there <= _MOST_SHORTER * here:
                continue
            cue = pair.first
            expected = round(len(pair.source_text) * usual)
            yield Finding(
                rule=self.name,
                severity=Severity.WARNING,
                message=f"{len(pair.target_text)} characters, where about {expected} render the "
                "source: " + ("is something added?" if longer else "is something left out?"),
                cue_id=cue.id,
                start=cue.start,
                measured=len(pair.target_text),
                limit=expected,
                unit="characters",
            )


def _has_tags(pair: Pair) -> bool:
    return any("<" in line for cue in (*pair.sources, *pair.targets) for line in cue.lines)


def _share(cues: Iterable[Cue], tag: str) -> float:
    return share((line for cue in cues for line in cue.lines), tag)


def _asks(text: str, locale: str) -> bool | None:
    """Whether a text asks; None where its language does not mark it."""
    language = locales.language(locale)
    if language in _UNMARKED:
        return None
    if language == "el":
        return bool(_GREEK_QUESTION.search(text))
    if _QUESTION.search(text):
        return True
    words = _ASKING.get(language)
    # A word may ask or not; the mark decides where there is one.
    return None if words is not None and words.search(text) else False
