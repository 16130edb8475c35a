"""SRT: what people's files do to it, and what ours say."""

from __future__ import annotations

import re

import pytest

from localize.engines import ReadResult, WriteOptions
from localize.errors import FormatError
from localize.formats.srt import SrtFormat
from localize.script import Cue, CueKind, Placement, Track, TrackRole

SRT = SrtFormat()


def read(text: str) -> ReadResult:
    return SRT.read(text.encode(), episode="e", locale="en")


def lines(text: str) -> list[tuple[str, ...]]:
    return [cue.lines for cue in read(text).track.cues]


def rules(text: str) -> set[str]:
    return {finding.rule for finding in read(text).findings}


def times(text: str) -> list[tuple[int, int]]:
    return [(cue.start, cue.end) for cue in read(text).track.cues]


def cue(n: int, body: str, label: str | None = None, gap: str = "\n") -> str:
    """One cue as a file has it, lasting from second ``2n`` to ``2n + 1``."""
    number = f"{n}\n" if label is None else label
    return f"{number}00:00:{2 * n:02},000 --> 00:00:{2 * n + 1:02},000\n{body}\n{gap}"


def track(*cues: Cue) -> Track:
    return Track("e", "en", TrackRole.SUBTITLE, cues)


# --- Numbers ----------------------------------------------------------------------------------


def test_a_sound_file_has_no_findings() -> None:
    result = read(cue(1, "One.") + cue(2, "Two,\nand more.") + cue(3, "Three."))
    assert [one.lines for one in result.track.cues] == [
        ("One.",),
        ("Two,", "and more."),
        ("Three.",),
    ]
    assert [one.id for one in result.track.cues] == ["1", "2", "3"]
    assert result.findings == ()


@pytest.mark.parametrize(
    "text",
    [
        cue(1, "One.", "") + cue(2, "Two.", "") + cue(3, "Three.", ""),
        cue(1, "One.", "1\n") + cue(2, "Two.", "1\n") + cue(3, "Three.", "1\n"),
        cue(1, "One.", "7\n") + cue(2, "Two.", "3\n") + cue(3, "Three.", "99\n"),
        cue(1, "One.", "1\n\n") + cue(2, "Two.", "2\n\n") + cue(3, "Three.", "3\n\n"),
        cue(1, "One.", gap="") + cue(2, "Two.", gap="") + cue(3, "Three.", gap=""),
        cue(1, "One.", "1\n", "") + cue(2, "Two.", "1\n", "") + cue(3, "Three.", "1\n", ""),
        cue(1, "One.", gap="\n  \n\n") + cue(2, "Two.", gap="\n \n\n") + cue(3, "Three."),
        cue(1, "\nOne.") + cue(2, "\nTwo.") + cue(3, "\nThree."),
        "\ufeff" + cue(1, "One.") + "\ufeff" + cue(2, "Two.") + cue(3, "Three."),
    ],
    ids=["none", "all-one", "jump", "apart", "tight", "tight-all-one", "space", "late", "bom"],
)
def test_numbers_are_never_text(text: str) -> None:
    assert lines(text) == [("One.",), ("Two.",), ("Three.",)]


@pytest.mark.parametrize("label", [None, ""])
def test_numbers_that_are_spoken_are_text(label: str | None) -> None:
    text = "".join(cue(n, body, label) for n, body in enumerate(["3", "2", "1", "Go!"], start=1))
    assert lines(text) == [("3",), ("2",), ("1",), ("Go!",)]


def test_a_spoken_number_last_in_a_cue_is_text() -> None:
    text = cue(1, "The year is\n1984", "") + cue(2, "It was cold.", "") + cue(3, "3", "")
    assert lines(text) == [("The year is", "1984"), ("It was cold.",), ("3",)]


def test_one_number_that_is_missing_takes_no_text_away() -> None:
    text = cue(1, "One.") + cue(2, "In\n1984", "") + cue(3, "Three.", "") + cue(4, "Four.")
    assert lines(text) == [("One.",), ("In", "1984"), ("Three.",), ("Four.",)]


