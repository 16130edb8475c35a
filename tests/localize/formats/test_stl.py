"""EBU STL: what broadcasters' files say, what ours say, and that ttconv reads them."""

from __future__ import annotations

import dataclasses

import pytest
from ttconv.stl import iso6937

from localize.engines import ProgrammeStart, ReadResult, WriteOptions
from localize.errors import FormatError, UnwritableError
from localize.formats import read_bytes
from localize.formats.stl import StlFormat, TeletextStlFormat
from localize.formats.stl_blocks import (
    GSI_SIZE,
    TTI_SIZE,
    Tti,
    language_code,
    language_of,
    pack_gsi,
    unpack,
    unpack_gsi,
)
from localize.formats.stl_pages import PAGES, best_page
from localize.script import Cue, Placement, Track, TrackRole
from localize.timeline import FrameRate

STL, TELETEXT = StlFormat(), TeletextStlFormat()
FIELDS = {
    "CPN": "850", "DFC": "STL25.01", "DSC": "0", "CCT": "00", "LC": "09", "TNB": "00001",
    "MNR": "23", "TCP": "10000000", "TPT": "A title",
}  # fmt: skip


def track(*cues: Cue, locale: str = "en") -> Track:
    return Track("e", locale, TrackRole.SUBTITLE, cues)


def said(text: str, locale: str = "en", one: StlFormat = STL) -> tuple[str, ...]:
    """What comes back of a text."""
    data = one.write(track(Cue("1", 1000, 2000, tuple(text.split("\n")))), WriteOptions())
    return one.read(data, episode="e", locale=locale).track.cues[0].lines


def block(text: bytes = b"Hello", **changes: object) -> Tti:
    base = Tti(0, 0, 0xFF, 0, (10, 0, 1, 0), (10, 0, 2, 0), 23, 2, False, text)
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]


def read(*blocks: Tti, end: bytes = b"", **fields: str) -> ReadResult:
    data = pack_gsi(FIELDS | {"TNB": f"{len(blocks):05}"} | fields)
    data += b"".join(one.pack() for one in blocks) + end
    return STL.read(data, episode="e", locale="und")


def rules(result: ReadResult) -> set[str]:
    return {finding.rule for finding in result.findings}


# --- Code tables --------------------------------------------------------------------------------


def test_iso_6937_is_as_another_reader_has_it() -> None:
    latin = PAGES[0]
    for char, data in latin.encoding.items():
        if char not in "ΩΩ":  # one sign with two code points
            assert iso6937.decode(data)[0] == char
    assert latin.encode("Ünü Ğİş") == b"\xc8Un\xc8u \xc6G\xc7I\xcbs"


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Déjà vu, señor Ångström: „Łódź“ — ½ ♪", "Latin"),
        ("Привет, мир № 5", "Cyrillic"),
        ("مرحبا بالعالم؟", "Arabic"),
        ("Γειά σου Κόσμε", "Greek"),
        ("שלום עולם", "Hebrew"),
        ("1 + 1 = 2", "Latin"),
    ],
)
def test_a_file_has_the_table_of_its_letters(text: str, page: str) -> None:
    assert best_page(text, "und").name == page
    assert said(text.replace("„", "“")) == (text.replace("„", "“"),)


def test_what_the_table_lacks_is_written_otherwise_and_named() -> None:
    one = track(Cue("1", 1000, 2000, ("„So“ … 5 € – ţară ș",)))
    assert said("„So“ … 5 € – ţară ș") == ("““So“ ... 5 EUR — ţară ş".replace("““", "“"),)
    loss = next(found for found in STL.losses(one) if found.rule == "lost-characters")
    for pair in ("„ → “", "… → ...", "€ → EUR", "ș → ş"):
        assert pair in loss.message


