"""One delivery, from the snapshot that the gate saw to its files, its record and its page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from localize import registry
from localize.delivery.files import output_error, write_atomically
from localize.delivery.gather import Contents, contents, make_record
from localize.delivery.manifest import Manifest, delivered_files, file_hash
from localize.delivery.names import refuse_same_names, track_file
from localize.delivery.record import FileRecord, Record, digest, record_bytes
from localize.delivery.report import page_bytes
from localize.delivery.statement import file_note, many
from localize.delivery.tracks import WrittenFile
from localize.delivery.variants import Variant, has_text, variant_cues
from localize.engines import WriteOptions
from localize.errors import OutputError
from localize.findings import Finding, Severity
from localize.formats.losses import LOST_START
from localize.script import Track
from localize.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from localize.delivery.gate import Blocker
    from localize.delivery.snapshot import TrackSnapshot

#: What stands in the name of a track's record and page where a variant would.
_RECORD: Final = "record"


@dataclass(frozen=True, slots=True)
class Planned:
    """A file that is ready to be written."""

    path: Path
    data: bytes
    variant: Variant
    format: str
    cues: int


class Package:
    """One export, from its snapshot to its files."""

    def __init__(
        self,
        track: TrackSnapshot,
        variants: Sequence[Variant],
        found: tuple[Blocker, ...],
        out: Path,
        *,
        final: bool,
        overwrite: bool,
    ) -> None:
        self.track = track
        self.variants = variants
        self.found = found
        self.out = out
        self.final = final
        self.overwrite = overwrite
        self.inside: Contents = contents(track, variants)
        self.notices: list[Finding] = []
        self.record_path = self.path(".json", _RECORD)
        self.page_path = self.path(".html", _RECORD)

    def path(self, extension: str, infix: str, *, draft: bool | None = None) -> Path:
        """Path of one of the track's files; raises `OutputError` where it lies outside."""
        return track_file(
            self.out,
            self.track.episode,
            self.track.locale,
            extension,
            variant=infix,
            draft=not self.final if draft is None else draft,
        )

    def plan(self, formats: Sequence[str]) -> tuple[Planned, ...]:
        """Every file's bytes, made before any is written.

        Raises:
            SettingsError: two of the formats would write one file.
        """
        refuse_same_names(formats)
        track = self.track
        kept = tuple(facts.cue for facts in track.kept)
        blank = sum(cue.translate and not has_text(cue) for cue in kept)
        if blank:
            self.say(
                "blank-left-out",
                f"{many(blank, 'cue')} without text {'is' if blank == 1 else 'are'} in no file.",
            )
        options = WriteOptions(
            draft=not self.final,
            note=file_note(self.inside.counts, self.path(".json", _RECORD).name, final=self.final),
            rate=track.rate if track.rate_known else None,
            start=track.start_timecode,
        )
        planned: list[Planned] = []
        for variant in self.variants:
            cues = variant_cues(variant, kept)
            if not cues:
                self.say(
                    f"no-{variant}",
                    f"{variant.label}: no cue goes into it, so there is no such file.",
                    Severity.NOTE,
                )
                continue
            part = Track(track.episode, track.locale, track.role, cues)
            for name in dict.fromkeys(formats):
                writer = registry.subtitle_format(name)
                path = self.path(writer.extensions[0], variant.infix)
                for loss in writer.losses(part, options):
                    # Media time is what a delivery's files go by that have no timecodes.
                    if loss.severity is not Severity.NOTE and loss.rule != LOST_START:
                        self.say(loss.rule, f"{path.name}: {loss.message}")
                data = writer.write(part, options)
                planned.append(Planned(path, data, variant, name, len(cues)))
        return tuple(planned)

    def write(
        self, planned: Sequence[Planned], manifest: Manifest, *, by: str, at: datetime
    ) -> tuple[tuple[WrittenFile, ...], dict[str, Any]]:
        """Write the files, then the record, then the page; the manifest gets the entry.

        It is told first what is coming, so that an export that a full disk or a kill broke off can
        be made again.

        The entry is empty where every file was kept as somebody had changed it.
        """
        record_path, page_path = self.record_path, self.page_path
        for path in (record_path, page_path):
            self._refuse_changed(path, manifest)
        written = tuple(self._judged(one, manifest) for one in planned)
        files = tuple(
            FileRecord(file.path, one.variant.value, one.format, one.cues, file.size, file.sha256)
            for one, file in zip(planned, written, strict=True)
            if file.state != "kept"
        )
        if not files:
            return written, {}
        record = make_record(
            self.track,
            self.inside,
            files,
            self.found,
            path=self._relative(record_path),
            final=self.final,
            by=by,
            at=at,
        )
        data = record_bytes(record)
        entry = self._entry(record, self._named(record_path, data))
        entry["digest"] = digest(entry)
        page = page_bytes(record, entry["digest"], file_hash(data))
        entry["page"] = self._named(page_path, page)
        manifest.begin(entry)
        for one, file in zip(planned, written, strict=True):
            if file.state == "written":
                write_atomically(one.path, one.data)
        write_atomically(record_path, data)
        write_atomically(page_path, page)
        self._say_what_remains(planned, manifest)
        manifest.deliver(entry)
        return written, entry

    def say(self, rule: str, message: str, severity: Severity = Severity.WARNING) -> None:
        """Tell the person something."""
        self.notices.append(Finding(rule, severity, message))

    # --- Parts ------------------------------------------------------------------------------------

    def _judged(self, planned: Planned, manifest: Manifest) -> WrittenFile:
        """What becomes of a file: whether it is to be written."""
        relative = self._relative(planned.path)
        made = file_hash(planned.data)
        there = _hash_of(planned.path)
        state = "written"
        if there == made:
            state = "unchanged"
        elif there and there not in manifest.made_here(relative) and not self.overwrite:
            state = "kept"
            self.say(
                "changed-by-hand",
                f"{relative} was changed since it was written, so it is kept as it is and is no "
                "part of this delivery; --overwrite writes over it.",
            )
        return WrittenFile(relative, made, len(planned.data), state)

    def _refuse_changed(self, path: Path, manifest: Manifest) -> None:
        """A record that somebody altered is evidence: it is not replaced in silence."""
        there = _hash_of(path)
        if there and there not in manifest.made_here(self._relative(path)) and not self.overwrite:
            raise OutputError(
                f"{str(path)!r} is not as it was written; nothing was exported.",
                path=str(path),
                hint="Move it away, or give --overwrite; `localize export --verify` says more.",
            )

    def _entry(self, record: Record, named: dict[str, Any]) -> dict[str, Any]:
        counts = record.counts
        return {
            "episode": record.episode,
            "locale": record.locale,
            "role": record.role,
            "state": record.state,
            "generator": f"localize {__version__}",
            "at": record.at,
            "by": record.by,
            "step": record.step,
            "media_sha256": self.track.media_hash,
            "style_guide": dict(record.style_guide),
            "left_the_machine": record.left_the_machine,
            "cues": asdict(counts),
            "made_by": [
                {
                    "signature": machine.signature,
                    "revision": machine.revision,
                    "licence": machine.licence,
                    "cues": machine.cues,
                }
                for machine in record.machines
            ],
            "waivers": sum(waiver.needed for waiver in record.waivers),
            "files": [asdict(file) for file in record.files],
            "record": named,
        }

    def _named(self, path: Path, data: bytes) -> dict[str, Any]:
        return {"path": self._relative(path), "sha256": file_hash(data), "bytes": len(data)}

    def _relative(self, path: Path) -> str:
        return path.relative_to(self.out).as_posix()

    def _say_what_remains(self, planned: Sequence[Planned], manifest: Manifest) -> None:
        """Name what lies there of this track and is no part of this delivery; it is left there."""
        now = {self._relative(one.path) for one in planned}
        now |= {self._relative(self.record_path), self._relative(self.page_path)}
        earlier = {
            str(file.get("path"))
            for entry in manifest.deliveries
            if (entry.get("episode"), entry.get("locale"))
            == (self.track.episode, self.track.locale)
            and entry.get("state") == ("final" if self.final else "draft")
            for file in delivered_files(entry)
        }
        stale = sorted(path for path in earlier - now if (self.out / path).is_file())
        if stale:
            self.say(
                "earlier-file-remains",
                f"Of an earlier delivery, and no part of this one: {', '.join(stale)}. "
                "Remove what must not go out.",
            )
        drafts = sorted(set(self._drafts())) if self.final else []
        if drafts:
            self.say(
                "draft-remains",
                f"Drafts of this track remain beside the final files: {', '.join(drafts)}.",
                Severity.NOTE,
            )

    def _drafts(self) -> Iterator[str]:
        for one in registry.subtitle_formats():
            for variant in Variant:
                path = self.path(one.extensions[0], variant.infix, draft=True)
                if path.is_file():
                    yield self._relative(path)
        for extension in (".json", ".html"):
            path = self.path(extension, _RECORD, draft=True)
            if path.is_file():
                yield self._relative(path)


def _hash_of(path: Path) -> str:
    """Hash of a file that is there; empty where none is."""
    try:
        return file_hash(path.read_bytes())
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise output_error(error, path) from error
