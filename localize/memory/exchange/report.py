"""What taking a file in does, or would do."""

from __future__ import annotations

from dataclasses import dataclass

from localize.memory.exchange.values import Place, Refusal


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is added or changed.

    Attributes:
        place: where the file says it.
        what: "term", "rendering", "character", "form of address", "line".
        name: which, for people.
        before: what was kept; empty where it is new.
        after: what is kept now.
    """

    place: Place
    what: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TakingReport:
    """What became of a file.

    Attributes:
        changes: what is added or changed.
        same: how much is there already, as the file has it.
        refusals: what cannot be taken in.
        conflicts: where people settled otherwise; what they settled stays.
        notes: what is passed over and hurts nobody, in words.
        written: whether it was kept; False for a trial.
        digest: of all that, and of when what gives way was changed last; empty where none is made.
    """

    changes: tuple[Change, ...] = ()
    same: int = 0
    refusals: tuple[Refusal, ...] = ()
    conflicts: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()
    written: bool = False
    digest: str = ""

    @property
    def clean(self) -> bool:
        """Whether everything in the file is kept now, or would be."""
        return not self.refusals and not self.conflicts
