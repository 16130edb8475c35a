"""The project folder `.localize/`: what machines made, by content key.

    .localize/
        results/<stage>/<two hex>/<key>.json   one result, written whole or not at all
        parts/<key>.jsonl                      what was heard so far (`localize.pipeline.journal`)
        scratch/                               sound being worked on; emptied at every start
        run.lock                               held by the run that works here

A result is found by its key alone, so a run that is repeated, killed or changed in one option
computes only what is missing. Nothing here is ever edited by a person.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from localize.delivery.files import clear_leftovers, make_folder, output_error, write_atomically
from localize.delivery.heard import FOLDER, LAYOUT, result_path
from localize.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Value = TypeVar("Value")


class ResultStore:
    """Reads and writes the results of one project.

    Attributes:
        folder: the project's `.localize` folder.
    """

    def __init__(self, project: Path) -> None:
        self.folder = project / FOLDER

    @property
    def scratch(self) -> Path:
        """Folder for what is needed only while a run works."""
        return self.folder / "scratch"

    def path(self, stage: str, key: str) -> Path:
        """Where a result lies or would lie."""
        return result_path(self.folder, stage, key)

    def get(self, stage: str, key: str, kind: type[Value]) -> Value | None:
        """The kept result, or None where there is none that can be read.

        A file that a dying disk has damaged counts as missing: it is computed again.
        """
        from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415 -- 0.1 s to import

        try:
            data = json.loads(self.path(stage, key).read_bytes())
        except (FileNotFoundError, ValueError):
            return None
        except OSError as error:
            raise OutputError(
                f"Cannot read the project's results in {str(self.folder)!r}: {error.strerror}.",
                path=str(self.folder),
                hint="Mend the folder's permissions, or choose another project with --project.",
            ) from error
        if not isinstance(data, dict) or data.get("layout") != LAYOUT:
            return None
        try:
            return TypeAdapter(kind).validate_python(data.get("result"), strict=False)
        except ValidationError:
            return None

    def put(self, stage: str, key: str, value: object) -> None:
        """Keep a result.

        Raises:
            OutputError: it cannot be written.
        """
        from pydantic import TypeAdapter  # noqa: PLC0415 -- 0.1 s to import

        result = TypeAdapter(type(value)).dump_python(value, mode="json")
        data = {"layout": LAYOUT, "stage": stage, "result": result}
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        write_atomically(self.path(stage, key), text.encode())

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the project for one run, and clear what an earlier one left when it was killed.

        Raises:
            OutputError: another run holds it, or the folder cannot be made.
        """
        from filelock import FileLock, Timeout  # noqa: PLC0415 -- needed by runs alone

        make_folder(self.folder)
        make_folder(self.scratch)
        ignore = self.folder / ".gitignore"
        if not ignore.exists():
            write_atomically(ignore, b"*\n")
        lock = FileLock(self.folder / "run.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise OutputError(
                f"Another run is at work in {str(self.folder.parent)!r}.",
                path=str(self.folder),
                hint="Wait for it, or give this one another folder with --project.",
            ) from error
        except OSError as error:
            raise output_error(error, self.folder) from error
        try:
            clear_leftovers(self.folder)
            for leftover in self.scratch.iterdir():
                leftover.unlink(missing_ok=True)
            yield
        finally:
            lock.release()


def stat_key(path: Path) -> str:
    """A key that changes whenever a file is replaced or written to, without reading it."""
    status = path.stat()
    inode = f"{status.st_dev}:{status.st_ino}"
    return "|".join(
        (os.fspath(path.resolve()), inode, str(status.st_size), str(status.st_mtime_ns))
    )
