"""What a person has set for their own page: kept for them, and read by nobody else.

What is in it is the page's business; here only its size and shape are held.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from localize.accounts.rows import person_of
from localize.errors import InputError
from localize.store.columns import check_text

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from localize.review.actor import Actor
    from localize.store import Database
    from localize.store.tables import PersonRow

#: Most that is kept of one person, bytes of JSON in UTF-8.
MOST: Final = 20_000
#: Lists and dictionaries inside one another, at most.
DEPTH: Final = 8


def preferences(database: Database, actor: Actor) -> dict[str, Any]:
    """What a person has set; empty where nothing is.

    Raises:
        UnknownNameError: there is no such person.
    """
    with database.read() as session:
        return dict(person_of(session, actor.person_id).settings)


def put_preferences(database: Database, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """Keep what a person has set, instead of what was kept before.

    Raises:
        InputError: it is too large, too deep, or not JSON.
        UnknownNameError: there is no such person.
    """
    _see_all(values)

    def work(session: Session) -> dict[str, Any]:
        return _put(person_of(session, actor.person_id), values)

    return database.write(work)


def change_preferences(database: Database, actor: Actor, changed: dict[str, Any]) -> dict[str, Any]:
    """Keep what a person has set anew, over what was kept under the same names; all that is kept.

    Raises:
        InputError: all of it together is too large, or this is too deep or not JSON.
        UnknownNameError: there is no such person.
    """
    _see_all(changed)

    def work(session: Session) -> dict[str, Any]:
        row = person_of(session, actor.person_id)
        # Two pages of one person may save at once: the second changes what the first has kept.
        session.refresh(row, with_for_update={"key_share": True})
        values = {**row.settings, **changed}
        _see_size(values)
        return _put(row, values)

    return database.write(work)


def _put(row: PersonRow, values: dict[str, Any]) -> dict[str, Any]:
    if row.settings != values:
        row.settings = values
    return dict(values)


def _see_all(values: dict[str, Any]) -> None:
    _see(values, 0)
    _see_size(values)


def _see_size(values: dict[str, Any]) -> None:
    try:
        size = len(json.dumps(values, ensure_ascii=False, allow_nan=False).encode())
    except ValueError as error:
        raise InputError("Settings hold a number that JSON has not.") from error
    if size > MOST:
        raise InputError(
            f"Settings of {size} bytes are too large: at most {MOST} are kept.",
            hint="Take some of the changed keys back.",
        )


def _see(value: object, depth: int) -> None:
    """See that a value is JSON, can be kept, and is not too deep."""
    if depth > DEPTH:
        raise InputError(f"Settings are nested too deep: at most {DEPTH}.")
    if isinstance(value, dict):
        for name, inner in value.items():
            if not isinstance(name, str):
                raise InputError("A name in settings must be a text.")
            check_text(name)
            _see(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _see(inner, depth + 1)
    elif isinstance(value, str):
        check_text(value)
    elif value is not None and not isinstance(value, bool | int | float):
        raise InputError(f"Settings cannot hold a {type(value).__name__}.")
