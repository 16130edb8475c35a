"""What somebody's roles allow, so that they are not offered what would be refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.review.acts import ROLES_OF, ActKind

if TYPE_CHECKING:
    from localize_ui.api.identity import Caller


def may(caller: Caller | None, act: ActKind) -> bool:
    """Whether somebody's roles allow an act, all else being well; the local user may all."""
    return caller is None or bool(caller.actor.roles & ROLES_OF[act])