@pytest.mark.parametrize("text", ["漢字", "Привет ąę 漢", "नमस्ते", "🎬"])
def test_letters_of_no_table_are_refused_by_name(text: str) -> None:
    one = track(Cue("7", 1000, 2000, (text,)))
    with pytest.raises(UnwritableError, match="cue 7"):
        STL.write(one, WriteOptions())
    assert any(found.rule == "unwritable-characters" for found in STL.losses(one))


@pytest.mark.parametrize("locale", ["hr", "bs-BA", "sr-Latn", "sl", "vi", "se"])
def test_one_byte_is_the_capital_with_a_stroke_where_that_is_the_letter(locale: str) -> None:
    one = track(Cue("1", 1000, 2000, ("Đorđe",)), locale=locale)
    data = STL.write(one, WriteOptions())
    assert data[GSI_SIZE + 16 :].startswith(b"\xe2or\xf2e\x8f")
    assert not {found.rule for found in STL.losses(one)} & {"lost-characters"}
    wrong = track(Cue("1", 1000, 2000, ("Ðorđe",)), locale=locale)
    assert any("Ð → Đ" in found.message for found in STL.losses(wrong))
    for given in (locale, "und"):
        assert STL.read(data, episode="e", locale=given).track.cues[0].lines == ("Đorđe",)


@pytest.mark.parametrize("locale", ["is", "fo", "en"])
def test_the_same_byte_is_eth_elsewhere(locale: str) -> None:
    data = STL.write(track(Cue("1", 1000, 2000, ("Það, ÐÐ",)), locale=locale), WriteOptions())
    assert STL.read(data, episode="e", locale="und").track.cues[0].lines == ("Það, ÐÐ",)
    lost = STL.losses(track(Cue("1", 1000, 2000, ("Đorđe",)), locale=locale))
    assert any("Đ → Ð" in found.message for found in lost)
    assert read(block(text=b"\xe2or\xf2e"), LC="00").track.cues[0].lines == ("Ðorđe",)
    assert read(block(text=b"\xe2or\xf2e"), LC="04").track.cues[0].lines == ("Đorđe",)


# --- Styles and rows ----------------------------------------------------------------------------


def test_italics_and_underline() -> None:
    assert said("<i>All</i>\nof <u>it</u>, <i>o<u>k</u></i>") == (
        "<i>All</i>",
        "of <u>it</u>, <i>o<u>k</u></i>",
    )
    data = STL.write(track(Cue("1", 0, 1000, ("<i>a</i>b",))), WriteOptions())
    assert data[GSI_SIZE + 16 :].startswith(b"\x80a\x81b\x8f")
    one = track(Cue("1", 0, 1000, ("<i>a</i> <b>b</b>",)))
    assert {"lost-styles", "lost-bold"} <= {found.rule for found in TELETEXT.losses(one)}
    assert said("<i>a</i>b", one=TELETEXT) == ("ab",)


def test_teletext_is_boxed_and_in_double_height() -> None:
    data = TELETEXT.write(track(Cue("1", 0, 1000, ("One", "Two"))), WriteOptions())
    first = unpack(data[GSI_SIZE : GSI_SIZE + TTI_SIZE])
    boxed = b"\x0d\x0b\x0b%s\x0a\x0a"
    assert first.text.rstrip(b"\x8f") == boxed % b"One" + b"\x8a\x8a" + boxed % b"Two"
    assert first.row == 20
    assert unpack_gsi(data[:GSI_SIZE])["DSC"] == "1"
    wide = track(Cue("1", 0, 1000, ("x" * 36,)))
    assert "too-wide" in {found.rule for found in TELETEXT.losses(wide)}


@pytest.mark.parametrize("anchor", range(1, 10))
@pytest.mark.parametrize("one", [STL, TELETEXT], ids=lambda one: one.name)
def test_anchors_are_rows_and_justification(anchor: int, one: StlFormat) -> None:
    cue = Cue("1", 0, 1000, ("One", "Two"), placement=Placement(anchor))
    data = one.write(track(cue), WriteOptions())
    assert one.read(data, episode="e", locale="en").track.cues[0].placement == cue.placement


