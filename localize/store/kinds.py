"""The closed lists of values that columns hold.

Open lists (stages, actions, categories, severities, rules) belong to a season's settings or to the
services, and are plain text.
"""

from __future__ import annotations

import enum


class PersonRole(enum.StrEnum):
    """What somebody with an account may do; one person can have several."""

    TRANSLATOR = "translator"
    REVIEWER = "reviewer"
    LEAD = "lead"
    OPERATOR = "operator"


class KeyKind(enum.StrEnum):
    """A session of the page, or a token for scripts."""

    SESSION = "session"
    TOKEN = "token"  # noqa: S105 -- a kind, not a secret


class CueState(enum.StrEnum):
    """How far a cue has come; only a person takes it past ``machine``."""

    MACHINE = "machine"
    EDITED = "edited"
    REVIEWED = "reviewed"
    APPROVED = "approved"


class NoteKind(enum.StrEnum):
    """What a note is for."""

    NOTE = "note"
    QUERY = "query"
    FLAG = "flag"
    CHANGE_REQUEST = "change-request"


class NoteScope(enum.StrEnum):
    """Where a note is seen: on its track, or (on a template's cue) in every market."""

    HERE = "here"
    ALL_MARKETS = "all-markets"


class DraftKind(enum.StrEnum):
    """What a person had before them when they opened a cue."""

    NONE = "none"
    MACHINE = "mt"
    MEMORY = "tm"
    HUMAN = "human"


class Gender(enum.StrEnum):
    """What is known of a character; languages inflect words by it."""

    UNKNOWN = ""
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class AddressForm(enum.StrEnum):
    """How one is addressed where a language has two ways: du and Sie, tu and vous."""

    FAMILIAR = "familiar"
    FORMAL = "formal"
