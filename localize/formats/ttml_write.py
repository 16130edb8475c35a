"""A track → timed text, as a profile has it.

Sources: TTML1 and TTML2 (W3C); IMSC 1.1 (W3C), text profile: designator, ``tts:extent`` and
``tts:origin`` on every region, media time, ``itts:forcedDisplay``; Netflix's rules beside the
profiles that follow them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from localize import locales
from localize.formats.ttml_ids import write_id
from localize.formats.ttml_layout import Region, place
from localize.formats.ttml_names import EBUTTS, ITS, ITTS, TT, TTM, TTP, TTS
from localize.formats.ttml_read import ROLES
from localize.formats.ttml_spans import STYLES, escape, plain, write_text
from localize.formats.ttml_times import write_timecode
from localize.script import CueKind, Placement
from localize.timeline import FrameRate, format_clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localize.engines import WriteOptions
    from localize.script import Cue, Track

#: What a file that no person has approved says of itself.
DRAFT_NOTE: Final = "Draft: no person has approved this track."
#: Style attributes of our tags.
_TAG_STYLES: Final = {
    "i": 'tts:fontStyle="italic"',
    "b": 'tts:fontWeight="bold"',
    "u": 'tts:textDecoration="underline"',
}
_RIGHT_TO_LEFT: Final = "rtl"
#: The slant of Japanese italics (Netflix, Japanese IMSC 1.1 creation guide).
_SLANT: Final = ("slanted", 'tts:shear="16.67%"')
_ROLE_OF: Final = {
    CueKind.FORCED: "x-forced",
    CueKind.SONG: "lyrics",
    CueKind.SOUND: "sound",
    CueKind.TITLE: "title",
    CueKind.CREDIT: "x-credit",
}


@dataclass(frozen=True, slots=True)
class Profile:
    """What one of our three formats does differently from the others.

    Attributes:
        label: what people call it.
        designators: of ``ttp:contentProfiles``; empty for TTML1, which does not have it.
        body: style attributes of all text.
        imsc: IMSC's own vocabulary may be used (forced display).
        foreign: attributes that are not TTML's may be used.
        ruby: readings over the text.
        shear: text that is italics from end to end is slanted.
        row_align: lines of a cue begin at one height (``ebutts:multiRowAlign``).
        regions: the only two regions there are, for the top and for the bottom; None for nine
            places and vertical text.
        timecodes: drop-frame timecodes where the rate has them.
    """

    label: str
    designators: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    imsc: bool = True
    foreign: bool = False
    ruby: bool = True
    shear: bool = False
    row_align: bool = False
    regions: tuple[Region, Region] | None = None
    timecodes: bool = False


@dataclass(slots=True)
class _Used:
    """What the head must define, in the order in which it is used."""

    regions: dict[str, Region] = field(default_factory=dict)
    styles: dict[str, str] = field(default_factory=dict)
    agents: dict[str, str] = field(default_factory=dict)


class Times:
    """How a profile writes times at a rate: ms, or drop-frame timecodes."""

    def __init__(self, profile: Profile, rate: FrameRate | None) -> None:
        # 59.94 and 29.97 are both counted as drop-frame 29.97 (Netflix, delivery specification).
        drops = rate is not None and rate.rate in (Fraction(30000, 1001), Fraction(60000, 1001))
        self._code = FrameRate(Fraction(30000, 1001), drop=True)
        self.timecodes = profile.timecodes and drops
        self.rate = self._code if self.timecodes else rate

    def attributes(self) -> str:
        """Parameters of the document."""
        if self.rate is None:
            return ' ttp:timeBase="media"'
        multiplier = self.rate.rate / self.rate.nominal
        found = f' ttp:timeBase="{"smpte" if self.timecodes else "media"}"'
        found += f' ttp:frameRate="{self.rate.nominal}"'
        if multiplier != 1:
            found += f' ttp:frameRateMultiplier="{multiplier.numerator} {multiplier.denominator}"'
        return found + (' ttp:dropMode="dropNTSC"' if self.timecodes else "")

    def pair(self, cue: Cue) -> tuple[str, str]:
        """In-time and out-time; a cue with a length is shown for a frame at least."""
        if not self.timecodes:
            return format_clock(cue.start), format_clock(cue.end)
        begin, end = (self._code.nearest_frame(time) for time in (cue.start, cue.end))
        end = max(end, begin + 1) if cue.end > cue.start else end
        return write_timecode(self._code, begin), write_timecode(self._code, end)


class Writer:
    """Writes one track in one profile."""

    def __init__(self, profile: Profile, track: Track, options: WriteOptions) -> None:
        self._profile = profile
        self._track = track
        self._options = options
        self._times = Times(profile, options.rate)
        self._narrow = any(cue.placement.vertical for cue in track.cues)
        self._rtl = locales.is_right_to_left(track.locale)
        self._used = _Used()

    def document(self) -> bytes:
        """The file's bytes."""
        self._prepare()
        taken = {
            *self._used.regions,
            *self._used.styles,
            *self._used.agents.values(),
            "text",
        }
        paragraphs = [self._paragraph(cue, taken) for cue in self._track.cues]
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            self._root(),
            "  <head>",
            *self._metadata(),
            *self._styling(),
            *self._layout(),
            "  </head>",
            self._body(),
            *(["    <div>", *paragraphs, "    </div>"] if paragraphs else []),
            "  </body>",
            "</tt>",
            "",
        ]
        return "\n".join(lines).encode("utf-8")

    def _prepare(self) -> None:
        """Find out what the head must define: it stands before what uses it."""
        used = self._used
        used.styles |= {STYLES[tag]: style for tag, style in _TAG_STYLES.items()}
        if self._profile.shear:
            used.styles |= (_SLANT,)
        if self._rtl:
            used.styles[_RIGHT_TO_LEFT] = 'tts:direction="rtl" tts:unicodeBidi="embed"'
        if self._profile.regions:
            used.regions |= {region.name: region for region in self._profile.regions}
        for cue in self._track.cues:
            region, _ = self._place(cue)
            used.regions.setdefault(region.name, region)
            if name := _one_line(cue.speaker):
                used.agents.setdefault(name, f"speaker-{len(used.agents) + 1}")
        if not used.regions:
            region, _ = place(Placement(), narrow=False)
            used.regions[region.name] = region

    def _place(self, cue: Cue) -> tuple[Region, str]:
        if self._profile.regions:
            return self._profile.regions[cue.placement.anchor < 7], "center"
        return place(cue.placement, narrow=self._narrow)

    def _root(self) -> str:
        profile = self._profile
        spaces = {"tts": TTS, "ttp": TTP, "ttm": TTM}
        if profile.row_align:
            spaces["ebutts"] = EBUTTS
        if profile.imsc and any(cue.kind is CueKind.FORCED for cue in self._track.cues):
            spaces["itts"] = ITTS
        if profile.foreign and not all(cue.translate for cue in self._track.cues):
            spaces["its"] = ITS
        declared = "".join(f' xmlns:{prefix}="{space}"' for prefix, space in spaces.items())
        version = ' its:version="2.0"' if "its" in spaces else ""
        profiles = ""
        if profile.designators:
            profiles = f' ttp:contentProfiles="{" ".join(profile.designators)}"'
        language = escape(self._track.locale or "und")
        return (
            f'<tt xmlns="{TT}"{declared}{version}{profiles}{self._times.attributes()} '
            f'xml:lang="{language}">'
        )

    def _metadata(self) -> list[str]:
        found = []
        if title := _one_line(self._track.title):
            found.append(f"<ttm:title>{escape(title)}</ttm:title>")
        notes = [DRAFT_NOTE] if self._options.draft else []
        notes += [note] if (note := _one_line(self._options.note)) else []
        found += [f"<ttm:desc>{escape(one)}</ttm:desc>" for one in notes]
        for name, key in self._used.agents.items():
            found.append(
                f'<ttm:agent xml:id="{key}" type="character">'
                f'<ttm:name type="full">{escape(name)}</ttm:name></ttm:agent>'
            )
        if not found:
            return []
        return ["    <metadata>", *(f"      {one}" for one in found), "    </metadata>"]

    def _styling(self) -> list[str]:
        body = " ".join(self._profile.body)
        styles = [f'      <style xml:id="text" {body}/>']
        styles += [
            f'      <style xml:id="{name}" {style}/>' for name, style in self._used.styles.items()
        ]
        return ["    <styling>", *styles, "    </styling>"]

    def _layout(self) -> list[str]:
        found = ["    <layout>"]
        for region in self._used.regions.values():
            mode = ""
            if region.mode or self._profile.row_align:
                mode = f' tts:writingMode="{region.mode or "lrtb"}"'
            found.append(
                f'      <region xml:id="{region.name}" '
                f'tts:origin="{region.origin[0]}% {region.origin[1]}%" '
                f'tts:extent="{region.extent[0]}% {region.extent[1]}%" '
                f'tts:displayAlign="{region.display}"{mode}/>'
            )
        return [*found, "    </layout>"]

    def _body(self) -> str:
        role = next((f' ttm:role="{n}"' for n, r in ROLES.items() if r is self._track.role), "")
        return f'  <body style="text"{role}>'

    def _paragraph(self, cue: Cue, taken: set[str]) -> str:
        profile = self._profile
        region, align = self._place(cue)
        begin, end = self._times.pair(cue)
        content = write_text(cue.lines, ruby=profile.ruby, whole=_SLANT[0] if profile.shear else "")
        styles = [content.style] if content.style else []
        styles += [_RIGHT_TO_LEFT] if self._rtl else []
        said = {
            "xml:id": write_id(cue.id, taken),
            "begin": begin,
            "end": end,
            "region": region.name,
            "style": " ".join(styles),
            "tts:textAlign": align if align != "center" else "",
            "xml:space": "preserve" if content.preserve else "",
            **self._about(cue),
        }
        return f"      <p{_attributes(said)}>{content.xml}</p>"

    def _about(self, cue: Cue) -> dict[str, str]:
        forced = cue.kind is CueKind.FORCED and self._profile.imsc
        return {
            "ttm:agent": self._used.agents.get(_one_line(cue.speaker), ""),
            "ttm:role": "" if forced else _ROLE_OF.get(cue.kind, ""),
            "itts:forcedDisplay": "true" if forced else "",
            "its:translate": "no" if self._profile.foreign and not cue.translate else "",
        }


def _attributes(said: Mapping[str, str]) -> str:
    return "".join(f' {name}="{value}"' for name, value in said.items() if value)


def _one_line(text: str) -> str:
    return " ".join(plain(text).split())