def test_other_rows_are_kept() -> None:
    result = read(block(row=18))
    placement = result.track.cues[0].placement
    assert placement == Placement(2, "", (("line", "73.91%"),))
    data = STL.write(result.track, WriteOptions())
    assert unpack(data[GSI_SIZE:]).row == 18
    assert "lost-settings" not in {found.rule for found in STL.losses(result.track)}


# --- Times --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "start", "code", "first"),
    [
        (None, "", "STL25.01", (0, 0, 1, 0)),
        ("25", "10:00:00:00", "STL25.01", (10, 0, 1, 0)),
        ("50", "10:00:00:24", "STL25.01", (10, 0, 1, 12)),
        ("30", "01:00:00:00", "STL30.01", (1, 0, 1, 0)),
        ("29.97", "01:00:00:00", "STL30.01", (1, 0, 1, 0)),
        ("29.97df", "00:59:59;00", "STL30.01", (1, 0, 0, 0)),
        ("59.94df", "00:59:59;00", "STL30.01", (1, 0, 0, 0)),
        ("25", "23:59:59:00", "STL25.01", (0, 0, 0, 0)),
    ],
)
def test_timecodes(
    rate: str | None, start: str, code: str, first: tuple[int, int, int, int]
) -> None:
    options = WriteOptions(rate=FrameRate.parse(rate) if rate else None, start=start)
    one = track(Cue("1", 1001 if rate and "." in rate else 1000, 3000, ("Hi",)))
    data = STL.write(one, options)
    gsi = unpack_gsi(data[:GSI_SIZE])
    assert gsi["DFC"] == code
    assert unpack(data[GSI_SIZE:]).start == first
    again = STL.read(data, episode="e", locale="en").track.cues[0]
    assert abs(again.start - one.cues[0].start) <= 1
    assert abs(again.end - 3000) <= 17


@pytest.mark.parametrize(
    ("rate", "start"),
    [
        ("25", "10:00:00:24"),
        ("29.97df", "00:59:00;02"),
        ("50", "10:00:00:12"),
        ("24", "01:00:00:12"),
    ],
)
def test_the_start_that_is_taken_off_is_told_and_written_again(rate: str, start: str) -> None:
    at = FrameRate.parse(rate)
    data = STL.write(track(Cue("1", 0, 2000, ("Hi",))), WriteOptions(rate=at, start=start))
    result = STL.read(data, episode="e", locale="en")
    assert result.track.cues[0].start == 0
    again = STL.write(result.track, WriteOptions(rate=at, start=result.start.at(at)))
    assert unpack_gsi(again[:GSI_SIZE])["TCP"] == unpack_gsi(data[:GSI_SIZE])["TCP"]
    assert unpack(again[GSI_SIZE:]).start == unpack(data[GSI_SIZE:]).start


def test_times_of_a_programme_whose_start_is_not_said_are_told() -> None:
    note = next(one for one in read(block(), TCP="").findings if one.rule == "late-start")
    assert "--shift" in note.message
    assert "late-start" not in rules(read(block()))
    early = block(start=(0, 59, 59, 24), end=(1, 0, 2, 0))
    assert "late-start" not in rules(read(early, TCP=""))


def test_a_start_that_is_not_taken_off_is_not_told() -> None:
    assert read(block()).start == ProgrammeStart("10:00:00:00", FrameRate.parse("25"))
    assert read(block(), TCP="").start.at(None) == ""
    early = read(block(start=(0, 0, 1, 0), end=(0, 0, 2, 0)))
    assert "start-ignored" in rules(early)
    assert early.start.at(FrameRate.parse("25")) == ""


