"""What people may want to do, and which roles may, all else being well."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final

from localize.review.edges import TimesChange
from localize.store.kinds import PersonRole


class ActKind(enum.StrEnum):
    """Everything that a person may do."""

    # What is in a cue.
    TEXT = "text"
    TIMES = "times"
    SPLIT = "split"
    MERGE = "merge"
    INSERT = "insert"
    DELETE = "delete"
    SPEAKER = "speaker"
    KIND = "kind"
    TRANSLATE = "translate"
    PLACEMENT = "placement"
    ANNOTATION = "annotation"
    REDRAFT = "redraft"  # a new machine draft over an old one
    # How far a cue has come.
    CONFIRM = "confirm"
    RETURN = "return"
    APPROVE = "approve"
    REOPEN = "reopen"
    LOCK = "lock"
    UNLOCK = "unlock"
    # What is said about it.
    WATCH = "watch"
    NOTE = "note"
    QUERY = "query"
    FLAG = "flag"
    ANSWER = "answer"
    REQUEST_CHANGE = "request-change"
    EDIT_SOURCE = "edit-source"
    PROPOSE_SOURCE = "propose-source"
    # Ways in, and what is done to a track or a season.
    IMPORT = "import"
    REPLACE = "replace"
    UNDO_OWN = "undo-own"
    UNDO_OTHER = "undo-other"
    RERUN = "rerun"
    PUBLISH = "publish"
    WAIVE = "waive"
    DELIVER = "deliver"
    EXPORT_DRAFT = "export-draft"
    ASSIGN = "assign"
    SET_STAGE = "set-stage"
    SETTINGS = "settings"
    PEOPLE = "people"
    TERM = "term"  # a term of the show, or its rendering in a market
    REMOVE_TERM = "remove-term"


#: Acts that change what a cue holds: none on an approved or a locked cue, or out of turn.
CONTENT: Final = frozenset(
    {
        ActKind.TEXT,
        ActKind.TIMES,
        ActKind.SPLIT,
        ActKind.MERGE,
        ActKind.INSERT,
        ActKind.DELETE,
        ActKind.SPEAKER,
        ActKind.KIND,
        ActKind.TRANSLATE,
        ActKind.PLACEMENT,
        ActKind.ANNOTATION,
        ActKind.REDRAFT,
        ActKind.EDIT_SOURCE,
    }
)

#: Acts that take part in a stage: in turn only.
IN_TURN: Final = CONTENT - {ActKind.REDRAFT} | {ActKind.CONFIRM, ActKind.REPLACE}

#: Acts on a cue that was sent back, which its person does out of turn: on that cue alone.
IN_RETURN: Final = frozenset(
    {
        ActKind.TEXT,
        ActKind.TIMES,
        ActKind.SPEAKER,
        ActKind.KIND,
        ActKind.TRANSLATE,
        ActKind.PLACEMENT,
        ActKind.ANNOTATION,
        ActKind.CONFIRM,
    }
)

_EVERYBODY: Final = frozenset(PersonRole)
_WRITERS: Final = frozenset({PersonRole.TRANSLATOR, PersonRole.REVIEWER, PersonRole.LEAD})
_APPROVERS: Final = frozenset({PersonRole.REVIEWER, PersonRole.LEAD})
_LEADS: Final = frozenset({PersonRole.LEAD})
_OPERATORS: Final = frozenset({PersonRole.LEAD, PersonRole.OPERATOR})

#: Which roles may do what, all else being well.
ROLES_OF: Final[dict[ActKind, frozenset[PersonRole]]] = {
    **dict.fromkeys(IN_TURN, _WRITERS),
    ActKind.REDRAFT: _OPERATORS,
    ActKind.RETURN: _APPROVERS,
    ActKind.APPROVE: _APPROVERS,
    ActKind.REOPEN: _LEADS,
    ActKind.LOCK: _APPROVERS,
    ActKind.UNLOCK: _LEADS,
    ActKind.WATCH: _EVERYBODY,
    ActKind.NOTE: _EVERYBODY,
    ActKind.QUERY: _EVERYBODY,
    ActKind.FLAG: _EVERYBODY,
    ActKind.ANSWER: _WRITERS,
    ActKind.REQUEST_CHANGE: _WRITERS,
    ActKind.PROPOSE_SOURCE: _WRITERS,
    ActKind.IMPORT: _OPERATORS,
    ActKind.UNDO_OWN: _EVERYBODY,
    ActKind.UNDO_OTHER: _APPROVERS,
    ActKind.RERUN: _OPERATORS,
    ActKind.PUBLISH: _LEADS,
    ActKind.WAIVE: _APPROVERS,
    ActKind.DELIVER: _OPERATORS,
    ActKind.EXPORT_DRAFT: _EVERYBODY,
    ActKind.ASSIGN: _LEADS,
    ActKind.SET_STAGE: _LEADS,
    ActKind.SETTINGS: _OPERATORS,
    ActKind.PEOPLE: _OPERATORS,
    ActKind.TERM: _WRITERS | _OPERATORS,
    ActKind.REMOVE_TERM: _OPERATORS,
}


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a person wants to do.

    Attributes:
        kind: what.
        times: for ``TIMES``, the change; other acts leave it None.
        one_sentence: for ``SPLIT``, ``MERGE``, ``INSERT``, ``DELETE``: whether all the cues
            concerned lie in one sentence of the template and its outer edges stay
            (`localize.review.acts.within_one_sentence`).
        own_draft: for ``DELETE``: whether the cue has no place in the template, so that a person
            of the market made it.
    """

    kind: ActKind
    times: TimesChange | None = None
    one_sentence: bool = False
    own_draft: bool = False
