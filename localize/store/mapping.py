"""Cues and provenance, to and from rows and data, exactly.

Two forms of data: `cue_data` is the cue alone (a template's version, an export); `snapshot` is the
cue with what the store knows about it (a revision). `cue_of` reads both.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypedDict

from localize.errors import InputError
from localize.script import Cue, CueKind, Placement, Provenance
from localize.store.columns import check_text
from localize.store.engine import to_json
from localize.store.tables import CUE_ID, CueRow

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The latest time that both databases keep, ms (a signed 64-bit integer).
_LATEST: Final = 2**63 - 1


class CueFields(TypedDict, total=False):
    """What the store knows about a cue beyond the cue itself; see `tables.CueRow`."""

    annotations: list[dict[str, str]]
    state: str
    stale: str
    locked: bool
    deleted: bool
    machine: dict[str, Any] | None
    edited_by: int | None
    reviewed_by: int | None
    approved_by: int | None
    approved_at: datetime | None
    approved_bulk: bool


_FIELDS: Final = tuple(CueFields.__annotations__)


def placement_data(placement: Placement) -> dict[str, Any]:
    """A placement as JSON data."""
    return {
        "anchor": placement.anchor,
        "vertical": placement.vertical,
        "settings": [list(setting) for setting in placement.settings],
    }


def placement_of(data: dict[str, Any]) -> Placement:
    """A placement back from data; what is missing has its default."""
    return Placement(
        data.get("anchor", 2),
        data.get("vertical", ""),
        tuple((name, value) for name, value in data.get("settings", ())),
    )


def cue_data(cue: Cue) -> dict[str, Any]:
    """A cue as JSON data: id, start, end, lines, kind, translate, speaker, placement, source_ids.

    Raises:
        InputError: a text holds U+0000 or half of a surrogate pair, the id is longer than 100
            characters, or a time is beyond 64 bits: no database keeps those.
    """
    texts = (cue.id, *cue.lines, cue.speaker, *cue.source_ids, cue.placement.vertical)
    for text in (*texts, *(part for setting in cue.placement.settings for part in setting)):
        check_text(text)
    if len(cue.id) > CUE_ID or cue.end > _LATEST:
        raise InputError(f"Cue {cue.id[:40]!r} cannot be kept: its id or its time is too long.")
    return {
        "id": cue.id,
        "start": cue.start,
        "end": cue.end,
        "lines": list(cue.lines),
        "kind": cue.kind.value,
        "translate": cue.translate,
        "speaker": cue.speaker,
        "placement": placement_data(cue.placement),
        "source_ids": list(cue.source_ids),
    }


def cue_of(kept: CueRow | dict[str, Any]) -> Cue:
    """A cue back from its row, or from the data of `cue_data` or `snapshot`."""
    data = _cue_data_of_row(kept) if isinstance(kept, CueRow) else kept
    return Cue(
        id=data["id"],
        start=data["start"],
        end=data["end"],
        lines=tuple(data["lines"]),
        kind=CueKind(data["kind"]),
        translate=data["translate"],
        speaker=data["speaker"],
        placement=placement_of(data["placement"]),
        source_ids=tuple(data["source_ids"]),
    )


def snapshot(row: CueRow) -> dict[str, Any]:
    """A row as JSON data: `cue_data` and every one of `CueFields`, moments in ISO 8601.

    The revision's number is not in it; it belongs to the `tables.RevisionRow`.
    """
    return {**_cue_data_of_row(row), **fields_data(_fields_of_row(row))}


def fields_data(fields: CueFields) -> dict[str, Any]:
    """`CueFields` as JSON data.

    Raises:
        ValueError: there is no such field.
    """
    data: dict[str, Any] = dict(fields)
    unknown = data.keys() - set(_FIELDS)
    if unknown:
        raise ValueError(f"a cue has no field {min(unknown)!r}")
    if data.get("approved_at") is not None:
        data["approved_at"] = data["approved_at"].isoformat()
    return data


def fill(row: CueRow, data: dict[str, Any]) -> None:
    """Write data of `cue_data` or `snapshot` into a row; what the data lacks stays as it is."""
    row.cue_id = data["id"]
    for name, value in column_values(data, data.keys() - {"id"}).items():
        setattr(row, name, value)


def column_values(data: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Some of the data of `cue_data` or `snapshot`, as columns hold it."""
    values = {name: data[name] for name in names}
    if values.get("approved_at") is not None:
        values["approved_at"] = datetime.fromisoformat(values["approved_at"])
    return values


def _cue_data_of_row(row: CueRow) -> dict[str, Any]:
    return {
        "id": row.cue_id,
        "start": row.start,
        "end": row.end,
        "lines": row.lines,
        "kind": row.kind,
        "translate": row.translate,
        "speaker": row.speaker,
        "placement": row.placement,
        "source_ids": row.source_ids,
    }


def _fields_of_row(row: CueRow) -> CueFields:
    return {
        "annotations": row.annotations,
        "state": row.state,
        "stale": row.stale,
        "locked": row.locked,
        "deleted": row.deleted,
        "machine": row.machine,
        "edited_by": row.edited_by,
        "reviewed_by": row.reviewed_by,
        "approved_by": row.approved_by,
        "approved_at": row.approved_at,
        "approved_bulk": row.approved_bulk,
    }


# --- Machines -------------------------------------------------------------------------------------


def provenance_data(provenance: Provenance) -> dict[str, Any]:
    """A provenance as JSON data."""
    data = asdict(provenance)
    data["parameters"] = [list(pair) for pair in provenance.parameters]
    return data


def provenance_of(data: dict[str, Any]) -> Provenance:
    """A provenance back from data."""
    return Provenance(
        **{**data, "parameters": tuple((name, value) for name, value in data["parameters"])}
    )


def machine_key(provenance: Provenance) -> str:
    """SHA-256, in hex, of all of a provenance but how long it took.

    Two drafts have one key when the same engine, weights and parameters made them on the same kind
    of device out of the same.
    """
    data = provenance_data(provenance)
    del data["seconds"]
    return hashlib.sha256(to_json(data).encode()).hexdigest()
