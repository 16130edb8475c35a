"""What the media tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from localize.media.decode import open_sound
from localize.media.probe import probe
from tests.localize.media.build import write
from tests.localize.media.copied import Made

if TYPE_CHECKING:
    from pathlib import Path


class Heard:
    """A file that was probed and decoded, its samples copied out."""

    def __init__(self, path: Path, folder: Path, **wanted) -> None:
        self.info = probe(path, **wanted)
        self.progress: list[int] = []
        with open_sound(path, self.info, folder, self.progress.append) as opened:
            self.samples = np.array(opened.sound.samples)
            self.duration = opened.sound.duration
            self.findings = opened.findings

    @property
    def rules(self) -> list[str]:
        return [finding.rule for finding in self.findings]

    def finding(self, rule: str):
        return next(finding for finding in self.findings if finding.rule == rule)

    def level(self, start: float, end: float) -> float:
        """Root mean square between two seconds, of full scale."""
        part = self.samples[round(start * 16_000) : round(end * 16_000)].astype(float) / 32768
        return float(np.sqrt((part**2).mean()))


@pytest.fixture
def hear(tmp_path):
    """Probe and decode a file."""

    def run(path, **wanted) -> Heard:
        scratch = tmp_path / "scratch"
        scratch.mkdir(exist_ok=True)
        heard = Heard(path, scratch, **wanted)
        assert list(scratch.iterdir()) == []
        return heard

    return run


@pytest.fixture
def made(tmp_path):
    """Write a file and have its copy made."""

    def run(name, *streams, **options):
        path = write(tmp_path / name, *streams, **options)
        return Made(path, tmp_path / "copies" / "key")

    return run