@pytest.mark.parametrize("own", ["24", "25", "29.97df", "29.97", "50"])
def test_a_start_is_one_at_every_other_rate(own: str) -> None:
    rate = FrameRate.parse(own)
    one = track(Cue("1", 0, 2000, ("Hi",)))
    for frame in (*range(60, 60 + rate.nominal), rate.nominal * 60, rate.nominal * 60 + 5):
        start = ProgrammeStart(rate.timecode(frame), rate)
        for other in (None, *map(FrameRate.parse, ("23.976", "24", "25", "29.97df", "59.94df"))):
            STL.losses(one, WriteOptions(rate=other, start=start.at(other)))  # refuses what is none
            if other is not None:
                other.frame_of_timecode(start.at(other))


def test_a_rate_that_it_does_not_count_at_is_named() -> None:
    options = WriteOptions(rate=FrameRate.parse("23.976"), start="01:00:00:12")
    one = track(Cue("1", 1000, 2000, ("Hi",)))
    losses = {found.rule: found for found in STL.losses(one, options)}
    assert "23.976" in losses["lost-rate"].message
    assert unpack(STL.write(one, options)[GSI_SIZE:]).start == (1, 0, 1, 12)


@pytest.mark.parametrize("start", ["24:00:00:00", "10:00", "10:00:00:25"])
def test_a_start_that_is_none_is_refused(start: str) -> None:
    with pytest.raises(UnwritableError, match="start"):
        STL.write(track(), WriteOptions(rate=FrameRate.parse("25"), start=start))


def test_more_than_a_day_is_refused() -> None:
    with pytest.raises(UnwritableError, match="23:59:59"):
        STL.write(track(Cue("1", 0, 86_400_000, ("Long",))), WriteOptions())


def test_frames_are_the_nearest_and_a_cue_keeps_one() -> None:
    one = track(Cue("1", 1019, 1021, ("Hi",)))
    data = STL.write(one, WriteOptions())
    again = STL.read(data, episode="e", locale="en").track.cues[0]
    assert (again.start, again.end) == (1000, 1040)
    assert "lost-times" in {found.rule for found in STL.losses(one)}


@pytest.mark.parametrize(
    ("start", "end", "expected", "rule"),
    [
        ((10, 20, 8, 0), (0, 0, 0, 0), (1_208_000, 1_210_000), "time-guessed"),
        ((10, 20, 8, 0), (10, 20, 0, 24), (1_208_000, 1_210_000), "time-guessed"),
        ((10, 20, 8, 0), (10, 20, 1, 0), (1_201_000, 1_208_000), "times-swapped"),
        ((20, 0, 8, 0), (0, 0, 0, 0), (36_008_000, 36_010_000), "time-guessed"),
        ((23, 59, 59, 0), (0, 0, 1, 0), (50_399_000, 50_401_000), ""),
    ],
)
def test_an_out_time_before_its_in_time(
    start: tuple[int, int, int, int],
    end: tuple[int, int, int, int],
    expected: tuple[int, int],
    rule: str,
) -> None:
    result = read(block(start=start, end=end))
    assert [(cue.start, cue.end) for cue in result.track.cues] == [expected]
    assert rules(result) == ({rule} if rule else set())


# --- Blocks -------------------------------------------------------------------------------------


def test_long_text_runs_over_several_blocks() -> None:
    lines = tuple(f"{n} " + "é" * 60 for n in range(5))
    one = track(Cue("1", 0, 9000, lines), Cue("2", 9000, 9500, ("End",)))
    data = STL.write(one, WriteOptions())
    blocks = [unpack(data[at : at + TTI_SIZE]) for at in range(GSI_SIZE, len(data), TTI_SIZE)]
    assert [one.extension for one in blocks] == [0, 1, 2, 3, 4, 0xFF, 0xFF]
    assert [one.number for one in blocks] == [0] * 6 + [1]
    assert unpack_gsi(data[:GSI_SIZE])["TNB"] == "00007"
    assert STL.read(data, episode="e", locale="en").track.cues[0].lines == lines


