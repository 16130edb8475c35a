"""JSON of our own: lossless, and wrong input is refused by the key that is at fault."""

from __future__ import annotations

import dataclasses
import json
from importlib import resources
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.engines import WriteOptions
from localize.errors import FormatError, UnwritableError
from localize.formats import detect, format_for_path, read_bytes
from localize.formats.json import JsonFormat
from localize.script import Cue, CueKind, Placement, Track, TrackRole
from localize.timeline import FrameRate

JSON = JsonFormat()
LINE = st.text(
    st.characters(
        exclude_categories=("Cs",), exclude_characters="\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
    ),
    max_size=20,
)


@st.composite
def tracks(draw: st.DrawFn) -> Track:
    cues = []
    for n in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, 10**9))
        settings_ = st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=2)
        cues.append(
            Cue(
                id=f"{n}{draw(st.text(max_size=3))}",
                start=start,
                end=start + draw(st.integers(0, 10**7)),
                lines=tuple(draw(st.lists(LINE, max_size=3))),
                kind=draw(st.sampled_from(CueKind)),
                translate=draw(st.booleans()),
                speaker=draw(st.text(max_size=5)),
                placement=Placement(
                    draw(st.integers(1, 9)),
                    draw(st.sampled_from(["", "rl", "lr"])),
                    tuple(draw(settings_)),
                ),
                source_ids=tuple(draw(st.lists(st.text(max_size=3), max_size=2))),
            )
        )
    locale = draw(st.sampled_from(["und", "en", "pt-BR", "zh-Hant"]))
    role = draw(st.sampled_from(TrackRole))
    more = st.text(max_size=5)
    return Track(draw(more), locale, role, tuple(cues), based_on=draw(more), title=draw(more))


@pytest.mark.parametrize(
    ("rate", "start", "told"),
    [
        ("25", "10:00:00:24", "10:00:00:24"),
        (None, "10:00:00:00", "10:00:00:00"),
        (None, "10:00:00;00", "10:00:00;00"),
        ("25", "10:00:00:25", ""),
        ("25", "soon", ""),
        ("25", "", ""),
    ],
)
def test_the_start_of_the_programme_comes_back(rate: str | None, start: str, told: str) -> None:
    at = FrameRate.parse(rate) if rate else None
    one = Track("e", "en", TrackRole.SUBTITLE, ())
    data = JSON.write(one, WriteOptions(rate=at, start=start))
    result = JSON.read(data, episode="", locale="und")
    assert result.start.at(at) == told
    left_out = ["start-unknown"] if start and not told else []
    assert [finding.rule for finding in result.findings] == left_out


@settings(max_examples=150)
@given(tracks(), st.booleans())
def test_every_field_comes_back(track: Track, draft: bool) -> None:
    options = WriteOptions(draft, "a note", FrameRate.parse("29.97df"), "10:00:00;00")
    data = JSON.write(track, options)
    assert JSON.read(data, episode="x", locale="und").track == track
    assert JSON.losses(track, options) == ()
    json.loads(data)


def sample() -> dict[str, Any]:
    cue = Cue("1", 0, 1000, ("Hi",), speaker="Anna", placement=Placement(8), source_ids=("a",))
    track = Track("e", "en", TrackRole.SUBTITLE, (cue, Cue("2", 1000, 2000, ())))
    return json.loads(JSON.write(track, WriteOptions()))  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("format", "other", "'format' must be 'localize-track'"),
        ("version", 2, "'version' must be 1"),
        ("version", True, "'version' must be a whole number"),
        ("draft", "yes", "'draft' must be true or false"),
        ("frame_rate", "fast", "'frame_rate' must be a frame rate"),
        ("track", [], "'track' must be an object"),
        ("track.locale", "klingonese", "'track.locale' must be a language tag"),
        ("track.role", "song", "'track.role' must be one of transcript, template, subtitle"),
        ("track.cues", None, "'track.cues' must be an array"),
        ("track.title", 5, "'track.title' must be text"),
        ("track.cues.0.start", -1, r"'track.cues\[0\].start' must be from 0"),
        ("track.cues.0.start", 1.5, r"'track.cues\[0\].start' must be a whole number"),
        ("track.cues.0.end", 10**15, r"'track.cues\[0\].end' must be from 0"),
        ("track.cues.1.end", 5, r"'track.cues\[1\].end' must not be before"),
        ("track.cues.1.id", "1", r"'track.cues\[1\].id' must be unique"),
        ("track.cues.0.id", "", r"'track.cues\[0\].id' must not be empty"),
        ("track.cues.0.lines", ["a\nb"], r"'track.cues\[0\].lines' must hold one line each"),
        ("track.cues.0.lines", [5], r"'track.cues\[0\].lines\[0\]' must be text"),
        ("track.cues.0.lines", ["a\ud800"], "must have whole characters, not .a.ud800"),
        ("track.cues.0.start", "\ud800", "must be a whole number, not ..ud800"),
        ("track.cues.0.kind", "joke", r"'track.cues\[0\].kind' must be one of dialogue"),
        ("track.cues.0.colour", "red", r"'track.cues\[0\].colour' is no key"),
        ("track.cues.0.placement.anchor", 10, "anchor' must be a key from 1 to 9"),
        ("track.cues.0.placement.vertical", "up", "vertical' must be rl"),
        ("track.cues.0.placement.settings", [["a"]], "must be a name and a value"),
    ],
)
def test_wrong_input_is_refused_by_its_key(path: str, value: object, message: str) -> None:
    data = sample()
    *way, last = path.split(".")
    at: Any = data
    for step in way:
        at = at[int(step) if step.isdecimal() else step]
    at[last] = value
    with pytest.raises(FormatError, match=message):
        JSON.read(json.dumps(data).encode(), episode="e", locale="en")


