"""Checks of punctuation: marks twice, marks that a language leaves out, Spanish opening marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from localize.checks.measure import amount_of, visible
from localize.checks.text import changed, cited, finding_of, has_tags, joined, lines_fix
from localize.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import CheckContext
    from localize.findings import Fix
    from localize.script import Cue

#: A mark twice, or two that do not go together. Two dots after ? and ! are Russian usage; two
#: commas before a letter are somebody's low quotation mark.
_SLIPS: Final = re.compile(
    r",,+(?![^\W\d_])|;;+|(?<![:\w]):::*(?!\w)|(?<![.…?!])\.\.(?![.…])|[,;](?=[.;:?!])(?!\.\.)"
    r"|、、+|。。+|，，+|।।+|،،+"
)
_TWICE: Final = re.compile(r"(?P<mark>,|;|、|。|，|।|،)(?P=mark)+")
_EMPHATIC: Final = re.compile(r"[!?！？]{2,}")


class DoubledMarks:
    """No punctuation mark stands twice, nor beside one that it does not go with."""

    name: ClassVar[str] = "doubled-marks"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with doubled marks; a note where they are for emphasis."""
        for cue in cues:
            text = joined(cue.lines)
            slips = [one[0] for one in _SLIPS.finditer(text)]
            if slips:
                at = next(_SLIPS.finditer(text))
                yield finding_of(
                    self.name,
                    Severity.WARNING,
                    cue,
                    f"{cited(text[at.start() : at.end() + 1])}: one mark is enough",
                    len(slips),
                    "marks",
                    fix=lines_fix(
                        cue, changed(cue.lines, lambda part: _TWICE.sub(r"\g<mark>", part)), context
                    )
                    if all(_TWICE.fullmatch(one) for one in slips)
                    else None,
                )
                continue
            loud = [one[0] for one in _EMPHATIC.finditer(text)]
            loud = [one for one in loud if len(one) > 2 or one[0] == one[1]]
            if loud:
                lines = changed(cue.lines, lambda part: _EMPHATIC.sub(_quieter, part))
                mixed = all(len(set(one)) > 1 for one in loud)
                yield finding_of(
                    self.name,
                    Severity.NOTE,
                    cue,
                    f"{cited(loud[0])}: one mark is enough",
                    len(loud),
                    "marks",
                    fix=lines_fix(cue, lines, context) if mixed else None,
                )


def _quieter(match: re.Match[str]) -> str:
    """Each mark once, in the order in which they come: ``?!?!`` → ``?!``."""
    return "".join(dict.fromkeys(match[0]))


class OmittedMarks:
    """No mark that the language's subtitles leave out: a space stands for it.

    Source: Netflix's Chinese guides, by Subtitle Edit's users; no commas or full stops.
    """

    name: ClassVar[str] = "omitted-marks"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with such marks."""
        omit = context.habits.omit
        if not omit:
            return
        signs = re.escape(omit)
        end = re.compile(rf"[{signs}]+\s*(?=$|[\"”’」』）)])")
        middle = re.compile(rf"[{signs}]+[\s\u3000]*")
        for cue in visible(cues):
            found = [char for line in cue.lines for char in line if char in omit]
            if found:
                lines = tuple(middle.sub(" ", end.sub("", line)).strip() for line in cue.lines)
                yield finding_of(
                    self.name,
                    Severity.WARNING,
                    cue,
                    f"{amount_of(len(found), 'mark')} that subtitles in the language leave out "
                    f"({cited(found[0])}): write a space instead",
                    len(found),
                    "marks",
                    fix=lines_fix(cue, lines, context) if all(lines) else None,
                )


#: Opening marks by closing ones; what is asked and exclaimed at once may open with either.
_INVERTED: Final = {"?": "¿", "!": "¡"}
_CLOSING: Final = re.compile(r"[?!]+")
_STOP: Final = re.compile(r"[.…](?=\s|$|[\"”»)])|[?!]+")
#: How many cues before and after may hold the other mark.
_NEAR: Final = 2


class InvertedMarks:
    """Questions and exclamations open with ¿ and ¡ where the language writes them (Spanish)."""

    name: ClassVar[str] = "inverted-marks"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with one of the two marks without the other."""
        if not context.habits.inverted:
            return
        shown = list(visible(cues))
        texts = [joined(cue.lines) for cue in shown]
        for number, cue in enumerate(shown):
            text = texts[number]
            if not any(mark in text for mark in "?!¿¡"):
                continue
            missing = [
                match
                for match in _CLOSING.finditer(text)
                if not _opened(text, match, texts[max(0, number - _NEAR) : number])
            ]
            unclosed = _unclosed(text, texts[number + 1 : number + 1 + _NEAR])
            if missing:
                wanted = _INVERTED[missing[0][0][0]]
                yield finding_of(
                    self.name,
                    Severity.WARNING,
                    cue,
                    f"{cited(missing[0][0])} without {cited(wanted)}: "
                    "put it where the question or exclamation begins",
                    len(missing),
                    "marks without a partner",
                    fix=_with_opening(cue, context),
                )
            elif unclosed:
                yield finding_of(
                    self.name,
                    Severity.WARNING,
                    cue,
                    f"{cited(unclosed)} and nothing that closes it: end with the other mark",
                    1,
                    "marks without a partner",
                )


def _opened(text: str, closing: re.Match[str], before: Sequence[str]) -> bool:
    """Whether a closing mark has its opening one, in its cue or, of its sentence, in those before.

    A mark alone in brackets is a doubt, and one after nothing is no sentence's.
    """
    start = max((one.end() for one in _STOP.finditer(text, 0, closing.start())), default=0)
    said = text[start : closing.start()]
    if said.endswith("(") or any(mark in said for mark in "¿¡"):
        return True
    if not any(char.isalpha() for char in said):
        return start > 0 or not before
    return not start and _opened_before(before)


def _opened_before(before: Sequence[str]) -> bool:
    """Whether the sentence that goes on from the cues before opened with a mark."""
    for earlier in reversed(before):
        text = earlier.rstrip('"”») ')
        if text.endswith("…"):
            text = text.rstrip("…")
        last = max((one.end() for one in _STOP.finditer(text)), default=0)
        if any(mark in text[last:] for mark in "¿¡"):
            return True
        if last:
            return False
    return False


def _unclosed(text: str, after: Sequence[str]) -> str:
    at = max(text.rfind("¿"), text.rfind("¡"))
    if at < 0 or any(mark in "".join((text[at:], *after)) for mark in "?!"):
        return ""
    return text[at]


def _with_opening(cue: Cue, context: CheckContext) -> Fix | None:
    """The cue with its opening mark; None where it is not certain where that belongs.

    It is where the cue is one sentence without a comma, all of it asked or exclaimed.
    """
    text = joined(cue.lines).strip()
    marks = list(_CLOSING.finditer(text))
    if len(marks) != 1 or marks[0].end() != len(text) or len(marks[0][0]) > 1:
        return None
    if any(sign in text[:-1] for sign in ',.;:…"«“-–—¿¡') or has_tags(cue):
        return None
    if not text[:1].isupper():
        return None
    first = cue.lines[0].lstrip()
    return lines_fix(cue, (_INVERTED[marks[0][0]] + first, *cue.lines[1:]), context)