def test_a_word_where_a_number_belongs_is_named() -> None:
    text = cue(1, "One.") + cue(2, "Two.", "two\n") + cue(3, "Three.")
    assert lines(text) == [("One.",), ("Two.",), ("Three.",)]
    assert "broken-number" in rules(text)


def test_empty_cues_are_kept() -> None:
    text = cue(1, "One.") + "2\n00:00:04,000 --> 00:00:05,000\n\n" + cue(3, "Three.")
    assert lines(text) == [("One.",), (), ("Three.",)]
    assert "empty-cue" in rules(text)


# --- Text -------------------------------------------------------------------------------------


def test_text_after_a_blank_line_is_kept() -> None:
    text = cue(1, "One,\n\nand more.") + cue(2, "Two.")
    assert lines(text) == [("One,", "and more."), ("Two.",)]
    assert rules(text) == {"blank-line-inside"}


def test_text_beside_the_times_is_kept() -> None:
    assert lines("1\n00:00:01,000 --> 00:00:02,000 Hello\nyou\n") == [("Hello", "you")]


def test_arrows_in_dialogue_are_text() -> None:
    text = cue(1, "Go --> there.\n12:30 -> 13:00") + cue(2, "Two.")
    assert lines(text) == [("Go --> there.", "12:30 -> 13:00"), ("Two.",)]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\r\r\n", "\u2028"])
def test_any_line_end_will_do(end: str) -> None:
    text = (cue(1, "One,\nand more.") + cue(2, "Two.")).replace("\n", end)
    assert lines(text) == [("One,", "and more."), ("Two.",)]


def test_a_mixture_of_line_ends() -> None:
    text = cue(1, "One.").replace("\n", "\r\n") + cue(2, "Two.") + cue(3, "3.").replace("\n", "\r")
    assert lines(text) == [("One.",), ("Two.",), ("3.",)]


def test_text_is_composed_and_without_control_characters() -> None:
    text = cue(1, "Cafe\u0301\x07 \x93quoted\x94")
    assert lines(text) == [("Café “quoted”",)]
    assert rules(text) == {"control-characters", "c1-characters"}


# --- Times ------------------------------------------------------------------------------------


def test_half_a_second_is_not_five_milliseconds() -> None:
    assert times("1\n00:00:01,5 --> 00:00:02,05\nOne.\n") == [(1500, 2050)]


def test_an_end_shortly_before_the_start_is_swapped() -> None:
    text = "1\n00:00:04,000 --> 00:00:02,000\nOne.\n"
    assert times(text) == [(2000, 4000)]
    assert rules(text) == {"times-swapped"}


def test_an_end_long_before_the_start_is_set_to_it() -> None:
    text = "1\n01:00:04,000 --> 00:00:06,000\nOne.\n"
    assert times(text) == [(3_604_000, 3_604_000)]
    assert rules(text) == {"end-repaired"}


def test_times_before_zero_are_set_to_zero() -> None:
    text = "1\n-00:00:04,000 --> 00:00:02,000\nOne.\n"
    assert times(text) == [(0, 2000)]
    assert "time-negative" in rules(text)


def test_half_broken_times_are_guessed_between_the_neighbours() -> None:
    text = cue(1, "One.") + "2\n00:00:04,000 -->\nTwo.\n\n" + "3\n--> 00:00:08,000\nThree.\n"
    assert times(text) == [(2000, 3000), (4000, 6000), (6000, 8000)]
    assert rules(text) == {"time-guessed"}


def test_cues_out_of_order_are_sorted_and_said_to_be() -> None:
    text = cue(2, "Two.") + cue(1, "One.")
    assert lines(text) == [("One.",), ("Two.",)]
    assert "cues-unsorted" in rules(text)


