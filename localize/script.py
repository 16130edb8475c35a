"""Timed text: words, cues, tracks, and the invariants that always hold.

Values are frozen; an edit makes a new one (`dataclasses.replace`). What a person may need to break
(an overlap, a reading speed, a cue without text) is not an invariant but a finding.

Text is Unicode NFC. Lines carry a closed set of tags (`localize.markup`): ``<i>``, ``<b>``,
``<u>``, ``<ruby>`` and ``<rt>``; every other ``<`` is a character like any other.
"""

from __future__ import annotations

import enum
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from localize.timeline import Span

#: Characters that end a line; inside a line they would make two.
_LINE_ENDS: Final = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")


class CueKind(enum.StrEnum):
    """What a cue stands for; which files it goes into follows from it (`localize.delivery`).

    A forced narrative (a sign, or foreign speech that is meant to be understood) is a cue of the
    full track that also goes into the forced file: a property of the cue, not another track.
    """

    DIALOGUE = "dialogue"
    FORCED = "forced"
    SONG = "song"
    SOUND = "sound"
    TITLE = "title"
    CREDIT = "credit"


class TrackRole(enum.StrEnum):
    """What a track is for: words as spoken, a master for translators, what is read."""

    TRANSCRIPT = "transcript"
    TEMPLATE = "template"
    SUBTITLE = "subtitle"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as heard.

    Attributes:
        text: the word with its punctuation, without the space before it.
        start: ms.
        end: ms; not before ``start``.
        probability: what the recogniser gives it, 0 to 1.
        speaker: who says it; empty where unknown.
        spaced: whether a space stands before it (not inside a Japanese phrase, or after a hyphen).
        language: BCP 47, where it is another than the programme's; else empty.
        sung: whether it is sung.

    Raises:
        ValueError: no text, an end before the start, or a probability outside 0 to 1.
    """

    text: str
    start: int
    end: int
    probability: float = 1.0
    speaker: str = ""
    spaced: bool = True
    language: str = ""
    sung: bool = False

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("a word must have text")
        if self.end < self.start or self.start < 0:
            raise ValueError(f"a word must not run from {self.start} ms to {self.end} ms")
        if not 0.0 <= self.probability <= 1.0:
            raise ValueError(f"a probability lies between 0 and 1, not at {self.probability}")
        object.__setattr__(self, "text", unicodedata.normalize("NFC", self.text))

    @property
    def span(self) -> Span:
        """When it is said."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a cue stands in the picture; the defaults mean bottom centre.

    Attributes:
        anchor: position on a numeric keypad, 1 (bottom left) to 9 (top right), 2 by default.
        vertical: ``rl`` or ``lr`` for vertical text; empty for horizontal.
        settings: further WebVTT cue settings (name, value), kept as they were read.

    Raises:
        ValueError: no such anchor or direction.
    """

    anchor: int = 2
    vertical: str = ""
    settings: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.anchor not in range(1, 10):
            raise ValueError(f"an anchor is a key from 1 to 9, not {self.anchor}")
        if self.vertical not in ("", "rl", "lr"):
            raise ValueError(f"vertical text runs rl or lr, not {self.vertical!r}")


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle.

    Attributes:
        id: stable across edits and re-runs; unique in its track.
        start: in-time, ms.
        end: out-time, ms; not before ``start``.
        lines: what is read, line by line, top to bottom.
        kind: what it stands for.
        translate: whether markets translate it; a blank is then intended.
        speaker: who says it; empty where unknown.
        placement: where it stands.
        source_ids: cues of the track that this one is based on; many to many.

    Raises:
        ValueError: no id, an end before the start, or a line break inside a line.
    """

    id: str
    start: int
    end: int
    lines: tuple[str, ...]
    kind: CueKind = CueKind.DIALOGUE
    translate: bool = True
    speaker: str = ""
    placement: Placement = field(default_factory=Placement)
    source_ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a cue must have an id")
        if self.start < 0 or self.end < self.start:
            raise ValueError(f"cue {self.id} must not run from {self.start} ms to {self.end} ms")
        for line in self.lines:
            if not _LINE_ENDS.isdisjoint(line):
                raise ValueError(f"cue {self.id} has a line break inside a line: {line!r}")
        lines = tuple(unicodedata.normalize("NFC", line) for line in self.lines)
        object.__setattr__(self, "lines", lines)

    @property
    def span(self) -> Span:
        """When it is on the screen."""
        return Span(self.start, self.end)

    @property
    def duration(self) -> int:
        """How long it is on the screen, ms."""
        return self.end - self.start

    @property
    def text(self) -> str:
        """The lines joined by newlines, tags included."""
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which machine made a result, and out of what.

    Attributes:
        engine: the engine's name.
        version: of the engine.
        model: the model's name; empty where there is none.
        revision: the exact weights, a hash or a commit.
        parameters: what can change the result, sorted (name, value).
        inputs: content key of what went in.
        device: where it ran, such as ``cpu/int8``.
        seconds: how long it took.
    """

    engine: str
    version: str
    model: str = ""
    revision: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    inputs: str = ""
    device: str = ""
    seconds: float = 0.0

    @property
    def signature(self) -> str:
        """One line that tells two results apart when anything that could change them differs.

        The form follows sacrebleu's signatures: ``name:value`` joined by ``|``.
        """
        parts = [f"engine:{self.engine}", f"v:{self.version}"]
        if self.model:
            parts.append(f"model:{self.model}@{self.revision[:12] or 'unpinned'}")
        parts += [f"{name}:{value}" for name, value in self.parameters]
        return "|".join(parts)


@dataclass(frozen=True, slots=True)
class Track:
    """Cues of one episode in one language.

    Attributes:
        episode: the episode's name.
        locale: BCP 47, normal form.
        role: what the track is for.
        cues: in programme order (by start, then end).
        based_on: name of the track that ``Cue.source_ids`` point into; empty for none.
        title: a heading that the file carries, where its format has one.

    Raises:
        ValueError: two cues share an id.
    """

    episode: str
    locale: str
    role: TrackRole
    cues: tuple[Cue, ...] = ()
    based_on: str = ""
    title: str = ""

    def __post_init__(self) -> None:
        ids = {cue.id for cue in self.cues}
        if len(ids) != len(self.cues):
            raise ValueError(f"track {self.episode}.{self.locale} has two cues with one id")
        ordered = tuple(sorted(self.cues, key=lambda cue: (cue.start, cue.end)))
        object.__setattr__(self, "cues", ordered)


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode: a name and where its media lies.

    Attributes:
        name: what its files are called, relative to the output folder, with ``/`` between folders.
        path: the media file.
    """

    name: str
    path: str
