"""What every request body has in common, and the fields that recur."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, SecretStr

from localize.memory.seen import Seen

#: Longest texts, code points: what the store keeps, and for lines what any reader could read.
_NAME = 200
_CUE_ID = 100
_WORD = 60
LINE = 1_000
LINES = 20
_PROSE = 10_000

#: The latest time, ms: a hundred hours.
LATEST = 360_000_000


class Body(BaseModel):
    """A request's body; a field that it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


#: Never shown, not even where a body is printed.
Password = Annotated[SecretStr, Field(min_length=1, max_length=1_000)]
Name = Annotated[str, Field(min_length=1, max_length=_NAME)]
CueId = Annotated[str, Field(min_length=1, max_length=_CUE_ID)]
#: A cue, or (empty) the whole track.
CueIdOrTrack = Annotated[str, Field(max_length=_CUE_ID)]
Word = Annotated[str, Field(min_length=1, max_length=_WORD)]
#: A word that may be left out.
WordOrNone = Annotated[str, Field(max_length=_WORD)]
Line = Annotated[str, Field(max_length=LINE)]
Lines = Annotated[list[Line], Field(max_length=LINES)]
#: Notes, reasons, answers.
Prose = Annotated[str, Field(min_length=1, max_length=_PROSE)]
ProseOrNone = Annotated[str, Field(max_length=_PROSE)]
#: Time in the programme, ms.
Time = Annotated[int, Field(ge=0, le=LATEST)]
#: Largest number of a row: a signed 32-bit integer, on every database.
_MOST = 2**31 - 1
#: The revision of the cue that the person saw.
Revision = Annotated[int, Field(ge=1, le=_MOST)]
#: Number of a person, a template's version …
Number = Annotated[int, Field(ge=1, le=_MOST)]
#: The same, in an address.
Id = Annotated[int, Path(ge=1, le=_MOST)]


#: When what the person read had been changed last; null where there was nothing. Where it is left
#: out, whatever is there gives way.
SeenAt = AwareDatetime | None


def seen_of(body: Body, field: str = "seen") -> Seen | None:
    """What a body says that the person had read; None where it says nothing of it."""
    return Seen(getattr(body, field)) if field in body.model_fields_set else None


class OfCue(Body):
    """One cue, as the person saw it."""

    cue_id: CueId
    revision: Revision