def test_hours_beyond_99() -> None:
    text = "1\n123:00:00,000 --> 123:00:01,000\nOne.\n"
    assert times(text) == [(442_800_000, 442_801_000)]
    assert SRT.write(read(text).track, WriteOptions()).decode().split("\r\n")[1] == (
        "123:00:00,000 --> 123:00:01,000"
    )


# --- Cues that cannot be kept -----------------------------------------------------------------


def test_a_cue_without_times_is_left_out_and_quoted() -> None:
    result = read(cue(1, "One.") + "2\nTwo is lost.\n\n" + cue(3, "Three."))
    assert [one.lines for one in result.track.cues] == [("One.",), ("Three.",)]
    (lost,) = [one for one in result.findings if one.rule == "cue-left-out"]
    assert "Two is lost." in lost.message
    assert lost.line == 5


def test_a_cue_with_unreadable_times_is_left_out_and_quoted() -> None:
    result = read(cue(1, "One.") + "2\n--:-- --> --:--\nTwo is lost.\n\n" + cue(3, "Three."))
    assert [one.lines for one in result.track.cues] == [("One.",), ("Three.",)]
    (lost,) = [one for one in result.findings if one.rule == "cue-left-out"]
    assert "Two is lost." in lost.message


def test_a_file_cut_in_a_cue_says_so() -> None:
    result = read(cue(1, "One.") + "2\n00:00:0")
    assert [one.lines for one in result.track.cues] == [("One.",)]
    (lost,) = [one for one in result.findings if one.rule == "cue-left-out"]
    assert "middle of cue 2" in lost.message


def test_text_before_the_first_cue_is_named() -> None:
    assert "text-before-first-cue" in rules("Subtitles by nobody\n\n" + cue(1, "One."))


def test_text_without_a_cue_is_refused() -> None:
    with pytest.raises(FormatError, match="No cue"):
        read("Dear Sir or Madam,\n\nplease find attached")


def test_an_empty_file_is_an_empty_track() -> None:
    result = read("")
    assert result.track.cues == ()
    assert {one.rule for one in result.findings} == {"no-cues"}


# --- Markup -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<i>Hi</i>", ("<i>Hi</i>",)),
        ("<I>Hi</I> <B>you</B>", ("<i>Hi</i> <b>you</b>",)),
        ("<em>Hi</em> <strong>you</strong>", ("<i>Hi</i> <b>you</b>",)),
        (r"{\i1}Hi{\i0} you", ("<i>Hi</i> you",)),
        (r"{\b700}Hi{\b400} you", ("<b>Hi</b> you",)),
        (r"{\blur2\bord0\b1}Hi{\i1\bord2}!", ("<b>Hi<i>!</i></b>",)),
        (r"{\bord2}Hi", ("Hi",)),
        ("{i}Hi{/i}", ("<i>Hi</i>",)),
        ("<i>Hi\nyou</i>", ("<i>Hi", "you</i>")),
        ("<i>\nHi\n</i>", ("<i>Hi</i>",)),
        ("<b>Hi", ("<b>Hi</b>",)),
        ("Hi</b>", ("Hi",)),
        ("<b><i>Hi</b> you</i>", ("<b><i>Hi</i></b><i> you</i>",)),
        ("<i></i>Hi", ("Hi",)),
        ('<font color="#ff0000">Hi</font>', ("Hi",)),
        ("Hi<br>you<br/>all", ("Hi", "you", "all")),
        ("1 < 2 and 3 > 2", ("1 < 2 and 3 > 2",)),
        ("<sighs> Well.", ("<sighs> Well.",)),
        ("I <3 you", ("I <3 you",)),
        ("Tom &amp; Jerry", ("Tom &amp; Jerry",)),
        (r"{\fad(200,200)}Hi", ("Hi",)),
        ("{not an override}", ("{not an override}",)),
        ("<ruby>漢<rt>かん</rt></ruby>字", ("<ruby>漢<rt>かん</rt></ruby>字",)),
    ],
)
def test_tags(body: str, said: tuple[str, ...]) -> None:
    assert lines(cue(1, body)) == [said]


