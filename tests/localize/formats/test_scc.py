"""SCC: what a decoder of CEA-608 shows, what fits on its screen and in its time."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from localize.engines import ReadResult, WriteOptions
from localize.errors import FormatError, UnwritableError
from localize.formats import read_bytes
from localize.formats import scc_codes as codes
from localize.formats.scc import SccFormat
from localize.formats.scc_schedule import schedule
from localize.script import Cue, Placement, Track, TrackRole
from localize.timeline import FrameRate

SCC = SccFormat()
HEAD = "Scenarist_SCC V1.0\n\n"


def track(*cues: Cue) -> Track:
    return Track("e", "en", TrackRole.SUBTITLE, cues)


def one(*lines: str, start: int = 4000, end: int = 6000, anchor: int = 2) -> Track:
    return track(Cue("1", start, end, lines, placement=Placement(anchor)))


def again(cues: Track, options: WriteOptions | None = None) -> tuple[Cue, ...]:
    data = SCC.write(cues, options or WriteOptions())
    return SCC.read(data, episode="e", locale="en").track.cues


def losses(cues: Track, options: WriteOptions | None = None) -> dict[str, str]:
    return {found.rule: found.message for found in SCC.losses(cues, options)}


def read(*lines: str) -> ReadResult:
    return SCC.read((HEAD + "\n\n".join(lines)).encode(), episode="e", locale="en")


def line(at: str, *words: int | str) -> str:
    """A line of a file: codes are sent twice, text goes into pairs."""
    out: list[str] = []
    for word in words:
        if isinstance(word, int):
            out += [codes.with_parity(word)] * 2
        else:
            out += [codes.with_parity(w) for unit in codes.encode(word) for w in unit]
    return f"{at}\t{' '.join(out)}"


POP = (codes.RCL, codes.ENM, codes.preamble(15), "Hello", codes.EOC)


# --- Reading ------------------------------------------------------------------------------------


def test_a_pop_on_caption() -> None:
    result = read(line("00:00:01;00", *POP), line("00:00:03;00", codes.EDM))
    cue = result.track.cues[0]
    assert cue.lines == ("Hello",)
    # Six words of codes and three of text go before the word that shows it.
    assert cue.start == FrameRate.parse("29.97df").time_of(30 + 9)
    assert cue.end == FrameRate.parse("29.97df").time_of(90)
    assert result.findings == ()


def test_codes_in_either_field_and_parity_are_read() -> None:
    text = line("00:00:01:00", *POP)
    plain = re.sub(
        r"\b[0-9a-f]{4}\b", lambda word: f"{int(word[0], 16) & 0x7F7F:04x}", text.split("\t")[1]
    )
    found = read("00:00:01:00\t" + plain, line("00:00:03:00", codes.EDM)).track.cues
    assert found[0].lines == ("Hello",)


def test_rolling_captions_are_cues_of_what_is_new() -> None:
    roll = (codes.RU2, codes.CR, codes.preamble(15))
    result = read(
        line("00:00:01;00", *roll, "One."),
        line("00:00:03;00", *roll, "Two."),
        line("00:00:05;00", *roll, "Three."),
        line("00:00:07;00", codes.EDM),
    )
    assert [cue.lines for cue in result.track.cues] == [("One.",), ("Two.",), ("Three.",)]
    assert [cue.placement.anchor for cue in result.track.cues] == [1, 1, 1]


def test_rolling_captions_stand_where_the_code_puts_them() -> None:
    result = read(
        line("00:00:01;00", codes.RU2, codes.CR, "One", codes.preamble(2, 4), "two."),
        line("00:00:03;00", codes.RU2, codes.CR, "Two."),
        line("00:00:05;00", codes.EDM),
    )
    assert [cue.lines for cue in result.track.cues] == [("One two.",), ("Two.",)]
    assert [cue.placement.anchor for cue in result.track.cues] == [7, 7]


def test_painted_captions_and_their_corrections() -> None:
    paint = (codes.RDC, codes.preamble(14), "Helo", codes.BS, codes.BS, "llo")
    result = read(line("00:00:01;00", *paint), line("00:00:03;00", codes.EDM))
    assert [cue.lines for cue in result.track.cues] == [("Hello",)]


def test_styles_and_special_characters() -> None:
    words = (
        codes.RCL, codes.ENM, codes.preamble(14, italic=True), "Où", codes.MID_ROW, "est-elle ½",
        codes.EOC,
    )  # fmt: skip
    result = read(line("00:00:01;00", *words), line("00:00:03;00", codes.EDM))
    assert result.track.cues[0].lines == ("<i>Où</i> est-elle ½",)


@pytest.mark.parametrize(
    ("lines", "rule", "cues"),
    [
        ([line("00:00:01;00", *POP)], "time-guessed", 1),
        ([line("00:00:01;00", *POP[:-1])], "cue-left-out", 0),
        ([line("00:00:01;00", *POP) + " zzzz 12"], "words-dropped", 1),
        ([line("00:00:01;00", *POP), "nonsense"], "lines-dropped", 1),
        ([line("00:00:01;45", *POP)], "time-repaired", 1),
        ([line("00:00:09;00", *POP), line("00:00:03;00", codes.EDM)], "time-backwards", 1),
        ([line("00:00:01;00", *POP), line("00:00:03:00", codes.EDM)], "drop-frame-mixed", 1),
        ([line("00:00:01;00", 0x1C20, "Other"), line("00:00:02;00", *POP)], "channel-dropped", 1),
        ([line("00:00:01;00", codes.TR, "Text"), line("00:00:02;00", *POP)], "text-dropped", 1),
        ([line("00:00:01;00", "Bare", codes.EOC)], "no-mode", 1),
        ([line("00:00:01;00", *POP[:3], codes.MID_ROW + 2, *POP[3:])], "colours-dropped", 1),
        ([line("00:00:01;00", *POP[:3], "x" * 40, codes.EOC)], "too-wide", 1),
        ([line("01:00:01;00", *POP)], "late-start", 1),
        ([], "no-cues", 0),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_damage_is_repaired_and_said(lines: list[str], rule: str, cues: int) -> None:
    result = read(*lines)
    assert rule in {finding.rule for finding in result.findings}
    assert len(result.track.cues) == cues


def test_what_is_no_scc_is_refused() -> None:
    with pytest.raises(FormatError, match="No cue"):
        SCC.read(b"Dear Sir or Madam,", episode="e", locale="en")
    assert read_bytes(line("00:00:01;00", *POP).encode()).track.cues[0].lines == ("Hello",)


# --- Writing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("anchor", range(1, 10))
def test_anchors_are_rows_and_sides(anchor: int) -> None:
    cues = one("Hello there", "you", anchor=anchor)
    assert again(cues)[0].placement == Placement(anchor)
    assert "lost-settings" not in losses(cues)


@pytest.mark.parametrize(
    "lines",
    [
        ("<i>All of it</i>",),
        ("<i>One</i> word", "two <u>words</u>"),
        ("<i>Two</i> <u>styles</u>",),
        ("ÁÉÓÚÜü ¡*'—© •“” ÀÂÇÈÊËëÎÏïÔÙùÛ",),
        ("ÃãÍÌìÒòÕõ{}\\^_|~ÄäÖöß¥¤¦ÅåØø",),
        ("®°½¿™¢£♪àèâêîôû áéíóúç÷Ññ",),
        ("x" * 32, "y" * 31),
    ],
)
def test_what_it_can_carry_comes_back(lines: tuple[str, ...]) -> None:
    assert again(one(*lines))[0].lines == lines
    assert not {"lost-characters", "lost-styles", "lost-line-breaks"} & losses(one(*lines)).keys()


def test_styles_inside_a_word_move_to_its_border() -> None:
    assert again(one("a<i>b</i> <i>c</i>,"))[0].lines == ("ab <i>c,</i>",)
    assert "lost-styles" in losses(one("a<i>b</i>"))


def test_wide_lines_are_broken_anew_and_said() -> None:
    cues = one("This is a line of a good deal more than thirty-two characters", "and one more")
    assert again(cues)[0].lines == (
        "This is a line of a good deal",
        "more than thirty-two characters",
        "and one more",
    )
    assert "lost-line-breaks" in losses(cues)


def test_characters_that_it_lacks() -> None:
    cues = one("„Łódź“ … 5 €")
    assert again(cues)[0].lines == ("“Lódz“ ... 5 EUR",)
    assert "Ł → L" in losses(cues)["lost-characters"]


@pytest.mark.parametrize(
    ("cues", "rule", "message"),
    [
        (one("漢字"), "unwritable-characters", "漢"),
        (one("word " * 40), "too-long", "4 rows"),
        (one("x" * 33), "too-long", "4 rows"),
        (track(Cue("1", 4000, 6000, ("One",)), Cue("2", 4033, 4400, ("w" * 30,) * 4)),
         "unshowable-captions", "line 21"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused_by_name(cues: Track, rule: str, message: str) -> None:
    with pytest.raises(UnwritableError, match=message):
        SCC.write(cues, WriteOptions())
    assert rule in losses(cues)


def test_too_much_text_in_too_short_a_time_comes_late_and_is_said() -> None:
    long = "It takes a second to send this,"
    cues = track(Cue("1", 2000, 3000, (long, long)), Cue("2", 3000, 5000, (long, long)))
    found = again(cues)
    assert [cue.lines for cue in found] == [(long, long), (long, long)]
    assert found[1].start > 3000
    assert "frames late" in losses(cues)["late-captions"]
    late = round((found[1].start - 3000) * 0.02997)
    assert f"up to {late} frames" in losses(cues)["late-captions"]


def test_one_caption_at_a_time() -> None:
    cues = track(Cue("1", 2000, 6000, ("One",)), Cue("2", 4000, 7000, ("Two",)))
    found = again(cues)
    assert found[0].end == found[1].start
    assert "lost-overlaps" in losses(cues)


def test_a_cue_without_text_is_left_out_and_said() -> None:
    cues = track(Cue("1", 2000, 3000, ()), Cue("2", 4000, 7000, ("Two",)))
    assert [cue.lines for cue in again(cues)] == [("Two",)]
    assert "lost-empty" in losses(cues)


@pytest.mark.parametrize(
    ("rate", "start", "first"),
    [
        (None, "", "00:00:03;26"),
        ("29.97df", "01:00:00;00", "01:00:03;26"),
        ("29.97", "01:00:00:00", "01:00:03:26"),
        ("23.976", "01:00:00:00", "01:00:03:26"),
        ("59.94df", "", "00:00:03;26"),
        ("29.97df", "23:59:58;00", "00:00:01;26"),
    ],
)
def test_timecodes(rate: str | None, start: str, first: str) -> None:
    options = WriteOptions(rate=FrameRate.parse(rate) if rate else None, start=start)
    cues = one("Hi", start=4171)
    data = SCC.write(cues, options).decode()
    assert data.split("\n\n")[1].split("\t")[0] == first
    assert "lost-rate" not in losses(cues, options)
    assert "lost-rate" in losses(cues, WriteOptions(rate=FrameRate.parse("25")))


def test_the_words_of_every_caption_go_before_it() -> None:
    spans = [(n * 20, n * 20 + 15) for n in range(50)]
    slots = schedule(spans, [30] * 50)
    assert [slot.late for slot in slots][:3] == [30, 45, 60]
    assert all(two.start >= one.start + 32 for one, two in pairwise(slots))
