"""Checks of what a cue's text is: capitals, somebody's credit, sounds in brackets, a break-off."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, ClassVar, Final

from localize.checks.measure import amount_of, visible
from localize.checks.text import changed, cited, finding_of, joined, lines_fix
from localize.findings import Finding, Severity
from localize.script import CueKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import CheckContext
    from localize.script import Cue

_BRACKETED: Final = re.compile(r"\[[^\]]*\]|\([^)]*\)|^[^:]{1,24}:(?=\s)")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
#: Words and letters from which on capitals are no abbreviation.
_LEAST_WORDS: Final = 3
_LEAST_LETTERS: Final = 12
_AS_SHOWN: Final = frozenset({CueKind.FORCED, CueKind.TITLE, CueKind.CREDIT, CueKind.SOUND})


class AllCapitals:
    """Dialogue is not written in capitals alone, which read slowly and look shouted.

    Signs and titles may be: a note, for a file does not say which cues those are.
    """

    name: ClassVar[str] = "capitals"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:  # noqa: ARG002 -- one signature for every check
        """Yield a note for every cue in capitals."""
        for cue in visible(cues):
            text = joined(cue.lines)
            if cue.kind in _AS_SHOWN or not text.isupper():
                continue
            words = [word for word in _WORD.findall(_BRACKETED.sub(" ", text)) if word.isupper()]
            letters = sum(map(len, words))
            if len(words) >= _LEAST_WORDS and letters >= _LEAST_LETTERS:
                yield finding_of(
                    self.name,
                    Severity.NOTE,
                    cue,
                    f"{amount_of(len(words), 'word')} in capitals: "
                    "write small letters, unless it is a sign",
                    len(words),
                    "words",
                    limit=_LEAST_WORDS - 1,
                )


#: Addresses, and phrases with which makers of subtitles sign them; recognisers write both where
#: there is music or silence.
_ADDRESS: Final = re.compile(
    r"https?://|\bwww\.\w|\b[\w.+-]+@[\w-]+\.\w{2,}\b|\b[\w-]{2,}\.(?:com|org|net|tv|io|eu)\b(?!\w)",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _signed() -> re.Pattern[str]:
    source = resources.files("localize.checks") / "credits.toml"
    phrases = tomllib.loads(source.read_text(encoding="utf-8"))["phrases"]
    return re.compile(rf"^\W*(?:{'|'.join(phrases)})", re.IGNORECASE)


class CreditLine:
    """No cue advertises or signs the subtitles, but one that is meant as a credit."""

    name: ClassVar[str] = "credit-line"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:  # noqa: ARG002 -- one signature for every check
        """Yield a finding for every cue with an address, or a maker's phrase."""
        for cue in visible(cues):
            text = joined(cue.lines)
            if cue.kind in _AS_SHOWN:
                continue
            match = _ADDRESS.search(text) if "." in text or "@" in text else None
            match = match or _signed().search(text)
            if match:
                yield finding_of(
                    self.name,
                    Severity.WARNING,
                    cue,
                    f"{cited(match[0])} reads like a credit or an advertisement: "
                    "delete the cue, or give it the kind credit, unless somebody says it",
                    1,
                    "credits",
                )


#: Not the braces of an override tag ({\an8}).
_PARENTHESES: Final = re.compile(r"[({（](?!\\)([^(){}（）]*)[)}）]")


class SoundBrackets:
    """For the deaf, sounds and labels stand in the guide's brackets, as [x] for (x).

    Source: Netflix's English SDH guide, by Subtitle Edit's check.
    """

    name: ClassVar[str] = "sound-brackets"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with other brackets, in a track for the deaf."""
        brackets = context.habits.sound_brackets
        if not context.limits.sdh or brackets != ("[", "]"):
            return
        for cue in visible(cues):
            if not any(sign in line for line in cue.lines for sign in "({（"):
                continue
            found = _PARENTHESES.findall(joined(cue.lines))
            found = [text for text in found if _WORD.search(text)]
            if found:
                lines = changed(
                    cue.lines,
                    lambda part: _PARENTHESES.sub(
                        lambda m: f"[{m[1]}]" if _WORD.search(m[1]) else m[0], part
                    ),
                )
                yield finding_of(
                    self.name,
                    Severity.WARNING,
                    cue,
                    f"{cited(f'({found[0]})')}: sounds and labels stand in square brackets",
                    len(found),
                    "brackets",
                    fix=lines_fix(cue, lines, context),
                )


_BROKEN: Final = re.compile(r"(?<=[^\W_])(?:\s?[–—]|\s-)(?=[\"”’»]?\s*$)")


class Interruption:
    """A sentence that is broken off ends as the guide asks (Netflix, English: two hyphens)."""

    name: ClassVar[str] = "interruption"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a note for every cue that ends on another dash."""
        wanted = context.habits.interruption
        if not wanted:
            return
        for cue in visible(cues):
            text = joined(cue.lines)
            match = _BROKEN.search(text)
            if match is None or match[0].strip() == wanted:
                continue
            last = changed(cue.lines[-1:], lambda part: _BROKEN.sub(wanted, part))
            yield finding_of(
                self.name,
                Severity.NOTE,
                cue,
                f"a sentence broken off with {cited(match[0])}: write {wanted}",
                1,
                "dashes",
                fix=lines_fix(cue, (*cue.lines[:-1], *last), context),
            )