@pytest.mark.parametrize(
    ("body", "anchor"),
    [(r"{\an8}Hi", 8), (r"{\a6}Hi", 8), (r"{\a10}Hi", 5), (r"{\an7\i1}Hi{\i0}", 7), ("Hi", 2)],
)
def test_anchors(body: str, anchor: int) -> None:
    (one,) = read(cue(1, body)).track.cues
    assert one.placement == Placement(anchor)
    assert "an" not in one.text


def test_what_is_dropped_is_named_once() -> None:
    text = "".join(cue(n, '<font size="3">Hi</font>') for n in range(1, 9))
    (finding,) = read(text).findings
    assert finding.rule == "font-tag-dropped"
    assert finding.measured == 16


def test_coordinates_are_dropped_with_a_finding() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000 X1:201 X2:516 Y1:397 Y2:423\nHi\n"
    assert lines(text) == [("Hi",)]
    assert rules(text) == {"coordinates-dropped"}


# --- Writing ----------------------------------------------------------------------------------


def test_what_is_written() -> None:
    cues = (
        Cue("b", 3_600_000, 3_601_005, ("Two <i>lines</i>", "here")),
        Cue("a", 0, 999, ("& < >",), placement=Placement(8)),
    )
    assert SRT.write(track(*cues), WriteOptions(draft=True, note="x")) == (
        b"1\r\n00:00:00,000 --> 00:00:00,999\r\n{\\an8}& < >\r\n\r\n"
        b"2\r\n01:00:00,000 --> 01:00:01,005\r\nTwo <i>lines</i>\r\nhere\r\n\r\n"
    )


def test_no_text_can_break_the_file() -> None:
    evil = ("", "2", "00:00:05,000 --> 00:00:06,000", "", "00:00:07,000 → 00:00:08,000", " ", "x")
    written = SRT.write(
        track(Cue("1", 0, 1000, evil), Cue("2", 2000, 3000, ("y",))), WriteOptions()
    )
    assert len(re.findall(rb"-->", written)) == 2
    again = SRT.read(written, episode="e", locale="en")
    assert len(again.track.cues) == 2
    assert again.track.cues[1].lines == ("y",)
    assert "x" in again.track.cues[0].lines


def test_an_unclosed_tag_is_closed() -> None:
    assert b"<i>Hi</i>" in SRT.write(track(Cue("1", 0, 1, ("<i>Hi",))), WriteOptions())


def test_ruby_is_written_in_brackets() -> None:
    ruby = Cue("1", 0, 1, ("<ruby>漢字<rt>かんじ</rt></ruby>だ",))
    assert "漢字（かんじ）だ" in SRT.write(track(ruby), WriteOptions()).decode()


def test_an_empty_track_is_an_empty_file() -> None:
    assert SRT.write(track(), WriteOptions()) == b""


def test_losses_are_named_once_a_kind() -> None:
    cues = (
        Cue("1", 0, 1, ("a",), speaker="Anna", kind=CueKind.SONG),
        Cue("2", 2, 3, ("b",), speaker="Ben", translate=False),
        Cue("3", 4, 5, ("<ruby>c<rt>d</rt></ruby>",)),
        Cue("4", 6, 7, ("e",), placement=Placement(4, "rl", (("size", "50%"),))),
        Cue("5", 8, 9, ("a --> b", "", "<font>x</font>")),
    )
    losses = {finding.rule: finding.measured for finding in SRT.losses(track(*cues))}
    assert losses == {
        "lost-speaker": 2,
        "lost-vertical": 1,
        "lost-settings": 1,
        "lost-ruby": 1,
        "lost-arrow": 1,
        "lost-brackets": 1,
        "lost-kind": 1,
        "lost-translate": 1,
        "lost-blank-lines": 1,
    }
    assert SRT.losses(track(Cue("1", 0, 1, ("plain <i>text</i>",)))) == ()
