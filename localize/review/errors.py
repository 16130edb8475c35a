"""What a person's change can come back with: a refusal, or somebody else's change.

Neither is a fault: a refusal says why and how to ask; a conflict carries both versions, so that
nothing is overwritten unseen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.errors import LocalizeError

if TYPE_CHECKING:
    from datetime import datetime

    from localize.script import Cue


class RefusedError(LocalizeError):
    """A change that may not be made here, by this person, or now. Nothing was changed.

    Attributes:
        reason: why, in the person's terms.
        ask: how to get it done all the same; empty where there is no way.
    """

    def __init__(self, reason: str, ask: str = "") -> None:
        super().__init__(reason, hint=ask)
        self.reason = reason
        self.ask = ask


class ConflictError(LocalizeError):
    """Somebody changed the cue after this person had read it. Nothing was changed.

    Attributes:
        mine: the cue as this person wanted it; None where they deleted it.
        theirs: the cue as it is now; None where it is gone.
        revision: the number of the revision that ``theirs`` is.
        by: who made it, as they are shown.
        at: when, with its zone.
        action: what they did, a word.
        yours: whether it was this same person, and left the cue as they want it now: a save whose
            answer was lost, and which is sent again, finds itself.
    """

    _since = "after you had read it"
    _choice = "Nothing is lost: keep theirs, or save yours over it."

    def __init__(
        self,
        mine: Cue | None,
        theirs: Cue | None,
        revision: int,
        by: str,
        at: datetime,
        *,
        action: str = "",
        yours: bool = False,
    ) -> None:
        cue = mine or theirs
        did = "deleted" if theirs is None else "changed"
        name = f"Cue {cue.id}" if cue is not None else "The cue"
        when = f"{at:%Y-%m-%d %H:%M:%S %Z}".strip()
        super().__init__(
            f"{name} was {did} by {by} at {when}, {self._since}.",
            hint=self._choice,
        )
        self.mine = mine
        self.theirs = theirs
        self.revision = revision
        self.by = by
        self.at = at
        self.action = action
        self.yours = yours


class OvertakenError(ConflictError):
    """What is to be undone or done again was changed since by another step. Nothing was changed.

    ``mine`` is the cue as it would have become.
    """

    _since = "after what was to be undone or done again"
    _choice = "Nothing is lost: it stays as it is now; change it where you want it otherwise."
