"""What tells one project's database from every other one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from localize.store.tables import ProjectRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def project_mark(session: Session) -> str:
    """The project's mark: 32 hexadecimal digits that were drawn when its database was made.

    Ids of people, tracks and cues begin anew in every database; what is kept outside of it under
    such ids must have the mark beside them. A copy of a database has the mark of its original.
    """
    return session.scalars(select(ProjectRow.mark)).one()
