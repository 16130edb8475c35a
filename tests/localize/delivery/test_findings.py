"""Findings for the page: as the gate judges, of one cue as of all; on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from localize.delivery import findings as module
from localize.delivery.findings import findings_of
from localize.delivery.gate import GateRule, blockers
from localize.errors import UnknownNameError
from localize.findings import Severity
from localize.review.importing import ImportedEpisode, ImportedTrack
from localize.script import Cue, CueKind, Placement, Track, TrackRole
from tests.localize.review.service_world import DRAFTED, World, source

LONG = "Une ligne qui est bien trop longue pour tenir sur un écran."

#: What the gate says that is no finding of a text.
_NOT_TEXT = {"no-cues", "not-approved", "not-watched", "open-query", "machine-pivot"}


def busy():
    """A track with something of everything, far longer than what is read around a cue."""
    cues = []
    for n in range(60):
        start = n * 2000
        kind = [CueKind.DIALOGUE] * 4 + [CueKind.SOUND, CueKind.FORCED]
        lines = [("Oui.",), (LONG, LONG), (), ("a", " ", "b"), ("Bonsoir, bonsoir, bonsoir.",)]
        cues.append(
            Cue(
                f"f{n}", start, start + [1000, 2300, 300, 1990, 1500, 9000, 700][n % 7],
                lines[n % 5], kind=kind[n % 6], speaker=["", "ANA", "BEN"][n % 3],
                placement=Placement(8 if n in (0, 59) or n % 9 == 4 else 2),
            )
        )  # fmt: skip
    return tuple(cues)


@pytest.fixture
def world(database):
    world = World(database)
    heard = ImportedTrack(Track("S02E01", "en", TrackRole.TRANSCRIPT, source()), (DRAFTED,))
    track = ImportedTrack(Track("S02E01", "fr-FR", TrackRole.SUBTITLE, busy()), (DRAFTED,))
    for one in world.review.import_run(ImportedEpisode("S02E01", (heard, track))).tracks:
        if one.locale == "fr-FR":
            world.busy = one.track_id
    return world


def found(world, track, cue_ids=None, actor=None):
    return findings_of(
        world.database, actor or world.ana, world.season, track, project=Path(), cue_ids=cue_ids
    )


def test_errors_are_what_the_gate_holds_up(world):
    world.text(world.lea, world.en, "c1", "Something else entirely.")
    for track in (world.busy, world.fr):
        with world.database.read() as session:
            gate = {
                (one.cue_id, one.rule)
                for one in blockers(session, track, world.season)
                if one.rule not in _NOT_TEXT
            }
        page = found(world, track)
        assert {(one.cue_id, one.rule) for one in page if one.severity is Severity.ERROR} == gate
    assert ("c1", GateRule.STALE) in gate
    rules = {one.rule for one in found(world, world.busy)}
    assert {"empty", "line-length", "lines", "duration-short", "duration-long", "overlap"} <= rules


def test_of_one_cue_as_of_all(world):
    every = found(world, world.busy)
    whole = tuple(one for one in every if not one.whole_track)
    for n in range(60):
        name = f"f{n}"
        assert found(world, world.busy, {name}) == tuple(one for one in whole if one.cue_id == name)
    trio = {"f10", "f11", "f12"}
    assert found(world, world.busy, trio) == tuple(one for one in whole if one.cue_id in trio)
    assert found(world, world.busy, {"nowhere"}) == ()
    many = {f"f{n}" for n in range(60)}
    assert found(world, world.busy, many) == tuple(one for one in every if one.cue_id)
    alone = findings_of(
        world.database, world.ana, world.season, world.busy, project=Path(), whole=True
    )
    assert alone == tuple(one for one in every if one.whole_track)


def test_of_one_cue_only_what_is_round_it_is_read(world, monkeypatch):
    def whole(*_):
        raise AssertionError("the whole track was read")

    monkeypatch.setattr(module, "cues_of", whole)
    # Cue f6 stands at the bottom, in the middle; another follows there.
    assert found(world, world.busy, {"f6"})


def test_they_come_in_programme_order(world):
    order = [one.cue_id for one in found(world, world.busy) if one.cue_id]
    assert order == sorted(order, key=lambda name: int(name[1:]))


def test_a_waived_rule_is_marked_on_its_cue_or_everywhere(world):
    first = found(world, world.busy)
    assert not any(one.waived for one in first)
    cue = next(one.cue_id for one in first if one.rule == "line-length")
    world.review.waive(world.rita, world.busy, cue, "line-length", "It is a sign.")
    world.review.waive(world.rita, world.busy, "", "empty", "Later.")
    for one in found(world, world.busy):
        expected = one.rule == "empty" or (one.cue_id, one.rule) == (cue, "line-length")
        assert one.waived == expected


def test_what_stands_in_another_file_says_so(world):
    sound = [one for one in found(world, world.busy) if "(in the SDH file)" in one.message]
    assert sound
    assert any(": " in one.message for one in sound)


def test_a_text_that_is_missing_says_what_to_do(world):
    (one,) = [one for one in found(world, world.busy) if one.cue_id == "f2"]
    assert one.message == (
        "The cue has no text: write it, delete the cue, or mark it as not to be translated"
    )


def test_a_track_of_another_season_is_not_there(world):
    other = World(world.database, name="Land", episodes=("S09E01",))
    for cue_ids in (None, {"c1"}):
        with pytest.raises(UnknownNameError):
            found(world, other.fr, cue_ids)
