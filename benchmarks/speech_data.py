"""The real speech that the measurements run on: audio files with a reference transcript.

Reads the data folder's own MANIFEST.md, so that a folder with other files of the same kind works
as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

DEFAULT = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


@dataclass(frozen=True)
class Recording:
    """One file with its reference.

    Attributes:
        path: the audio.
        language: what is spoken.
        reference: what is said.
        seconds: length.
        synthetic: a machine's voice, no test of real acoustics.
    """

    path: Path
    language: str
    reference: str
    seconds: float
    synthetic: bool

    @property
    def name(self) -> str:
        """Folder and file."""
        return f"{self.path.parent.name}/{self.path.name}"


def recordings(data: Path = DEFAULT, *, synthetic: bool = False) -> list[Recording]:
    """Every recording with a reference and one language, in the manifest's order."""
    manifest = data / "MANIFEST.md"
    if not manifest.is_file():
        raise SystemExit(f"There is no test data in {data}; name the folder with --data.")
    found = []
    folder = ""
    for line in manifest.read_text("utf-8").splitlines():
        if heading := re.match(r"## (\S+)", line):
            folder = heading[1]
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) < 6 or not re.fullmatch(r"[\d.]+ s", cells[2]):
            continue
        audio = data / folder / cells[0]
        reference = audio.parent / f"{audio.stem}.ref.txt"
        is_synthetic = "SYNTHETIC" in line
        if not reference.is_file() or (is_synthetic and not synthetic) or "+" in cells[3]:
            continue
        found.append(
            Recording(
                audio,
                cells[3],
                reference.read_text("utf-8"),
                float(cells[2].removesuffix(" s")),
                is_synthetic,
            )
        )
    return found
