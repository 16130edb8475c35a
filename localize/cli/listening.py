"""Where somebody speaks in the media that a command is given; each file is listened to once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from localize import registry
from localize.cli.saying import say_line
from localize.engines import Voices
from localize.findings import Finding


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard in a media file.

    Attributes:
        voices: where somebody speaks.
        duration: of the programme, ms.
        findings: what is damaged or missing in its sound.
    """

    voices: Voices
    duration: int
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class Listening:
    """Listens to media files, and remembers what was heard.

    The sound goes through a scratch file in the system's own folder (115 MB an hour), so that
    memory does not grow with its length.
    """

    _heard: dict[Path, Heard] = field(default_factory=dict)

    def hear(self, path: Path) -> Heard:
        """Where somebody speaks in a media file; says on stderr that it takes a while.

        Raises:
            MediaError: it cannot be read, or has no sound that can be decoded.
            MissingPartError: no detector of voices can be loaded.
            OutputError: the scratch file cannot be written.
        """
        key = path.resolve()
        if key not in self._heard:
            from localize.media.decode import open_sound  # noqa: PLC0415 -- PyAV and numpy
            from localize.media.probe import probe  # noqa: PLC0415 -- as above

            info = probe(path)
            say_line(f"{path}: listening for voices", err=True)
            with open_sound(path, info) as opened:
                voices = registry.voice_detector().listen(opened.sound)
            self._heard[key] = Heard(voices, info.duration, opened.findings)
        return self._heard[key]