def test_the_head_says_what_the_file_is() -> None:
    one = Track("S01E01", "pt-BR", TrackRole.SUBTITLE, (Cue("1", 0, 960, ("Oi",)),), title="Olá")
    options = WriteOptions(draft=True, note="engine:x|v:1", start="10:00:00:00")
    data = STL.write(one, options)
    gsi = unpack_gsi(data[:GSI_SIZE])
    assert (gsi["CPN"], gsi["LC"], gsi["OPT"], gsi["TPT"]) == ("850", "21", "S01E01", "Olá")
    assert (gsi["TCP"], gsi["TCF"], gsi["TNS"]) == ("10000000", "10000000", "00001")
    assert "no person has approved" in gsi["UDA"]
    assert "engine:x|v:1" in gsi["UDA"]
    result = read_bytes(data)
    assert (result.track.locale, result.track.title) == ("pt", "Olá")
    assert language_of(language_code("nb")) == "no"
    assert language_code("tlh") == "00"


def test_what_is_no_subtitle_is_left_out_and_said() -> None:
    result = read(
        block(comment=True, text=b"For Anna"),
        block(extension=0xFE, number=1, text=b"\1\2"),
        block(number=2),
    )
    assert [cue.lines for cue in result.track.cues] == [("Hello",)]
    assert {"comments-dropped", "user-data-dropped"} <= rules(result)
    assert any("For Anna" in finding.message for finding in result.findings)


@pytest.mark.parametrize(
    ("result", "rule", "cues"),
    [
        (read(block(), DFC="STL99.01"), "rate-unknown", 1),
        (read(block(), CCT="99"), "table-unknown", 1),
        (read(block(), TCP="soon"), "start-unknown", 1),
        (read(block(), TNB="00009"), "block-count", 1),
        (read(block(), end=block().pack()[:60]), "block-cut-short", 2),
        (read(block(start=(10, 0, 0, 30))), "time-repaired", 1),
        (read(block(end=(99, 0, 0, 0))), "time-guessed", 1),
        (read(block(start=(99, 0, 0, 0))), "cue-left-out", 0),
        (read(block(start=(10, 0, 5, 0), end=(10, 0, 4, 0))), "times-swapped", 1),
        (read(block(extension=0), block(number=1)), "extension-missing", 2),
        (read(block(text=b"a\xc1?b")), "undecodable-bytes", 1),
        (read(block(text=b"")), "empty-cue", 1),
        (read(block(text=b"\x80open")), "tags-repaired", 1),
        (read(block(text=b"<i>")), "literal-tag", 1),
        (read(block(cumulative=1), block(cumulative=3)), "cumulative", 2),
        (read(block(start=(9, 0, 0, 0)), block(), block()), "before-start", 3),
        (read(block(start=(0, 0, 1, 0), end=(0, 0, 2, 0))), "start-ignored", 1),
        (read(block(), TCP="00000000"), "late-start", 1),
        (read(block(), TCP=""), "late-start", 1),
        (read(), "no-cues", 0),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_damage_is_repaired_and_said(result: ReadResult, rule: str, cues: int) -> None:
    assert rule in rules(result)
    assert len(result.track.cues) == cues


def test_drop_frame_is_guessed_by_its_numbers_and_said() -> None:
    minute = read(block(start=(10, 1, 0, 2), end=(10, 1, 2, 0)), DFC="STL30.01")
    assert minute.track.cues[0].start == 60_060
    kept = read(block(start=(10, 1, 0, 1), end=(10, 1, 2, 0)), DFC="STL30.01")
    assert kept.track.cues[0].start == 60_093
    assert "drop-frame-unsaid" in rules(minute) & rules(kept)
    options = WriteOptions(rate=FrameRate.parse("29.97"))
    assert "lost-drop-frame" in {found.rule for found in STL.losses(track(), options)}


def test_too_short_a_file_is_refused() -> None:
    with pytest.raises(FormatError, match="1024"):
        read_bytes(b"850STL25.01")
