"""Checks of marks that come in pairs: quotation marks over the track, brackets over a few cues."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from localize import locales
from localize.checks.measure import visible
from localize.checks.quoting import Mark, Role, is_measure, marks_in
from localize.checks.text import cited, finding_of, joined
from localize.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import CheckContext
    from localize.script import Cue

#: A quotation that has not closed after so many cues was forgotten; longer ones are rare.
_LONGEST: Final = 12


class _Opened(NamedTuple):
    """Where a quotation began: its cue's number, the last cue that repeated its mark, the mark.

    ``depth`` counts quotations in it with the same marks, in the cue where they all began.
    """

    number: int
    last: int
    sign: str
    depth: int = 1


class _Quotations:
    """The quotations that are open, by their marks' family, as cue after cue is read."""

    def __init__(self) -> None:
        self.opened: dict[str, _Opened] = {}

    def forgotten(self, number: int) -> Iterator[tuple[int, str]]:
        """Those that nothing closed for long: their cue's number and mark."""
        for family, one in list(self.opened.items()):
            if number - one.last > _LONGEST:
                del self.opened[family]
                yield one.number, one.sign

    def take(self, mark: Mark, number: int) -> tuple[int, str] | None:
        """Go on by one mark; cue and sign of a mark that now has no partner."""
        start = self.opened.get(mark.family)
        opens = mark.role is Role.OPENS or (mark.role is Role.EITHER and start is None)
        if opens:
            return self._open(mark, number, start)
        if start is None:
            return number, mark.sign
        if start.depth > 1:
            self.opened[mark.family] = start._replace(depth=start.depth - 1)
        else:
            del self.opened[mark.family]
        return None

    def _open(self, mark: Mark, number: int, start: _Opened | None) -> tuple[int, str] | None:
        begun = _Opened(number, number, mark.sign)
        lost = None
        if start is not None and number == start.number and mark.role is Role.OPENS:
            begun = start._replace(depth=start.depth + 1)
        elif start is not None and mark.first and number == start.last + 1:
            begun = start._replace(last=number)
        elif start is not None:
            lost = start.number, start.sign
        self.opened[mark.family] = begun
        return lost


class UnbalancedQuotes:
    """Every quotation that opens closes, and none closes that did not open.

    A quotation may run over several cues, and may repeat its opening mark at the start of each.
    Single quotation marks are left alone: nothing tells them from apostrophes.
    """

    name: ClassVar[str] = "quotes"
    #: A quotation may open many cues before the one that closes it.
    whole_track: ClassVar[bool] = True

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with a mark without a partner."""
        language = locales.language(context.limits.locale)
        shown = list(visible(cues))
        quotations = _Quotations()
        lone: dict[int, list[str]] = {}
        for number, cue in enumerate(shown):
            for lost, sign in quotations.forgotten(number):
                lone.setdefault(lost, []).append(sign)
            text = joined(cue.lines)
            for mark in marks_in(text, language):
                if is_measure(mark, text) and mark.family not in quotations.opened:
                    continue
                without = quotations.take(mark, number)
                if without:
                    lone.setdefault(without[0], []).append(without[1])
        for one in quotations.opened.values():
            lone.setdefault(one.number, []).append(one.sign)
        for number in sorted(lone):
            yield finding_of(
                self.name,
                Severity.WARNING,
                shown[number],
                f"a quotation's mark {lone[number][0]} without a partner: "
                "add the other one where it belongs, or take this one away",
                len(lone[number]),
                "marks without a partner",
            )


_BRACKETS: Final = dict(zip("([{（［【〔", ")]}）］】〕", strict=True))
_CLOSING: Final = {closing: opening for opening, closing in _BRACKETS.items()}
_ANY: Final = frozenset(_BRACKETS) | frozenset(_CLOSING)
#: How many cues before and after may hold the other half.
_NEAR: Final = 2


class UnbalancedBrackets:
    """Every bracket has its partner, in its cue or in one of the two beside it."""

    name: ClassVar[str] = "brackets"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:  # noqa: ARG002 -- one signature for every check
        """Yield a finding for every cue with a bracket without a partner."""
        shown = list(visible(cues))
        amiss = [_unpaired(joined(cue.lines)) for cue in shown]
        for number, cue in enumerate(shown):
            lone = [
                sign
                for sign in amiss[number]
                if not _has_partner(
                    sign, amiss[max(0, number - _NEAR) : number], amiss[number + 1 :][:_NEAR]
                )
            ]
            if lone:
                partner = _BRACKETS.get(lone[0]) or _CLOSING[lone[0]]
                yield finding_of(
                    self.name,
                    Severity.WARNING,
                    cue,
                    f"{cited(lone[0])} without {cited(partner)}: add it, or take the other away",
                    len(lone),
                    "brackets without a partner",
                )


def _has_partner(sign: str, before: Sequence[str], after: Sequence[str]) -> bool:
    if sign in _BRACKETS:
        return any(_BRACKETS[sign] in signs for signs in after)
    return any(_CLOSING[sign] in signs for signs in before)


def _unpaired(text: str) -> str:
    """The brackets of a text without a partner in it; those of emoticons and lists aside."""
    if _ANY.isdisjoint(text):
        return ""
    opened: list[str] = []
    lone = []
    for at, char in enumerate(text):
        if char in _BRACKETS and not _is_emoticon(text, at):
            opened.append(char)
        elif char in _CLOSING:
            if _CLOSING[char] in opened:
                while opened[-1] != _CLOSING[char]:
                    lone.append(opened.pop())
                opened.pop()
            elif not _is_emoticon(text, at) and not _is_list_item(text, at):
                lone.append(char)
    return "".join(lone + opened)


def _is_emoticon(text: str, at: int) -> bool:
    before = text[max(0, at - 2) : at]
    return text[at] in "()" and (before[-1:] in {":", ";", "="} or before in (":-", ";-", ":'"))


def _is_list_item(text: str, at: int) -> bool:
    """``a)`` or ``2)`` at the start of a text or after a space."""
    label = text[:at].rsplit(maxsplit=1)[-1:] or [""]
    return text[at] in ")）" and 0 < len(label[0].lstrip("-")) <= 2 and label[0].isalnum()
