"""Sync to the sound on the season's page: what would move, the question, the act, the refusals."""

from __future__ import annotations

import random

import pytest

from localize.engines import Transcript
from localize.pipeline.heard_together import Heard
from localize.pipeline.results import ResultStore
from localize.review.importing import ImportedEpisode, ImportedTrack
from localize.script import Cue, Provenance, Track, TrackRole, Word
from localize.timeline import Span
from localize_ui.pages.season import SeasonDesk
from tests.localize_ui.api.served import SEASON
from tests.localize_ui.api.test_work import ok
from tests.localize_ui.pages.visitor import HOSTILE, words

GAPS = random.Random(1)
STARTS = [n * 5_000 + GAPS.randrange(0, 3_000) // 40 * 40 for n in range(1, 41)]
HEARD = Provenance("whisper", "1", "base", "abc", inputs="sound")


@pytest.fixture
def desk(served):
    return SeasonDesk(served.workplace)


@pytest.fixture
def late(served):
    """The track of an episode that was heard, whose subtitles are 3.2 s late."""
    said = tuple(
        Word(f"word{n}", start, start + 600, probability=0.9) for n, start in enumerate(STARTS)
    )
    speech = tuple(Span(word.start, word.end) for word in said)
    transcript = Transcript("S02E01", "en", 1.0, said, speech, 215_000, HEARD)
    ResultStore(served.project).put("speech", "k" * 64, Heard(transcript, ()))
    cues = tuple(
        Cue(f"c{n}", s + 3_217, s + 5_017, (HOSTILE if n == 1 else f"Line {n}.",))
        for n, s in enumerate(STARTS, 1)
    )
    track = Track("S02E01", "fr-FR", TrackRole.SUBTITLE, cues)
    report = served.workplace.review.import_run(
        ImportedEpisode(
            "S02E01",
            (ImportedTrack(track, (HEARD,)),),
            "/media/S02E01.mkv",
            "ab" * 32,
            215_000,
            "25",
            transcript="k" * 64,
        )
    )
    return report.tracks[0].track_id


def starts(served, track):
    return [
        one["cue"]["start"] for one in ok(served.as_("lea").api("GET", f"tracks/{track}"))["cues"]
    ]


def test_what_would_move_is_shown_then_done_on_a_second_word(desk, served, visitors, late):
    before = starts(served, late)
    ana = visitors("ana")
    ana.query = {"track": str(late)}
    shown = ana.sees(desk)
    assert "Sync to the sound" in words(shown)
    assert "Move 40 cues" not in words(shown), "nothing is looked for before somebody asks"
    assert ana.does(desk, "go", sync=late).ok
    shown = ana.sees(desk)
    for word in (
        "It would be moved by -3.2",
        "come with a voice",
        "Move 40 cues",
        HOSTILE.split()[0],
    ):
        assert word in words(shown)
    assert "data-sure" in shown
    assert starts(served, late) == before
    number = ok(served.as_("ana").api("POST", f"tracks/{late}/sync/preview", {}))["number"]
    said = ana.does(desk, "sync", track=late, number=number)
    assert (said.ok, "40 cues put in time" in said.message) == (True, True)
    assert "Undo in the editor" in said.hint
    after = starts(served, late)
    assert max(abs(now - want) for now, want in zip(after, STARTS, strict=True)) <= 60
    assert "Move" not in words(ana.sees(desk)), "the question is gone"
    ok(served.as_("ana").api("POST", f"tracks/{late}/undo", {}))
    assert starts(served, late) == before
    history = ok(served.as_("lea").api("GET", f"tracks/{late}/history?cue_id=c2"))
    assert [(one["action"], one["person"]) for one in history[1:]] == [
        ("sync", "ana"), ("undo", "ana"),
    ]  # fmt: skip


def test_words_of_a_withheld_draft_are_shown_neither_before_nor_after(desk, served, visitors, late):
    measured = f"{SEASON}[effort]\ncontrol_share = 0.5\nseed = 2\n"
    (served.project / "localize.toml").write_text(measured)
    ana = served.as_("ana")

    def withheld():
        return ok(ana.api("GET", f"tracks/{late}/withheld"))["cue_ids"]

    hidden = withheld()
    found = ok(ana.api("POST", f"tracks/{late}/sync/preview", {}))
    told = {one["cue_id"]: bool(one["text"]) for one in found["shown"]}
    assert set(told.values()) == {True, False}
    assert {one for one, text in told.items() if not text} == told.keys() & set(hidden)
    visitor = visitors("ana")
    visitor.query = {"track": str(late), "sync": str(late)}
    shown = words(visitor.sees(desk))
    for one, text in told.items():
        assert (f"Line {one[1:]}." in shown) == text
    assert visitor.does(desk, "sync", track=late, number=found["number"]).ok
    assert withheld() == hidden


def test_a_track_in_time_has_nothing_to_move(desk, served, visitors, late):
    ana = visitors("ana")
    ok(served.as_("ana").api("POST", f"tracks/{late}/sync", {"number": 1}))
    ana.query = {"track": str(late), "sync": str(late)}
    shown = words(ana.sees(desk))
    assert "in time as it is" in shown
    assert "Move 0" not in shown


def test_refusals_are_told_with_their_cure(desk, served, visitors, late):
    unheard = served.tracks["fr-FR"]
    ana, otto = visitors("ana"), visitors("otto")
    ana.query = {"track": str(unheard), "sync": str(unheard)}
    shown = words(ana.sees(desk))
    assert "Nobody has listened to this episode yet" in shown
    assert "Run the pipeline" in shown
    stale = ana.does(desk, "sync", track=late, number=7)
    assert not stale.ok
    assert "changed after you had looked" in stale.message
    otto.query = {"track": str(late), "sync": str(late)}
    assert "Sync to the sound" not in words(otto.sees(desk))
    assert not otto.does(desk, "sync", track=late, number=1).ok
    answer = served.as_("ana").api("POST", f"tracks/{unheard}/sync/preview", {})
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "refused"
