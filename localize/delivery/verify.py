"""Verifying an output folder: whether what was delivered is still what was recorded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from localize.delivery.files import output_error
from localize.delivery.manifest import NAME, Manifest, delivered_files, file_hash
from localize.delivery.record import FOLDER, digest, folder_of
from localize.errors import OutputError
from localize.findings import Finding, Severity
from localize.store.tables import DeliveryRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from localize.store import Database


def verify_record(
    out: Path, database: Database | None = None, project: Path | None = None
) -> tuple[Finding, ...]:
    """Compare an output folder with what was recorded when its files were delivered.

    Without the database, an entry's digest, the digest on its page and the hash of each file must
    agree. Whoever rewrites all of them in agreement is found only with the database, which keeps
    every delivery's digest and hashes.

    Args:
        out: the output folder.
        database: of the project, where it is at hand.
        project: the project's folder, from which the database names the folders of deliveries.

    Returns:
        What was altered, removed or never delivered; empty where all is as it was. Without a
        manifest nothing can be compared, which is a finding too.

    Raises:
        OutputError: a file is there and cannot be read.
        FetchError: the database was lost.
    """
    try:
        manifest = Manifest.load(out)
    except OutputError as error:
        return (_error("manifest-unreadable", f"{error.message} It cannot be verified."),)
    rows = _rows(database)
    found: list[Finding] = []
    absent = not manifest.path.exists()
    if absent:
        found.append(
            _error("manifest-missing", f"There is no {NAME} in {str(out)!r}: nothing is verified.")
        )
    found += [
        finding
        for entry in manifest.deliveries
        for finding in _entry_findings(entry, rows if database is not None else None)
    ]
    newest: dict[str, dict[str, Any]] = {}
    pages: dict[str, str] = {}
    for entry in manifest.deliveries:
        newest.update({str(file.get("path")): file for file in delivered_files(entry)})
        page = entry.get("page")
        if isinstance(page, dict):
            pages[str(page.get("path"))] = str(entry.get("digest"))
    for path, file in newest.items():
        found += _file_findings(out, path, str(file.get("sha256")), pages.get(path))
    folders: set[str | None] = {None} if absent else set()
    if project is not None:
        folders.add(folder_of(out, project))
    found += _unlisted(out, rows, newest, folders)
    return tuple(found)


def _rows(database: Database | None) -> list[dict[str, Any]]:
    """What the database keeps of every delivery, oldest first."""
    if database is None:
        return []
    with database.read() as session:
        return list(session.scalars(select(DeliveryRow.record).order_by(DeliveryRow.id)))


def _entry_findings(entry: dict[str, Any], rows: list[dict[str, Any]] | None) -> Iterator[Finding]:
    name = f"{entry.get('episode')} {entry.get('locale')} ({entry.get('state')})"
    if entry.get("digest") != digest(entry):
        yield _error(
            "manifest-altered",
            f"{NAME}: the entry of {name} is not as it was written; its digest differs.",
        )
    elif rows is not None:
        kept = [row for row in rows if row.get("digest") == entry["digest"]]
        if not kept:
            yield _error(
                "not-recorded", f"{NAME}: the database knows of no such delivery of {name}."
            )
        elif all(_plain(row.get("page")) != _plain(entry.get("page")) for row in kept):
            yield _error(
                "manifest-altered",
                f"{NAME}: the page of {name} is not the one that the database keeps the hash of.",
            )


def _file_findings(out: Path, path: str, sha256: str, shown: str | None) -> Iterator[Finding]:
    place = out / path
    if not place.resolve().is_relative_to(out.resolve()):
        yield _error("file-outside", f"{NAME} names {path!r}, which is outside the folder.")
        return
    try:
        data = place.read_bytes()
    except FileNotFoundError:
        yield _error("file-missing", f"{path} was delivered and is not there.")
        return
    except OSError as error:
        raise output_error(error, place) from error
    if file_hash(data) != sha256:
        yield _error("file-altered", f"{path} is not as it was delivered; its hash differs.")
    if shown is not None and shown.encode() not in data:
        yield _error(
            "digest-differs", f"{path} does not show the digest of its delivery in {NAME}."
        )


def _unlisted(
    out: Path,
    rows: list[dict[str, Any]],
    listed: dict[str, dict[str, Any]],
    folders: set[str | None],
) -> Iterator[Finding]:
    """Files that the database says were delivered, and that no entry names.

    Args:
        out: the output folder.
        rows: what the database keeps of every delivery.
        listed: files that the manifest names.
        folders: those of deliveries whose files are missed where they do not lie here. Deliveries
            to other folders are theirs; of old ones no folder is kept (None).
    """
    known: dict[str, bool] = {}
    for row in rows:
        for file in delivered_files(row):
            path = str(file.get("path"))
            known[path] = known.get(path, False) or row.get(FOLDER) in folders
    for path in sorted(known.keys() - listed.keys()):
        place = out / path
        if not place.resolve().is_relative_to(out.resolve()):
            continue
        if place.is_file():
            yield _error(
                "entry-removed", f"{path} was delivered, and {NAME} does not name it any more."
            )
        elif known[path]:
            yield _error(
                "file-missing",
                f"{path} was delivered, as the database knows, and is not there; {NAME} does not "
                "name it either.",
            )


def _plain(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def _error(rule: str, message: str) -> Finding:
    return Finding(rule, Severity.ERROR, message)
