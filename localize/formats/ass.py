r"""ASS and SSA (SubStation Alpha), read leniently by us and written by pysubs2.

What a track keeps of a file: text with italics, bold and underline, who speaks (``Name``), where a
line stands (``\an``, ``\pos``), vertical fonts, the title. Colours, fonts, effects, karaoke and
drawings are named in findings. Times are centiseconds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from localize.engines import ReadResult, WriteOptions
from localize.errors import OutputError, UnwritableError
from localize.findings import Finding, Severity
from localize.formats import ass_text
from localize.formats.ass_reading import Script, read_script
from localize.formats.assemble import make_track, require_cues
from localize.formats.cleaning import clean, without_controls
from localize.formats.encoding import decode
from localize.formats.losses import COMMON, RUBY, UNDERLINE, VERTICAL, Loss, find_losses
from localize.formats.tally import Tally
from localize.formats.vtt import DRAFT_NOTE
from localize.script import Cue

if TYPE_CHECKING:
    import pysubs2

    from localize.script import Track

#: The picture that positions are counted in when we write.
_SIZE: Final = (1920, 1080)
#: What both players take where a file does not say its size.
_UNSAID_SIZE: Final = (384.0, 288.0)
#: Hours have one digit.
_LATEST: Final = 10 * 3_600_000 - 10
_VERTICAL: Final = "Vertical"
_TRUE: Final = re.compile(r"\s*(?!0\s*$)-?\d+\s*$")
_HEAD: Final = re.compile(
    r"^[^\S\n]*\[(?:Script Info|V4\+? Styles|Events)\]", re.IGNORECASE | re.MULTILINE
)
_DIALOGUE: Final = re.compile(
    r"^[^\S\n]*(?:Dialogue\s*:.*,.*,|Format\s*:(?>.*?\bStart\b).*\bEnd\b)",
    re.IGNORECASE | re.MULTILINE,
)


class AssFormat:
    """Advanced SubStation Alpha, 4.00+."""

    name: ClassVar[str] = "ass"
    extensions: ClassVar[tuple[str, ...]] = (".ass",)
    default: ClassVar[bool] = True
    title: ClassVar[str] = "ASS"

    def sniff(self, head: str) -> float:
        """As `SubtitleFormat.sniff`: by the headings of sections, and which version they name."""
        if not _HEAD.search(head):
            return 0.5 if _DIALOGUE.search(head) else 0.0
        from localize.formats.ass_reading import version_of  # noqa: PLC0415 -- only where needed

        said = version_of(head, "")
        return 1.0 if said == self.name else 0.4 if said else 0.9

    def read(self, data: bytes, *, episode: str, locale: str) -> ReadResult:
        """As `SubtitleFormat.read`.

        Raises:
            FormatError: there is text but no event in it, or it is too large.
        """
        decoded = decode(data, locale)
        tally = Tally()
        text = clean(decoded.text, tally)
        script = read_script(text, self.name, tally)
        require_cues(
            script.dialogues,
            tally,
            self.title,
            empty=not text.strip() or self.sniff(text) > 0,
        )
        cues = _cues(script, tally)
        title = script.info.get("title", "")
        title = "" if title.lower() == "default aegisub file" else title
        track = make_track(cues, episode, locale, tally, names=False, title=title)
        return ReadResult(track, decoded.encoding, decoded.findings + tally.findings())

    def write(self, track: Track, options: WriteOptions) -> bytes:
        """As `SubtitleFormat.write`; draft mark and note are comments at the head.

        Raises:
            OutputError: a cue later than the format can say, or pysubs2 does not give back what
                it was given.
        """
        import pysubs2  # noqa: PLC0415 -- likewise

        late = next((cue for cue in track.cues if cue.end > _LATEST), None)
        if late is not None:
            raise UnwritableError(
                f"{self.title} counts to 9:59:59.99, and cue {late.id} of {track.episode!r} ends "
                "later.",
                hint="Part the track.",
            )
        file = pysubs2.SSAFile()
        file.info = {"Title": _one_line(track.title)} if track.title else {}
        file.info |= {"PlayResX": str(_SIZE[0]), "PlayResY": str(_SIZE[1]), "WrapStyle": "2"}
        file.styles = _styles(track, old=self.name == "ssa")
        file.events = [_event(cue, old=self.name == "ssa") for cue in track.cues]
        notes = [DRAFT_NOTE] if options.draft else []
        notes += [_one_line(options.note)] if options.note.strip() else []
        text = file.to_string(self.name, header_notice="\n".join(notes))
        self._compare(track, text)
        return text.encode("utf-8")

    def losses(self, track: Track, options: WriteOptions | None = None) -> tuple[Finding, ...]:
        """As `SubtitleFormat.losses`; the options change nothing."""
        del options
        own: tuple[Loss, ...] = (
            (
                "lost-settings",
                Severity.WARNING,
                "an exact position or width; the nearest of nine places is written",
                lambda cue: bool(cue.placement.settings) and not ass_text.carries(cue.placement),
            ),
            (
                "lost-vertical",
                Severity.WARNING,
                "vertical text from left to right; it is written as horizontal",
                lambda cue: cue.placement.vertical == "lr",
            ),
        )
        if self.name == "ssa":
            own = (
                (
                    "lost-settings",
                    Severity.WARNING,
                    "an exact position or width; the nearest of nine places is written",
                    lambda cue: bool(cue.placement.settings),
                ),
                VERTICAL,
                UNDERLINE,
            )
        found = find_losses(track, (*_LOSSES, *own, RUBY, *COMMON), self.title)
        if _one_line(track.title) != track.title:
            message = f"{self.title} has titles of one line."
            found = (*found, Finding("lost-title", Severity.NOTE, message))
        return found

    def _compare(self, track: Track, text: str) -> None:
        """Let pysubs2 read back what it wrote."""
        import pysubs2  # noqa: PLC0415 -- likewise

        again = pysubs2.SSAFile.from_string(text, format_=self.name)
        wanted = [(*_times(cue), _event(cue, old=self.name == "ssa").text) for cue in track.cues]
        found = [(event.start, event.end, event.text) for event in again.events]
        if [(a, b, c.strip()) for a, b, c in found] != [(a, b, c.strip()) for a, b, c in wanted]:
            raise OutputError(
                f"The {self.title} of {track.episode!r} does not read back as it was written: "
                f"{len(wanted)} cues went in, {len(found)} came out.",
                hint="Please report this, with the track.",
            )


class SsaFormat(AssFormat):
    """SubStation Alpha 4.00."""

    name: ClassVar[str] = "ssa"
    extensions: ClassVar[tuple[str, ...]] = (".ssa",)
    title: ClassVar[str] = "SSA"


# --- Reading --------------------------------------------------------------------------------------


def _cues(script: Script, tally: Tally) -> list[Cue]:
    """The cues of a clean script."""
    styles = {name: _style(values, script.version) for name, values in script.styles.items()}
    size = _size(script, tally)
    wrap = script.info.get("wrapstyle", "")
    cues = []
    for event in script.events:
        style = styles.get(event.style)
        if style is None:
            if event.style and event.style != "Default":
                message = f"Styles that the file does not define, as {event.style!r}, left out"
                tally.count("style-missing", message, event.line, Severity.NOTE)
            style = styles.get("Default", ass_text.Style())
        read = ass_text.read_event(
            event.text, style, styles, size, line=event.line, tally=tally, wrap=wrap
        )
        if read.drawn:
            continue
        if not read.lines:
            tally.count("empty-cue", "Cues without text kept", event.line)
        cues.append(
            Cue(
                id="?",
                start=event.start,
                end=event.end,
                lines=read.lines,
                speaker=event.name,
                placement=read.placement,
            )
        )
    return cues


def _style(values: dict[str, str], version: str) -> ass_text.Style:
    def on(name: str) -> bool:
        return _TRUE.match(values.get(name, "0")) is not None

    said = values.get("alignment", "").strip()
    anchor = int(said) if said.isdecimal() and len(said) < 5 else 2
    if version == "ssa":
        anchor = ass_text.OLD_ANCHORS.get(anchor, 2)
    return ass_text.Style(
        italic=on("italic"),
        bold=on("bold"),
        underline=on("underline"),
        anchor=anchor if anchor in range(1, 10) else 2,
        vertical=values.get("fontname", "").strip().startswith("@"),
    )


def _size(script: Script, tally: Tally) -> tuple[float, float]:
    found = []
    for name, other in zip(("playresx", "playresy"), _UNSAID_SIZE, strict=True):
        said = script.info.get(name, "")
        try:
            number = float(said) if said else other
        except ValueError:
            number = 0.0
        if not 0 < number < 100_000:
            tally.count("size-unknown", f"{said!r} is no size of a picture", 1)
            number = other
        found.append(number)
    return found[0], found[1]


# --- Writing --------------------------------------------------------------------------------------


def _times(cue: Cue) -> tuple[int, int]:
    """Times in whole centiseconds, the nearest; what lasts keeps one."""
    start, end = ((time + 5) // 10 * 10 for time in (cue.start, cue.end))
    return start, max(end, start + 10) if cue.end > cue.start else start


def _event(cue: Cue, *, old: bool) -> pysubs2.SSAEvent:
    import pysubs2  # noqa: PLC0415 -- likewise

    start, end = _times(cue)
    vertical = cue.placement.vertical == "rl" and not old
    return pysubs2.SSAEvent(
        start=start,
        end=end,
        style=_VERTICAL if vertical else "Default",
        name=_name(cue.speaker),
        text=ass_text.event_text(cue, _SIZE, old=old),
    )


def _name(speaker: str) -> str:
    return _one_line(speaker).replace(",", ";")


def _one_line(text: str) -> str:
    return " ".join(without_controls(text).split())


def _styles(track: Track, *, old: bool) -> dict[str, pysubs2.SSAStyle]:
    """One style for all, legible at the size that positions are counted in."""
    import pysubs2  # noqa: PLC0415 -- likewise

    usual = pysubs2.SSAStyle(
        fontname="Arial", fontsize=60, outline=3, shadow=1, marginl=60, marginr=60, marginv=60
    )
    found = {"Default": usual}
    if not old and any(cue.placement.vertical == "rl" for cue in track.cues):
        upright = usual.copy()
        upright.fontname, upright.angle = "@Arial", 270.0
        found[_VERTICAL] = upright
    return found


_LOSSES: Final[tuple[Loss, ...]] = (
    (
        "lost-times",
        Severity.NOTE,
        "times finer than 10 ms; the nearest is written",
        lambda cue: _times(cue) != (cue.start, cue.end),
    ),
    (
        "unwritable-times",
        Severity.ERROR,
        "times after 9:59:59.99; the track cannot be written",
        lambda cue: cue.end > _LATEST,
    ),
    (
        "lost-braces",
        Severity.WARNING,
        "braces in the text; round brackets are written",
        lambda cue: "{" in cue.text or "}" in cue.text,
    ),
    (
        "lost-name",
        Severity.NOTE,
        "commas in the name of who speaks; semicolons are written",
        lambda cue: _name(cue.speaker) != cue.speaker,
    ),
)
