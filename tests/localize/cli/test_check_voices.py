"""`localize check --media` hears the voices: on the sample's real sound, and on what has none."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from localize.formats import read_file
from tests.localize.cli.checking import objects, rules_of, run
from tests.localize.media.build import Video
from tests.localize.media.build import write as write_media

if TYPE_CHECKING:
    from pathlib import Path

HEARD = ("speech-uncovered", "no-speech", "in-time", "out-time")
ONLY = [part for name in HEARD for part in ("--only", name)]


@pytest.fixture
def media(root: Path) -> Path:
    path = root / "sample" / "episodes" / "lighthouse.mp4"
    if not path.is_file():
        pytest.skip("the sample's episodes are not in this checkout")
    return path


@pytest.fixture
def truth(root: Path) -> Path:
    return root / "sample" / "reference" / "lighthouse.en.srt"


@pytest.fixture
def spoilt(truth, tmp_path) -> Path:
    """The sample's subtitles, without the fourth cue, and with one more where nobody speaks."""
    cues = read_file(truth).track.cues
    gaps = [(b.start - a.end, a.end) for a, b in pairwise(cues)]
    quiet = max(gaps)[1] + 900
    kept = [(cue.start, cue.end, " ".join(cue.lines)) for cue in (*cues[:3], *cues[4:])]
    rows = sorted([*kept, (quiet, quiet + 1000, "Nobody says this.")])
    blocks = [
        f"{number}\n{_clock(start)} --> {_clock(end)}\n{text}\n"
        for number, (start, end, text) in enumerate(rows, 1)
    ]
    path = tmp_path / "lighthouse.en.srt"
    path.write_text("\n".join(blocks), "utf-8")
    return path


def _clock(time: int) -> str:
    return f"00:{time // 60_000:02}:{time // 1000 % 60:02},{time % 1000:03}"


def test_speech_without_a_cue_and_a_cue_without_speech_are_found(spoilt, truth, media):
    lost = read_file(truth).track.cues[3]
    result = run(spoilt, "--media", media, "--no-sdh", "--json", *ONLY)
    found = [one for one in objects(result) if one["kind"] == "finding"]
    assert objects(result)[0]["speech"] > 10
    assert any(
        one["rule"] == "speech-uncovered"
        and lost.start - 500 <= one["start"] <= lost.end
        and one["measured"] > 500
        for one in found
    )
    cues = {cue.id: " ".join(cue.lines) for cue in read_file(spoilt).track.cues}
    unheard = [cues[one["cue"]] for one in found if one["rule"] == "no-speech"]
    assert "Nobody says this." in unheard
    assert run(spoilt, "--media", media).stdout.count("speech-uncovered") >= 1


def test_a_good_file_has_few_findings_and_a_late_one_many(truth, media, tmp_path):
    late = tmp_path / "lighthouse.en.srt"
    shifted = re.sub(
        r"(\d\d):(\d\d):(\d\d),(\d{3})",
        lambda m: _clock(60_000 * int(m[2]) + 1000 * int(m[3]) + int(m[4]) + 600),
        truth.read_text("utf-8"),
    )
    late.write_text(shifted, "utf-8")
    only = ("--only", "in-time", "--json")
    good, bad = (rules_of(run(path, "--media", media, *only)) for path in (truth, late))
    assert len(good) < len(bad) / 3


def test_nobody_listens_where_no_rule_asks_for_it(spoilt, media):
    for more in (("--no-voices",), ("--only", "spelling")):
        result = run(spoilt, "--media", media, "--json", *more)
        assert objects(result)[0]["speech"] is None
        assert "listening" not in result.stderr
        assert not {rule for _, rule in rules_of(result)}.intersection(HEARD)


def test_a_file_of_forced_narratives_is_not_held_against_voices(truth, media, tmp_path):
    forced = tmp_path / "lighthouse.en.forced.srt"
    forced.write_bytes(truth.read_bytes())
    result = run(forced, "--media", media, "--json", *ONLY)
    assert objects(result)[0]["speech"] is None
    assert rules_of(result) == []


def test_several_files_of_one_programme_listen_once(truth, media, tmp_path):
    for locale in ("en", "es-419"):
        (tmp_path / f"lighthouse.{locale}.srt").write_bytes(truth.read_bytes())
    result = run(tmp_path, "--media", media.parent, "--json", *ONLY)
    heard = [one["speech"] for one in objects(result) if one["kind"] == "file"]
    assert len(heard) == 2
    assert min(heard) > 10
    assert result.stderr.count("listening for voices") == 1


def test_media_without_sound_and_what_is_none_are_named(truth, tmp_path):
    mute = write_media(tmp_path / "lighthouse.mp4", Video(2, codec="libx264"))
    result = run(truth, "--media", mute, *ONLY)
    assert result.exit_code == 1
    assert "has no sound; it holds picture only" in result.stdout
    mute.write_bytes(b"no media at all, only text\n" * 9)
    result = run(truth, "--media", mute, "--json", *ONLY)
    told = objects(result)[0]
    assert "is text, not a media file" in told["error"]
    assert told["hint"]
    mute.write_bytes(b"")
    assert "is empty" in run(truth, "--media", mute, *ONLY).stdout


def test_the_page_shows_the_voices(spoilt, media, tmp_path):
    page = tmp_path / "page.html"
    run(spoilt, "--media", media, "--html", page)
    text = page.read_text("utf-8")
    assert "of speech without a cue" in text
    assert "where nobody speaks" in text
    run(spoilt, "--html", page)
    assert "of speech without a cue" not in page.read_text("utf-8")


def test_what_was_heard_is_kept_for_the_next_time(spoilt, media, own_cache, tmp_path, monkeypatch):
    first = run(spoilt, "--media", media, "--json", *ONLY)
    assert first.stderr.count("listening for voices") == 1
    assert len(list(own_cache.glob("results/voices/*/*.json"))) == 1
    again = run(spoilt, "--media", media, "--json", *ONLY)
    assert "listening for voices" not in again.stderr
    assert again.stdout == first.stdout
    # In a project's folder it is kept with what its runs keep.
    (tmp_path / "project" / ".localize").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "project")
    assert "listening for voices" in run(spoilt, "--media", media, *ONLY).stderr
    assert "listening for voices" not in run(spoilt, "--media", media, *ONLY).stderr
    assert len(list(tmp_path.glob("project/.localize/results/voices/*/*.json"))) == 1


def test_where_nothing_can_be_kept_that_is_said_once(spoilt, media, own_cache):
    own_cache.write_text("a file where the folder would be")
    result = run(spoilt, "--media", media, "--json", *ONLY)
    assert result.stderr.count("cannot be kept for the next time") == 1
    assert objects(result)[0]["speech"] > 10
