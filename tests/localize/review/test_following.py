"""What a cue is told of its source: what it was made from, and what the source says now."""

from __future__ import annotations

import pytest

from localize.review.stale_marks import parts_of
from localize.store.cues import find_cue
from localize.store.locks import lock_track
from localize.store.steps import edit, record_step
from tests.localize.review.service_world import World, episode


@pytest.fixture
def world(database):
    return World(database)


def say(world, cue_id, *texts):
    """Change a source cue's text again and again."""
    for text in texts:
        world.text(world.lea, world.en, cue_id, text)


@pytest.mark.parametrize(
    "texts",
    [
        ("I saw a boat.", "I saw the boat."),
        ("I saw a boat.", "I saw no boat.", "I saw the boat."),
        ("I; saw; a” → “boat.", "I “saw” it; “now”.", "I saw the boat."),
        ("I saw\na boat.", "I saw a boat.", "I saw no boat.", "I saw\nthe boat."),
    ],
)
def test_a_source_that_is_put_back_leaves_nothing_stale(world, texts):
    say(world, "c3", *texts[:-1])
    assert world.cue(world.fr, "c3").stale
    say(world, "c3", texts[-1])
    assert world.cue(world.fr, "c3").stale == ""


def test_what_was_tried_between_is_not_told(world):
    say(world, "c3", "I saw a boat.", "I saw no boat.")
    assert world.cue(world.fr, "c3").stale == "“I saw the boat.” → “I saw no boat.”"
    world.do(world.review.delete, world.lea, world.en, "c3")
    assert world.cue(world.fr, "c3").stale == (
        "“I saw the boat.” → “I saw no boat.”;\nTaken out: “I saw no boat.”"
    )
    world.do(world.review.restore, world.lea, world.en, "c3")
    assert world.cue(world.fr, "c3").stale == "“I saw the boat.” → “I saw no boat.”"
    say(world, "c3", "I saw the boat.")
    assert world.cue(world.fr, "c3").stale == ""


def test_texts_with_semicolons_are_one_part(world):
    (en, fr, _) = world.review.import_run(episode("S02", texts=("Wait; stop; now.",))).tracks
    world.en, world.fr = en.track_id, fr.track_id
    say(world, "c1", "Go; stop; now; man.", "Wait; stop; now.")
    assert world.cue(world.fr, "c1").stale == ""


def test_two_sources_of_one_cue_are_told_apart(world):
    world.do(world.review.merge, world.lea, world.fr, "c4")
    assert len(world.cue(world.fr, "c4").cue.source_ids) == 2
    first, second = "It came in at dawn", "and nobody was on it."
    say(world, "c5", "and all were on it.")
    say(world, "c4", second)
    say(world, "c5", first)  # the two have changed places: nothing of it is as it was
    parts = world.cue(world.fr, "c4").stale.split(";\n")
    assert set(parts) == {f"“{second}” → “{first}”", f"“{first}” → “{second}”"}
    say(world, "c5", second)
    assert world.cue(world.fr, "c4").stale == f"“{first}” → “{second}”"


def test_a_text_that_two_sources_share_is_not_taken_for_the_other_s(world):
    (en, fr, _) = world.review.import_run(episode("S02", texts=("Yes.", "No."))).tracks
    world.en, world.fr = en.track_id, fr.track_id
    world.do(world.review.merge, world.lea, world.fr, "c1")
    say(world, "c1", "No.")
    say(world, "c2", "Yes.")  # both said “No.”: whose part the first is, is not clear
    assert world.cue(world.fr, "c1").stale == "“Yes.” → “No.”;\n“No.” → “Yes.”"


@pytest.mark.parametrize(
    ("mark", "parts"),
    [
        ("“A” → “B”; Taken out: “C”; “D” → “E”", ["“A” → “B”", "Taken out: “C”", "“D” → “E”"]),
        (
            "Taken out: “C”; Taken out: “D”;\n“A” → “B”",
            ["Taken out: “C”", "Taken out: “D”", "“A” → “B”"],
        ),
        ("“He said “a”; “b”.” → “He said “c”; “d””", ["“He said “a”; “b”.” → “He said “c”; “d””"]),
        ("“A” → “„B“; „C“”; “D” → “E; F”", ["“A” → “„B“; „C“”", "“D” → “E; F”"]),
        ("", []),
    ],
)
def test_marks_of_before_parts_had_lines_of_their_own_are_read(mark, parts):
    assert parts_of(mark) == parts


def test_a_mark_of_before_parts_had_lines_of_their_own_clears(world):
    say(world, "c3", "I saw a boat.")
    world.do(world.review.merge, world.lea, world.fr, "c3")
    old = "“I saw the boat.” → “I saw a boat.”; Taken out: “It came in at dawn”"
    with world.database.begin() as session:
        row = find_cue(session, world.fr, "c3")
        change = edit(row, stale=old)
        record_step(session, lock_track(session, world.fr), None, "stale", [change])
    say(world, "c3", "I saw the boat.")
    assert world.cue(world.fr, "c3").stale == "Taken out: “It came in at dawn”"
