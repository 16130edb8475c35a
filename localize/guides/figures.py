"""What the sections of a guide's file say, and where each figure is from."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final

from localize.guides.habits import DashStyle, Habits
from localize.script import TrackRole

if TYPE_CHECKING:
    from collections.abc import Iterator

AUDIENCES: Final = ("adult", "children")

#: Sections that every locale inherits from, in this order, after those of its own tags.
FALLBACK: Final = "fallback"
GENERAL: Final = "general"

#: Parts of a section that hold what differs for a kind of track.
VARIANTS: Final = ("sdh", TrackRole.TEMPLATE.value, TrackRole.TRANSCRIPT.value)

#: Keys of a section that come to `Habits`.
HABITS: Final = tuple(field.name for field in fields(Habits) if field.name != "locale")

#: Keys whose value is a table: a section may give a part of it and inherit the rest.
TABLES: Final = ("reading_speed", "shots")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a figure is from.

    Attributes:
        guide: name of the guide whose file gives it.
        sources: names of sources, spelt out, or addresses; none where the guide is its own.
    """

    guide: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """What one section says; None where it leaves the figure to the section that it inherits from.

    Attributes:
        counting: name of a counting rule.
        max_lines: lines in a cue.
        max_line_length: characters in a line.
        max_line_length_vertical: the same for vertical text.
        max_characters: characters in a cue.
        min_line_share: what the shorter of two lines has of the longer, 0 to 1.
        reading_speed: characters per second, by audience.
        min_duration: ms.
        max_duration: ms.
        min_word_duration: ms a word.
        min_gap_frames: frames between two cues.
        chain_frames: frames at 24 a second under which a gap is to be closed.
        shots: zones round a shot change (fields of `ShotZones`); empty where nothing is asked.
        dash: how two speakers are told apart. This and what follows: see `Habits`.
        italics: whether the language uses them.
        ellipsis: the character for it.
        pause_ellipsis: where that of a pause stands.
        quotes: four quotation marks.
        space_before: what a no-break space precedes.
        omit: what the language's subtitles leave out.
        spell_to: numbers in words up to this one.
        spell_at_start: whether a number at a sentence's start is in words.
        sound_brackets: what stands round sounds.
        music: what stands round sung lines.
        interruption: what ends a sentence that is cut off.
        glyphs: name of a list of characters.
        prefer_one_line: whether one line is preferred to two.
        bottom_heavy: whether the lower line is rather the longer one.
        inverted: whether questions open with an inverted mark.
        source: where all this is from: names of the guide's sources, or addresses.
        origins: the same by key, spelt out.
    """

    counting: str | None = None
    max_lines: int | None = None
    max_line_length: float | None = None
    max_line_length_vertical: float | None = None
    max_characters: float | None = None
    min_line_share: float | None = None
    reading_speed: tuple[tuple[str, float], ...] | None = None
    min_duration: int | None = None
    max_duration: int | None = None
    min_word_duration: int | None = None
    min_gap_frames: int | None = None
    chain_frames: int | None = None
    shots: tuple[tuple[str, int], ...] | None = None
    dash: DashStyle | None = None
    italics: bool | None = None
    ellipsis: str | None = None
    pause_ellipsis: str | None = None
    quotes: tuple[str, ...] | None = None
    space_before: str | None = None
    omit: str | None = None
    spell_to: int | None = None
    spell_at_start: bool | None = None
    sound_brackets: tuple[str, ...] | None = None
    music: str | None = None
    interruption: str | None = None
    glyphs: str | None = None
    prefer_one_line: bool | None = None
    bottom_heavy: bool | None = None
    inverted: bool | None = None
    source: tuple[str, ...] = ()
    origins: tuple[tuple[str, Origin], ...] = ()

    def speed(self, audience: str) -> float | None:
        """The reading speed for an audience, where the section says one."""
        return dict(self.reading_speed or ()).get(audience)

    def origin(self, key: str) -> Origin | None:
        """Where the figure of a key is from."""
        return dict(self.origins).get(key)

    def said(self) -> dict[str, Any]:
        """Key → value of what the section says itself, in the order of the fields."""
        return {key: value for key in FIGURES if (value := getattr(self, key)) is not None}

    def over(self, other: Figures) -> Figures:
        """These figures, and another section's where this one says nothing."""
        values = {**other.said(), **self.said()}
        for key in TABLES:
            ours, theirs = getattr(self, key), getattr(other, key)
            if ours and theirs:
                values[key] = tuple({**dict(theirs), **dict(ours)}.items())
        origins = tuple({**dict(other.origins), **dict(self.origins)}.items())
        return Figures(**values, source=self.source or other.source, origins=origins)

    def less(self, other: Figures) -> Figures:
        """These figures but for those that another section gives; of a table, but for its parts."""
        left: dict[str, Any] = {}
        for key, value in other.said().items():
            ours = getattr(self, key) if key in TABLES and value else None
            parts = tuple((part, each) for part, each in ours or () if part not in dict(value))
            left[key] = parts or None
        origins = tuple(
            (key, origin) for key, origin in self.origins if left.get(key, key) is not None
        )
        return replace(self, **left, origins=origins)


#: Keys that hold a figure.
FIGURES: Final = tuple(
    field.name for field in fields(Figures) if field.name not in ("source", "origins")
)


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a guide: figures, and those that differ for a kind of track.

    Attributes:
        figures: for subtitles.
        variants: (``sdh`` or a `TrackRole`, what differs for it).
    """

    figures: Figures
    variants: tuple[tuple[str, Figures], ...] = ()

    def layers(self, kinds: tuple[str, ...]) -> Iterator[tuple[str, Figures]]:
        """(kind, figures) for some kinds of track, the most particular first; no kind for all."""
        variants = dict(self.variants)
        for kind in kinds:
            if kind in variants:
                yield kind, variants[kind]
        yield "", self.figures

    def over(self, other: Section) -> Section:
        """This section, and what another says where this one says nothing.

        A figure of this section's own also wins over the other's for a kind of track: who writes
        ``max_lines = 1`` for a language does not mean to leave 3 to its SDH.
        """
        ours = dict(self.variants)
        theirs = {kind: each.less(self.figures) for kind, each in other.variants}
        kinds = dict.fromkeys((*theirs, *ours))
        none = Figures()
        return Section(
            self.figures.over(other.figures),
            tuple((kind, ours.get(kind, none).over(theirs.get(kind, none))) for kind in kinds),
        )


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A figure on which sources differ.

    Attributes:
        section: the section concerned, as the file names it: ``general``, ``language.ko``,
            ``language.en.template``.
        figure: its key there.
        chosen: what the guide's file says.
        other: what the other source says.
        source: who says so.
        reason: why the first was chosen.
    """

    section: str
    figure: str
    chosen: object
    other: object
    source: str
    reason: str