@pytest.mark.parametrize("key", ["format", "version", "track", "track.cues", "track.cues.0.start"])
def test_a_missing_key_is_named(key: str) -> None:
    data = sample()
    *way, last = key.split(".")
    at: Any = data
    for step in way:
        at = at[int(step) if step.isdecimal() else step]
    del at[last]
    with pytest.raises(FormatError, match="missing"):
        JSON.read(json.dumps(data).encode(), episode="e", locale="en")


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"[" * 100_000, b'{"a": NaN}', b'{"a": 1, "a": 2}', b"9" * 10_000, b"null"],
    ids=lambda data: repr(data[:10]),
)
def test_what_is_no_json_of_ours_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        JSON.read(data, episode="e", locale="en")


def test_half_a_character_is_not_written() -> None:
    half = Track("e", "en", TrackRole.SUBTITLE, (Cue("1", 0, 1000, ("a\ud800",)),))
    with pytest.raises(UnwritableError, match="half a character"):
        JSON.write(half, WriteOptions())


def test_its_own_locale_wins_and_is_said() -> None:
    data = json.dumps(sample()).encode()
    assert detect(data).name == "json"
    assert format_for_path("S01E01.en.localize.json").name == "json"
    result = read_bytes(data, path="S01E01.de.localize.json")
    assert result.track.locale == "en"
    assert [finding.rule for finding in result.findings] == ["other-locale"]


# --- The schema ---------------------------------------------------------------------------------


def schema() -> dict[str, Any]:
    text = resources.files("localize.formats").joinpath("track.schema.json").read_text("utf-8")
    return json.loads(text)  # type: ignore[no-any-return]


def test_the_schema_has_every_field_and_no_other() -> None:
    inside = schema()["properties"]["track"]["properties"]
    assert set(inside) == {field.name for field in dataclasses.fields(Track)}
    cue = schema()["$defs"]["cue"]["properties"]
    assert set(cue) == {field.name for field in dataclasses.fields(Cue)}
    place = schema()["$defs"]["placement"]["properties"]
    assert set(place) == {field.name for field in dataclasses.fields(Placement)}
    assert cue["kind"]["enum"] == [kind.value for kind in CueKind]
    assert inside["role"]["enum"] == [role.value for role in TrackRole]


def test_what_we_write_has_keys_of_the_schema() -> None:
    top, inside = schema()["properties"], schema()["properties"]["track"]["properties"]
    track = Track("e", "en", TrackRole.SUBTITLE, (Cue("1", 0, 1, ("a",), placement=Placement(7)),))
    options = WriteOptions(True, "note", FrameRate.parse("25"), "10:00:00:00")
    data = json.loads(JSON.write(track, options))
    assert set(data) <= set(top)
    assert set(schema()["required"]) <= set(data)
    assert set(data["track"]) <= set(inside)
    assert set(data["track"]["cues"][0]) <= set(schema()["$defs"]["cue"]["properties"])


def test_no_key_said_twice_takes_for_ever() -> None:
    # What grows with the square of its length would take minutes here.
    keys = ",".join(f'"{n}": 1' for n in (*range(60_000), 59_999))
    with pytest.raises(FormatError, match="'59999' stands twice"):
        JSON.read(f"{{{keys}}}".encode(), episode="e", locale="en")
