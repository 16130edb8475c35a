"""What timed text can carry comes back as it was; what it cannot, it says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.engines import WriteOptions
from localize.findings import Severity
from localize.formats import detect, format_for_path, read_bytes
from localize.formats.netflix_imsc import NetflixImscFormat
from localize.formats.netflix_ttml import NetflixTtmlFormat
from localize.formats.ttml_ids import read_id, write_id
from localize.script import Cue, CueKind, Placement, Track, TrackRole
from localize.timeline import FrameRate
from tests.localize.formats.ttml_tracks import (
    CALM,
    FORMATS,
    SAMPLE,
    tidy_tracks,
    wild_tracks,
)

if TYPE_CHECKING:
    from localize.formats.ttml import TtmlFormat

TTML, NETFLIX, JAPANESE = FORMATS
PLAIN = WriteOptions()
#: Rule → fields of a cue that may differ where it is named.
EXCUSES = {
    "lost-times": {"start", "end"},
    "lost-id": {"id"},
    "lost-kind": {"kind"},
    "lost-translate": {"translate"},
    "lost-source": {"source_ids"},
    "lost-speaker": {"speaker"},
    "lost-vertical": {"placement"},
    "lost-position": {"placement"},
    "lost-settings": {"placement"},
    "lost-ruby": {"lines"},
    "lost-open-tags": {"lines"},
    "lost-blank-lines": {"lines"},
    "lost-text-form": {"lines"},
}
#: What each format loses by its nature, whatever is in the cues.
ALWAYS = {"regions-overlap", "wrong-format"}


def lost(one: TtmlFormat, track: Track, options: WriteOptions = PLAIN) -> dict[str, float | None]:
    return {
        finding.rule: finding.measured
        for finding in one.losses(track, options)
        if finding.rule not in ALWAYS
    }


def again(one: TtmlFormat, track: Track, options: WriteOptions = PLAIN) -> Track:
    return one.read(one.write(track, options), episode="e", locale=track.locale).track


@CALM
@given(tidy_tracks(netflix=False, ruby=True), st.booleans())
def test_imsc_carries_everything_but_links_to_the_source(track: Track, draft: bool) -> None:
    track = replace(
        track, cues=tuple(replace(cue, translate=cue.start % 2 == 0) for cue in track.cues)
    )
    assert lost(TTML, track) == {}
    assert again(TTML, track, WriteOptions(draft=draft, note="engine:x|v:1")) == track


@CALM
@given(tidy_tracks(netflix=False, ruby=True))
def test_japanese_imsc_carries_places_ruby_and_speakers(track: Track) -> None:
    # Italics over a whole cue are one slanted paragraph; all else comes back as it was.
    assert lost(JAPANESE, track) == {}
    assert again(JAPANESE, track) == track


@CALM
@given(tidy_tracks(netflix=True, ruby=False))
def test_netflix_ttml_carries_text_speakers_kinds_and_two_places(track: Track) -> None:
    assert lost(NETFLIX, track) == {}
    assert again(NETFLIX, track) == track


@CALM
@given(wild_tracks(), st.sampled_from(FORMATS), st.sampled_from(["", "25", "29.97df", "59.94"]))
def test_no_cue_is_lost_and_every_difference_is_named(
    track: Track, one: TtmlFormat, rate: str
) -> None:
    options = WriteOptions(rate=FrameRate.parse(rate) if rate else None)
    named = lost(one, track, options)
    back = again(one, track, options)
    assert len(back.cues) == len(track.cues)
    excused = set().union(*(EXCUSES.get(rule, set()) for rule in named))
    for was, now in zip(track.cues, back.cues, strict=True):
        for name in Cue.__dataclass_fields__:
            assert name in excused or getattr(was, name) == getattr(now, name)
    assert (track.title == back.title) or "lost-title" in named
    assert (track.based_on == back.based_on) or "lost-based-on" in named
    assert back.role is track.role
    assert back.locale == track.locale


@CALM
@given(wild_tracks(), st.sampled_from(FORMATS))
def test_what_was_read_once_is_read_the_same_again(track: Track, one: TtmlFormat) -> None:
    once = again(one, track)
    assert again(one, once) == once
    assert lost(one, once) == {}


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({}, ({}, {}, {})),
        ({"source_ids": ("a",)}, ({"lost-source": 1},) * 3),
        ({"translate": False}, ({}, {"lost-translate": 1}, {"lost-translate": 1})),
        ({"kind": CueKind.FORCED}, ({}, {}, {})),
        ({"placement": Placement(8)}, ({}, {}, {})),
        ({"placement": Placement(1)}, ({}, {"lost-position": 1}, {})),
        (
            {"placement": Placement(9, "rl")},
            ({}, {"lost-vertical": 1, "lost-position": 1}, {}),
        ),
        ({"placement": Placement(2, "", (("line", "7%"),))}, ({"lost-settings": 1},) * 3),
        ({"lines": ("<ruby>a<rt>b</rt></ruby>",)}, ({}, {"lost-ruby": 1}, {})),
        ({"lines": ("<i>a",)}, ({"lost-open-tags": 1},) * 3),
        ({"lines": ("a", "", "b")}, ({"lost-blank-lines": 1},) * 3),
        ({"lines": ("a ",)}, ({"lost-text-form": 1},) * 3),
        ({"lines": ("<i>a", "b</i>")}, ({}, {}, {"lost-text-form": 1})),
        ({"speaker": "A  B"}, ({"lost-speaker": 1},) * 3),
        ({"id": "9 lives"}, ({}, {}, {})),
    ],
)
def test_exactly_what_is_lost_is_named(
    change: dict[str, object], rules: tuple[dict[str, float], ...]
) -> None:
    cue = replace(Cue("7", 1000, 2000, ("text",)), **change)  # type: ignore[arg-type]
    plain = Cue("8", 3000, 4000, ("more",))
    for one, expected in zip(FORMATS, rules, strict=True):
        track = Track("e", "ja", TrackRole.SUBTITLE, (cue, plain))
        assert lost(one, track) == expected, one.name


def test_each_format_says_which_languages_netflix_takes_it_for() -> None:
    for locale, rules in (("ja", [[], ["wrong-format"], []]), ("fr", [[], [], ["wrong-format"]])):
        track = Track("e", locale, TrackRole.SUBTITLE, (Cue("1", 0, 1000, ("text",)),))
        assert [[f.rule for f in one.losses(track)] for one in FORMATS] == rules


def test_places_that_collide_are_named() -> None:
    cues = (
        Cue("a", 0, 2000, ("over",), placement=Placement(5)),
        Cue("b", 1000, 3000, ("under",), placement=Placement(5, "rl")),
        Cue("c", 3000, 4000, ("alone",), placement=Placement(5)),
    )
    (found,) = TTML.losses(Track("e", "ja", TrackRole.SUBTITLE, cues))
    assert (found.rule, found.cue_id, found.measured) == ("regions-overlap", "a", 2)
    beside = (cues[0], replace(cues[1], placement=Placement(9, "rl")), cues[2])
    assert TTML.losses(Track("e", "ja", TrackRole.SUBTITLE, beside)) == ()


def test_drop_frame_timecodes_of_netflix() -> None:
    rate = FrameRate.parse("29.97df")
    # One hour in the programme; and the first frame after the two numbers left out.
    first = rate.time_of(rate.frame_of_timecode("00:01:00;02"))
    hour = rate.time_of(rate.frame_of_timecode("01:00:00;00"))
    cues = (Cue("1", first, first + 1001, ("a",)), Cue("2", hour, hour + 1001, ("b",)))
    track = Track("e", "en", TrackRole.SUBTITLE, cues)
    for name in ("29.97", "29.97df", "59.94"):
        options = WriteOptions(rate=FrameRate.parse(name))
        text = NETFLIX.write(track, options).decode()
        assert 'ttp:timeBase="smpte" ttp:frameRate="30"' in text
        assert 'ttp:frameRateMultiplier="1000 1001" ttp:dropMode="dropNTSC"' in text
        assert 'begin="00:01:00:02"' in text
        assert 'begin="01:00:00:00" end="01:00:01:00"' in text
        assert lost(NETFLIX, track, options) == {}
        assert again(NETFLIX, track, options) == track
    between = replace(track, cues=(replace(cues[0], start=first + 7), cues[1]))
    assert lost(NETFLIX, between, WriteOptions(rate=rate)) == {"lost-times": 1}
    assert lost(NETFLIX, between, WriteOptions(rate=FrameRate.parse("25"))) == {}


def test_a_draft_says_so_and_right_to_left_is_declared() -> None:
    track = Track("e", "ar", TrackRole.SUBTITLE, (Cue("1", 0, 1000, ("مرحبا",)),))
    for one in FORMATS:
        text = one.write(track, WriteOptions(draft=True, note="made by x")).decode()
        assert "<ttm:desc>Draft: no person has approved this track.</ttm:desc>" in text
        assert "<ttm:desc>made by x</ttm:desc>" in text
        assert 'tts:direction="rtl" tts:unicodeBidi="embed"' in text
        assert 'style="rtl"' in text
        plain = one.write(replace(track, locale="fr"), WriteOptions()).decode()
        assert "Draft" not in plain
        assert "rtl" not in plain


def test_japanese_italics_are_slanted_where_they_can_be() -> None:
    cues = (
        Cue("1", 0, 1000, ("<i>一</i>", "<i>二</i>")),
        Cue("2", 2000, 3000, ("一<i>二</i>",)),
    )
    text = JAPANESE.write(Track("e", "ja", TrackRole.SUBTITLE, cues), PLAIN).decode()
    assert 'tts:shear="16.67%"' in text
    assert 'style="slanted">一<br/>二</p>' in text
    assert '>一<span style="italic">二</span></p>' in text


def test_the_file_says_which_of_the_three_it_is() -> None:
    for one in FORMATS:
        data = one.write(SAMPLE, PLAIN)
        for coded in (data, data.decode().replace("UTF-8", "UTF-16").encode("utf-16")):
            assert detect(coded, "x.xml").name == one.name
            assert detect(coded).name == one.name
            assert len(read_bytes(coded, path="x.ja.xml").track.cues) == len(SAMPLE.cues)
    assert detect(NetflixTtmlFormat().write(SAMPLE, PLAIN), "x.ttml").name == "netflix-ttml"
    assert NetflixImscFormat().sniff("1\n00:00:01,000 --> 00:00:02,000\n<tt>x</tt>\n") == 0.0
    ends = (".ttml", ".dfxp", ".xml")
    assert [format_for_path(f"a{end}").name for end in ends] == ["ttml"] * 3


@pytest.mark.parametrize("one", FORMATS)
def test_a_programmes_start_is_not_written_and_told(one: TtmlFormat) -> None:
    """Media time begins with the programme, so readers would take hours off that are not there."""
    options = WriteOptions(rate=FrameRate.parse("25"), start="10:00:00:00")
    assert one.write(SAMPLE, options) == one.write(SAMPLE, WriteOptions(rate=options.rate))
    (told,) = [loss for loss in one.losses(SAMPLE, options) if loss.rule == "lost-start"]
    assert told.severity is Severity.WARNING
    assert told.message.endswith(
        "cannot say that the programme starts at 10:00:00:00; its times begin with the programme."
    )
    for start in ("", "00:00:00:00", "00:00:00;00"):
        assert "lost-start" not in lost(one, SAMPLE, WriteOptions(start=start))


@CALM
@given(st.text(min_size=1, max_size=8), st.sets(st.sampled_from(["text", "a", "bottom"])))
def test_ids_come_back_and_are_names(name: str, taken: set[str]) -> None:
    written = write_id(name, taken)
    assert written not in taken
    assert written.isascii()
    assert not written[0].isdigit()
    assert not set(written) & set(" :/&<>\"'")
    assert read_id(written) == name
