"""The check of which quotation marks are used: the guide's, for the language."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from localize import locales
from localize.checks.measure import amount_of
from localize.checks.quoting import Role, has_marks, is_gershayim, is_measure, marks_in
from localize.checks.text import cited, finding_of, lines_fix, shown
from localize.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import CheckContext
    from localize.script import Cue

#: Round titles of works in Chinese; no quotation.
_TITLES: Final = "《》"


class QuotationStyle:
    """Quotations stand in the guide's marks for the language.

    Single marks inside a quotation are left alone (apostrophes look like them). A mark is replaced
    only where it is plain whether it opens or closes. A straight one after a figure is a measure
    where no quotation is open before it in the cue.
    """

    name: ClassVar[str] = "quote-style"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with other marks than the guide's."""
        wanted = context.habits.quotes
        if len(wanted) < 2:
            return
        opening, closing = wanted[0].strip(), wanted[1].strip()
        inner = {mark.strip() for mark in wanted[2:4]}
        language = locales.language(context.limits.locale)
        for cue in cues:
            if not any(map(has_marks, cue.lines)):
                continue
            other: list[str] = []
            unsure = open_ = False
            lines = []
            for line, text in zip(cue.lines, shown(cue.lines), strict=True):
                marks = [one for one in marks_in(text, language) if one.sign not in _TITLES]
                roles = _told([mark.role for mark in marks])
                turns = []
                for mark, role in zip(marks, roles, strict=True):
                    right = {Role.OPENS: {opening}, Role.CLOSES: {closing}}.get(
                        role, {opening, closing}
                    )
                    inside = mark.sign in inner and mark.sign not in {opening, closing}
                    if not open_ and is_measure(mark, text):
                        turns.append(mark.sign)
                        continue
                    open_ = role is Role.OPENS or (role is Role.EITHER and not open_)
                    if mark.sign in right or inside:
                        turns.append(mark.sign)
                        continue
                    other.append(mark.sign)
                    unsure |= role is Role.EITHER and opening != closing
                    turns.append(opening if role is Role.OPENS else closing)
                lines.append(_with_marks(line, [mark.sign for mark in marks], turns))
            if other:
                yield finding_of(
                    self.name,
                    Severity.NOTE,
                    cue,
                    f"{amount_of(len(other), 'quotation mark')} of another kind "
                    f"({cited(other[0])}): write {opening} and {closing}",
                    len(other),
                    "marks",
                    fix=None if unsure else lines_fix(cue, lines, context),
                )


def _told(roles: list[Role]) -> list[Role]:
    """Marks that may be either take turns where all of a line's are so and their number is even."""
    if roles and len(roles) % 2 == 0 and all(role is Role.EITHER for role in roles):
        return [Role.OPENS, Role.CLOSES] * (len(roles) // 2)
    return roles


def _with_marks(line: str, marks: list[str], turns: list[str]) -> str:
    """The line with its quotation marks replaced, one by one; tags hold none of them."""
    at, made = 0, []
    for mark, turn in zip(marks, turns, strict=True):
        found = line.index(mark, at)
        while is_gershayim(line, found):
            found = line.index(mark, found + 1)
        made += [line[at:found], turn]
        at = found + len(mark)
    return "".join((*made, line[at:]))
