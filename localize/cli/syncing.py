"""Whole files put in time by the sound, or by another file's times: `--sync`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from localize.checks.speech import stands_for_words
from localize.cli.check_beside import Beside
from localize.cli.listening import Listening
from localize.cli.saying import percent
from localize.errors import InputError
from localize.formats import is_subtitle_file, read_file
from localize.formats.retiming import Retiming
from localize.guides.model import Habits
from localize.timing.sync import Sync, find_sync, said_shift

if TYPE_CHECKING:
    from localize.script import Track
    from localize.timeline import Span


class UnsureError(InputError):
    """How a file is to be moved cannot be told."""


@dataclass(slots=True)
class Syncing:
    """Finds how whole files are to be moved.

    Attributes:
        reference: the programme, a folder of programmes, or a subtitle file that is in time.
        listening: hears the programmes.
    """

    reference: Path
    listening: Listening = field(default_factory=Listening)

    def find(self, path: Path, track: Track) -> Sync:
        """How a file is to be moved so that its cues come with the voices.

        Args:
            path: the file, by whose name its programme is found in a folder.
            track: its cues.

        Raises:
            UnsureError: it cannot be told; says why.
            InputError: the reference is not there, or a folder holds none for this file.
            MediaError: it cannot be read, or has no sound.
        """
        voices, duration, exact = self._reference_of(path)
        found = find_sync(spoken(track), voices, duration, exact=exact)
        if not found.sure:
            guess = said_shift(found.shift, found.speed)
            raise UnsureError(
                f"It cannot be told how it is to be moved: {found.doubt}.",
                path=str(path),
                hint="Look whether the two belong together; or move it yourself, with --shift, "
                "--from-fps and --to-fps of `localize convert`"
                + (f" (the best guess was {guess})." if found.cues else "."),
            )
        return found

    def _reference_of(self, path: Path) -> tuple[tuple[Span, ...], int, bool]:
        """Voices or cues to go by, the programme's length (ms), and whether they are cues."""
        reference = self.reference
        if not reference.is_dir() and is_subtitle_file(reference):
            cues = spoken(read_file(reference, locale="und").track)
            return cues, max((cue.end for cue in cues), default=0), True
        heard = self.listening.hear(Beside(media=reference).media_path(path) or reference)
        return heard.voices.sounding, heard.duration, False


def spoken(track: Track) -> tuple[Span, ...]:
    """When the cues of a track that stand for speech do, in order."""
    return tuple(sorted(cue.span for cue in track.cues if stands_for_words(cue, Habits())))


def retiming_of(sync: Sync) -> Retiming:
    """What becomes of a file's times; nothing where it is in time as it is."""
    return Retiming() if sync.in_time else Retiming(sync.factor, sync.shift)


def said(sync: Sync) -> str:
    """How a file was moved, and how sure that is, for people."""
    move = "in time as it is" if sync.in_time else f"moved by {said_shift(sync.shift, sync.speed)}"
    return (
        f"{move}: {percent(sync.met)} of {sync.cues} cues come with a voice, "
        f"{percent(sync.chance)} would by chance; the next best place has "
        f"{percent(sync.rival)} of the evidence"
    )
