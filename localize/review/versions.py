"""A template's published versions: what they hold, and how they are kept.

A version is the template's cues as they were when it was published, with their annotations, and
the list of changes since the version before. It is never written again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from localize.review.changes import Annotations, ChangeKind, TemplateChange, changes
from localize.script import Cue
from localize.store.mapping import cue_data, cue_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.store.tables import CueRow, TemplateVersionRow


@dataclass(frozen=True, slots=True)
class Content:
    """What a template holds at one moment.

    Attributes:
        cues: in programme order.
        annotations: category and text of each annotation, by cue id.
    """

    cues: tuple[Cue, ...] = ()
    annotations: dict[str, Annotations] | None = None

    @classmethod
    def of_rows(cls, rows: Sequence[CueRow]) -> Content:
        """What it holds now."""
        return cls(
            tuple(cue_of(row) for row in rows),
            {row.cue_id: _annotations(row.annotations) for row in rows},
        )

    @classmethod
    def of_version(cls, version: TemplateVersionRow | None) -> Content:
        """What a published version holds; nothing for None."""
        data = version.cues if version is not None else []
        return cls(
            tuple(cue_of(cue) for cue in data),
            {cue["id"]: _annotations(cue.get("annotations", ())) for cue in data},
        )

    def changes_to(self, newer: Content) -> tuple[TemplateChange, ...]:
        """Everything that changed from this to a newer content."""
        return changes(
            self.cues,
            newer.cues,
            old_annotations=self.annotations,
            new_annotations=newer.annotations,
        )


def _annotations(data: Sequence[dict[str, str]]) -> Annotations:
    return tuple((note.get("category", ""), note.get("text", "")) for note in data)


@dataclass(frozen=True, slots=True)
class Version:
    """One published version, for the log.

    Attributes:
        number: from 1.
        by: who published it, as they are shown.
        at: when.
        note: what they said about it.
        cues: how many it has.
        changes: since the version before; none for the first.
        machine_pivot: whether it is a machine's translation of a machine's transcript.
    """

    number: int
    by: str
    at: datetime
    note: str
    cues: int
    changes: tuple[TemplateChange, ...]
    machine_pivot: bool

    @classmethod
    def of_row(cls, row: TemplateVersionRow, by: str) -> Version:
        """The version from its row; ``by`` is the name to show."""
        return cls(
            row.number,
            by,
            row.at,
            row.note,
            len(row.cues),
            tuple(change_of(data) for data in row.changes),
            row.machine_pivot,
        )


def version_data(rows: Sequence[CueRow]) -> list[dict[str, Any]]:
    """A template's cues as a version keeps them: `mapping.cue_data` and the annotations."""
    return [{**cue_data(cue_of(row)), "annotations": row.annotations} for row in rows]


def change_data(change: TemplateChange) -> dict[str, Any]:
    """A change as JSON data."""
    return {
        "kind": change.kind.value,
        "old_ids": list(change.old_ids),
        "new_ids": list(change.new_ids),
        "before": [cue_data(cue) for cue in change.before],
        "after": [cue_data(cue) for cue in change.after],
        "detail": change.detail,
    }


def change_of(data: dict[str, Any]) -> TemplateChange:
    """A change back from data."""
    return TemplateChange(
        ChangeKind(data["kind"]),
        tuple(data["old_ids"]),
        tuple(data["new_ids"]),
        tuple(cue_of(cue) for cue in data["before"]),
        tuple(cue_of(cue) for cue in data["after"]),
        data["detail"],
    )
