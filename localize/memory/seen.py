"""What somebody had read before they changed it, so that nobody writes over another unseen."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from localize.errors import LocalizeError
from localize.review.views import names_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from localize.store.tables import AddressRow, CharacterRow, TermRow, TermTargetRow


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person had before them when they decided on a change.

    Attributes:
        at: when it had been changed last, as its view said; None where there was nothing.
    """

    at: datetime | None = None


class ChangedError(LocalizeError):
    """Somebody changed it after this person had read it. Nothing was changed."""


class Together:
    """Several things that are changed in one step: all that others changed is told at once.

    Who is told of one alone would read the others' as seen, and write over it.
    """

    def __init__(self) -> None:
        self._told: list[ChangedError] = []

    @contextmanager
    def one(self) -> Iterator[None]:
        """Around the change of one thing; what others did to it is told at the end."""
        try:
            yield
        except ChangedError as error:
            self._told.append(error)

    def see(self) -> None:
        """See that nobody else changed any of it.

        Raises:
            ChangedError: somebody did; says all of it.
        """
        if len(self._told) > 1:
            raise ChangedError(
                " ".join(one.message for one in self._told),
                hint="Nothing of yours is kept yet: save again if yours is to hold.",
            )
        for one in self._told:
            raise one


def see_unchanged(
    session: Session,
    seen: Seen | None,
    row: TermRow | TermTargetRow | CharacterRow | AddressRow | None,
    what: str,
    now: str,
) -> None:
    """See that something is still as a person read it.

    Args:
        session: of the transaction.
        seen: what they read; None where they do not say, and whatever is there gives way.
        row: what is kept; None for nothing.
        what: it is, for the message: "The rendering of “Deep Six” in fr-FR".
        now: what it says now, in words.

    Raises:
        ChangedError: it was changed, added or taken out since.
    """
    if seen is None:
        return
    gone = row is None or getattr(row, "gone", False)
    if seen.at == (None if row is None or gone else row.at):
        return
    if row is None:
        raise ChangedError(
            f"{what} is not there any more.", hint="Save again if it is to be there."
        )
    who = dict(names_of(session, [row.by])).get(row.by, "somebody")
    when = f"{row.at:%Y-%m-%d %H:%M} UTC"
    if seen.at is None:
        raise ChangedError(
            f"{what} is there already: {now} ({who}, {when}).",
            hint="Nothing of yours is kept yet: change that one if yours is to hold.",
        )
    did = "taken out" if gone else f"changed to {now}"
    raise ChangedError(
        f"{what} was {did} by {who} at {when}, after you had read it.",
        hint="Nothing of yours is kept yet: save again if yours is to hold.",
    )
