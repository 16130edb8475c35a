"""Checks of single characters: those that nobody sees, and those that nobody can read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from localize import locales
from localize.checks.measure import amount_of
from localize.checks.text import changed, cited, finding_of, lines_fix, shown
from localize.findings import Finding, Severity
from localize.guides.glyphs import load_glyphs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import CheckContext
    from localize.script import Cue

#: Characters without a shape: controls, soft hyphen, zero-width space and joiners, word joiner,
#: byte order mark, direction marks, and two that are blank and look like a space. Source: Unicode's
#: categories Cc and Cf; Hangul filler and braille blank are letters by category.
_SUSPECTS: Final = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb]"
)
_JOINERS: Final = "\u200c\u200d"
_DIRECTIONS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BLANK: Final = "\u0009\u2800\u3164\u115f\uffa0"

#: Letters of scripts that run from right to left.
_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")

#: Before these a joiner means something: Arabic and Indic letters, and what emoji are made of.
#: Source: Unicode, chapters 9 and 12; UTS 51, "ZWJ sequences".
_JOINED: Final = re.compile(
    "[\u0600-\u0dff\u0f00-\u109f\u1780-\u18af\ua840-\uabff\ufb50-\ufdff\ufe0f\u2190-\u2bff"
    "\U0001f000-\U0001faff\U000e0020-\U000e007f]"
)
#: Between letters of these a zero-width space marks where a line may break: Thai, Lao, Tibetan,
#: Burmese, Khmer.
_BREAKING: Final = re.compile("[\u0e00-\u109f\u1780-\u17ff]")

#: Where text was lost, or a font's own signs: the replacement character, private use, codes that
#: are no characters.
_UNREADABLE: Final = re.compile(
    "[\ufffd\ufffc\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff]"
)


class Invisible:
    """No character is there that cannot be seen, but where the script needs it.

    Joiners stay in Arabic and Indic scripts and in emoji, direction marks where the text runs from
    right to left, zero-width spaces in Thai, Lao, Burmese and Khmer.
    """

    name: ClassVar[str] = "invisible"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with characters that nobody sees."""
        right = locales.is_right_to_left(context.limits.locale)
        for cue in cues:
            if cue.text.isascii() and cue.text.isprintable():
                continue
            if not any(_SUSPECTS.search(line) for line in cue.lines):
                continue
            directed = right or any(_RIGHT_TO_LEFT.search(line) for line in cue.lines)
            found: list[str] = []

            def seen(text: str) -> str:
                kept = []
                for at, char in enumerate(text):
                    if not _SUSPECTS.match(char) or _is_needed(text, at, directed=directed):  # noqa: B023
                        kept.append(char)
                        continue
                    found.append(char)  # noqa: B023
                    if char in _BLANK:
                        kept.append(" ")
                return "".join(kept)

            lines = changed(cue.lines, seen)
            if found:
                yield finding_of(
                    self.name,
                    Severity.WARNING,
                    cue,
                    f"{amount_of(len(found), 'character')} that nobody sees "
                    f"(U+{ord(found[0]):04X}): take {'it' if len(found) == 1 else 'them'} away",
                    len(found),
                    "characters",
                    fix=lines_fix(cue, lines, context) if any(map(str.strip, lines)) else None,
                )


def _is_needed(text: str, at: int, *, directed: bool) -> bool:
    char, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if char in _JOINERS:
        return bool(_JOINED.match(before))
    if char == "\u200b":
        return bool(_BREAKING.match(before) or _BREAKING.match(after))
    return directed and bool(_DIRECTIONS.match(char))


class Glyph:
    """Every character is one of the guide's list; what nobody sees or can read is other checks'.

    The lists are ours, put together from public facts, and no client's own: so it only warns.
    """

    name: ClassVar[str] = "glyph"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with characters that the guide's list lacks."""
        if not context.habits.glyphs:
            return
        allowed = load_glyphs(context.habits.glyphs)
        for cue in cues:
            if cue.text.isascii():
                continue
            missing = [
                char
                for char in allowed.missing("\n".join(shown(cue.lines)))
                if not _SUSPECTS.match(char) and not _UNREADABLE.match(char)
            ]
            if missing:
                yield finding_of(
                    self.name,
                    Severity.WARNING,
                    cue,
                    f"{cited(missing[0])} (U+{ord(missing[0]):04X}) is not among the guide's "
                    f"characters ({allowed.title}): write it otherwise",
                    len(missing),
                    "characters",
                    fix=lines_fix(cue, changed(cue.lines, _plain_spaces), context)
                    if all(map(str.isspace, missing))
                    else None,
                )


def _plain_spaces(text: str) -> str:
    """Thin and other wide spaces as plain ones; the ideographic one and the no-break ones stay."""
    return re.sub("[\u1680\u2000-\u200a\u205f]", " ", text)


class Unreadable:
    """Every character can be read: none was lost on the way, none needs a private font."""

    name: ClassVar[str] = "unreadable"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:  # noqa: ARG002 -- one signature for every check
        """Yield a finding for every cue with a character that stands for lost text."""
        for cue in cues:
            if cue.text.isascii():
                continue
            found = [char for line in shown(cue.lines) for char in _UNREADABLE.findall(line)]
            if found:
                yield finding_of(
                    self.name,
                    Severity.ERROR,
                    cue,
                    f"{amount_of(len(found), 'character')} that cannot be read "
                    f"(U+{ord(found[0]):04X}): write what belongs there",
                    len(found),
                    "characters",
                )
