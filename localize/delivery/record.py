"""The record of a delivery: what is in the files, made by what, judged by whom.

It is a JSON file beside the files; `manifest.json` names it with its hash, and the one-page HTML
(`localize.delivery.report`) shows it. `localize.delivery.gather` makes it.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

#: Version of the record's layout.
LAYOUT: Final = 1
#: Where the database keeps a delivery's folder (`folder_of`), beside what its entry says.
FOLDER: Final = "folder"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One subtitle file.

    Attributes:
        path: relative to the output folder, ``/`` between folders.
        variant: which of the track's files (`variants.Variant`).
        format: name of its format.
        cues: how many it holds.
        bytes: its size.
        sha256: of its bytes.
    """

    path: str
    variant: str
    format: str
    cues: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class MachineRecord:
    """One machine that drafted cues; ``cues`` counts those that have its words.

    Attributes:
        number: what the cues call it, from 1.
        engine: its name.
        version: of the engine.
        model: the model's name; empty for none.
        revision: the exact weights.
        licence: SPDX name; empty where it is not known.
        sends: whether text or sound goes to another machine; None where it is not known.
        device: where it ran.
        signature: engine, model and parameters on one line.
        cues: how many of the delivered cues come from it.
    """

    number: int
    engine: str
    version: str
    model: str
    revision: str
    licence: str
    sends: bool | None
    device: str
    signature: str
    cues: int


@dataclass(frozen=True, slots=True)
class CueRecord:
    """One delivered cue.

    Attributes:
        id: of the cue.
        start: in-time, ms.
        end: out-time, ms.
        kind: what it stands for.
        text: its lines, as they are kept (an SDH file adds names).
        words: how they came about (`origin.Words`).
        machines: numbers of the machines that drafted it, in order.
        revision: number of its last revision.
        state: how far it has come.
        edited_by: who last changed it; empty for nobody.
        approved_by: who approved it; empty for nobody.
        approved_at: when; empty for never.
        approved_in_bulk: whether with many others at once.
        watched: whether it was watched after its last edit.
        played: whether anybody ever played it.
    """

    id: str
    start: int
    end: int
    kind: str
    text: str
    words: str
    machines: tuple[int, ...]
    revision: int
    state: str
    edited_by: str
    approved_by: str
    approved_at: str
    approved_in_bulk: bool
    watched: bool
    played: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cues; ``as_drafted + laid_out + edited + written == cues``."""

    cues: int
    as_drafted: int
    laid_out: int
    edited: int
    written: int
    approved: int
    approved_singly: int
    approved_bulk: int
    watched: int
    never_played: int

    @property
    def machine(self) -> int:
        """Cues that a machine drafted."""
        return self.as_drafted + self.laid_out + self.edited


@dataclass(frozen=True, slots=True)
class Approver:
    """What one person approved; moments in ISO 8601, UTC."""

    person: str
    singly: int
    bulk: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class WaiverRecord:
    """One waiver in force, and whether this delivery needed it."""

    rule: str
    cue: str
    start: int | None
    text: str
    reason: str
    by: str
    at: str
    needed: bool


@dataclass(frozen=True, slots=True)
class Record:
    """A delivery of one track.

    Attributes:
        path: where this record lies, relative to the output folder.
        generator: the program that made it.
        season: its name.
        episode: the episode's name.
        locale: BCP 47.
        role: what the track is for.
        state: ``final`` or ``draft``.
        at: when, ISO 8601, UTC.
        by: who exported it; empty for the command line without an account.
        step: number of the track's last step that is in it.
        media: the media file: ``file``, ``sha256``, ``duration_ms``, ``start_timecode``.
        frame_rate: in which lengths were measured; empty where nobody says one.
        style_guide: (variant, signature of the limits).
        template: the template that the track hangs on: ``locale``, ``version``, ``by``, ``at``.
        network: the season's setting.
        left_the_machine: whether anything was sent to be drafted; None where it is not known.
        files: the subtitle files.
        counts: of the cues.
        machines: that drafted them.
        approvers: who approved how many.
        waivers: in force.
        open: what keeps the track from being final, by rule; empty for a final one.
        cues: every delivered cue, in programme order.
    """

    path: str
    generator: str
    season: str
    episode: str
    locale: str
    role: str
    state: str
    at: str
    by: str
    step: int
    media: dict[str, Any]
    frame_rate: str
    style_guide: tuple[tuple[str, str], ...]
    template: dict[str, Any] | None
    network: str
    left_the_machine: bool | None
    files: tuple[FileRecord, ...]
    counts: Counts
    machines: tuple[MachineRecord, ...]
    approvers: tuple[Approver, ...]
    waivers: tuple[WaiverRecord, ...]
    open: tuple[tuple[str, int], ...]
    cues: tuple[CueRecord, ...]


def record_bytes(record: Record) -> bytes:
    """The record's file: JSON, a cue on each line."""
    data = {"layout": LAYOUT, **asdict(record)}
    cues = data.pop("cues")
    data["style_guide"] = dict(record.style_guide)
    data["open"] = dict(record.open)
    head = json.dumps(data, ensure_ascii=False, indent=2)
    lines = ",\n".join(f"    {json.dumps(cue, ensure_ascii=False)}" for cue in cues)
    listed = f"[\n{lines}\n  ]" if cues else "[]"
    return f'{head[:-2]},\n  "cues": {listed}\n}}\n'.encode()


def digest(entry: dict[str, Any]) -> str:
    """SHA-256, in hex, of a delivery's entry in the manifest, the digest and the page aside.

    The page shows the digest, so its own hash cannot be part of it.
    """
    covered = {key: value for key, value in entry.items() if key not in ("digest", "page")}
    text = json.dumps(covered, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def folder_of(out: Path, project: Path) -> str:
    """The folder of a delivery as the database keeps it: seen from the project's folder.

    It says whose files are missed there; what leaves, the manifest's entry, does not name it.
    """
    return os.path.relpath(out.resolve(), project.resolve())


def entry_of(record: dict[str, Any]) -> dict[str, Any]:
    """A delivery's entry in the manifest, of what the database keeps of it."""
    return {name: part for name, part in record.items() if name != FOLDER}


def moment(at: datetime | None) -> str:
    """A moment as the record writes it; empty for none."""
    return "" if at is None else at.isoformat(timespec="seconds")
