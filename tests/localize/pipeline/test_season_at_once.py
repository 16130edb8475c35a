"""A season for every market at once: one hand-over an engine, source first, drafts made anew."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from localize.accounts.rows import local_person
from localize.engines import Estimate, Prices
from localize.errors import FetchError, MediaError
from localize.memory.terms import Terms
from localize.pipeline.events import EpisodeDone, Notice
from localize.pipeline.renderings import fingerprints
from localize.review.service import Review
from localize.review.templates import Templates
from localize.script import TrackRole
from localize.season import load_season
from localize.store import Database
from localize.store.cues import cues_of
from localize.store.seasons import find_episode, find_season, find_track
from localize.testing.fakes import FakeSpeechEngine, FakeTranslationEngine, Line, rendered
from tests.localize.pipeline.studio import LINES, studio

__all__ = ["studio"]

OTHERS = (Line("Der Zug kommt um acht.", 600, 2400), Line("Beeil dich!", 3000, 4000))


class Hearing(FakeSpeechEngine):
    """Hears other lines in the second episode."""

    def transcribe(self, requests, progress=None):
        for request in requests:
            own, self.lines = self.lines, OTHERS if request.id == "e2" else self.lines
            try:
                yield from super().transcribe([request], progress)
            finally:
                self.lines = own


class Listening(FakeTranslationEngine):
    """Remembers each hand-over: the requests of one call; fails at a target where it is told to."""

    def __init__(self, **options):
        super().__init__(**options)
        self.calls = []
        self.fails = ""
        self.error = MediaError("this one cannot be drafted")

    def translate(self, requests, progress=None):
        asked = list(requests)
        self.calls.append(asked)
        for request in asked:
            if request.target == self.fails:
                raise self.error
            yield from super().translate([request], progress)


class Pricing(Listening):
    """One that can say what its work takes."""

    def estimate(self, requests):
        words = sum(len(unit.text.split()) for request in requests for unit in request.units)
        return Estimate(len(requests), 1000 * words, 500 * words)


@pytest.fixture
def engine(studio):
    """Two episodes that say different things, and an engine that remembers its hand-overs."""
    studio.speech = Hearing(lines=LINES, language="de")
    studio.translation = Listening()
    return studio.translation


class Desk:
    """A lead of the season, at the project's database."""

    def __init__(self, settings):
        self.settings = settings
        self.database = Database.of_project(settings.project)
        self.season = load_season(settings.project)
        self.review = Review(self.database, self.season, settings.project)
        self.templates = Templates(self.database, self.season)
        self.lead = local_person(self.database)

    def track_id(self, episode, locale, role=TrackRole.TRANSCRIPT):
        with self.database.read() as session:
            season = find_season(session, self.season.name)
            row = find_track(session, find_episode(session, season.id, episode).id, locale, role)
            return None if row is None else row.id

    def cues(self, episode, locale, role=TrackRole.SUBTITLE):
        with self.database.read() as session:
            rows = cues_of(session, self.track_id(episode, locale, role))
            return [(r.cue_id, " ".join(r.lines), r.stale, r.revision, r.state) for r in rows]

    def write(self, episode, locale, place, text, role=TrackRole.TRANSCRIPT):
        cue_id, _, _, revision, _ = self.cues(episode, locale, role)[place]
        track = self.track_id(episode, locale, role)
        self.review.set_text(self.lead, track, cue_id, revision, text)

    def approve_all(self, episode, locale):
        track = self.track_id(episode, locale)
        for cue_id, _, _, revision, _ in self.cues(episode, locale, TrackRole.TRANSCRIPT):
            self.review.approve(self.lead, track, cue_id, revision)


@pytest.fixture
def desk(studio):
    """Opened when first asked for: the run makes the database."""
    made = []

    def open_():
        if not made:
            made.append(Desk(studio.settings))
        return made[0]

    yield open_
    for one in made:
        one.database.close()


def test_all_episodes_and_markets_go_to_an_engine_in_one_hand_over(studio, engine):
    assert studio.run(targets=("en", "fr", "es")).ok
    (call,) = engine.calls
    assert [request.id for request in call] == [
        f"{episode} {market}" for episode in ("e1", "e2") for market in ("en", "fr", "es")
    ]
    cues = {done.episode: dict(done.cues) for done in studio.told(EpisodeDone)}
    assert cues == {
        "e1": {"de": 3, "en": 3, "fr": 3, "es": 3},
        "e2": {"de": 2, "en": 2, "fr": 2, "es": 2},
    }
    manifest = json.loads((studio.settings.out / "manifest.json").read_text("utf-8"))
    assert [one["locale"] for one in manifest["episodes"][1]["tracks"]] == ["de", "en", "fr", "es"]


def test_a_market_that_fails_leaves_the_others_of_its_hand_over(studio, engine):
    engine.fails = "fr"
    report = studio.run(targets=("en", "fr", "es"))
    assert {(one.episode, one.track) for one in report.failed} == {("e1", "fr"), ("e2", "fr")}
    assert {"e1", "e2"} == {done.episode for done in report.done}
    for market in ("en", "es"):
        assert studio.text(f"e1.{market}.draft.srt")
        assert studio.text(f"e2.{market}.draft.srt")
    # What was drafted is kept: with the fault gone only the one market is asked for.
    engine.fails, engine.calls = "", []
    assert studio.run(targets=("en", "fr", "es")).ok
    assert {request.target for call in engine.calls for request in call} == {"fr"}


def test_a_server_that_is_gone_ends_the_run_and_what_was_drafted_stays(studio, engine):
    engine.fails, engine.error = "es", FetchError("nobody answers")
    with pytest.raises(FetchError):
        studio.run(targets=("en", "es"))
    assert studio.text("e1.en.draft.srt")
    assert studio.text("e2.de.draft.srt")


def test_the_estimate_names_the_money_before_anything_is_asked(studio, engine):
    studio.translation = Pricing()
    studio.run(prices=Prices(2.0, 10.0))
    (told,) = [one for one in studio.told(Notice) if one.rule == "estimate"]
    words = sum(len(line.text.split()) for line in (*LINES, *OTHERS))
    assert f"{words * 1000:,} tokens to read" in told.message
    assert f"{words * (1000 * 2 + 500 * 10) / 1e6:,.2f}" in told.message
    assert studio.events.index(told) < next(
        n for n, one in enumerate(studio.events) if getattr(one, "stage", "") == "draft"
    )


# --- Source first ---------------------------------------------------------------------------------


def test_markets_wait_for_a_source_that_nobody_has_approved(studio, engine, desk):
    report = studio.run(wait_for_source=True)
    assert report.ok
    assert engine.calls == []
    assert [done.cues for done in report.done] == [(("de", 3),), (("de", 2),)]
    assert [one.episode for one in studio.told(Notice) if one.rule == "waits-for-source"] == [
        "e1",
        "e2",
    ]
    desk().approve_all("e2", "de")
    assert studio.run(wait_for_source=True).ok
    assert [request.id for call in engine.calls for request in call] == ["e2 en"]
    assert not (studio.settings.out / "e1.en.draft.srt").exists()
    # Without waiting the other one is drafted too.
    assert studio.run().ok
    assert studio.text("e1.en.draft.srt")


def test_a_published_template_is_what_markets_are_drafted_from(studio, engine, desk):
    studio.run(wait_for_source=True)
    lead = desk()
    template = lead.templates.start(lead.lead, lead.track_id("e1", "de"))
    lead.write("e1", "de", 1, "Ich habe gewartet.", TrackRole.TEMPLATE)
    lead.templates.publish(lead.lead, template)
    assert studio.run(wait_for_source=True).ok
    (call,) = engine.calls
    assert [unit.text for unit in call[0].units] == [
        "Wo warst du?",
        "Ich habe gewartet.",
        "Es tut mir leid.",
    ]
    texts = [text for _, text, *_ in lead.cues("e1", "en")]
    assert texts[1] == rendered("Ich habe gewartet.", "en")
    with lead.database.read() as session:
        season = find_season(session, lead.season.name)
        episode = find_episode(session, season.id, "e1")
        market = find_track(session, episode.id, "en", TrackRole.SUBTITLE)
        assert (market.based_on_id, market.based_on_version) == (template, 1)
        lines = cues_of(session, template)
        drafts = cues_of(session, market.id)
        # By default a market of a template keeps its cues and times.
        assert [(one.start, one.end) for one in drafts] == [(one.start, one.end) for one in lines]
        assert [one.source_ids for one in drafts] == [[one.cue_id] for one in lines]


def test_a_corrected_source_is_drafted_anew_where_nobody_has_worked(studio, engine, desk):
    studio.run(targets=("en", "fr"))
    lead = desk()
    lead.write("e1", "en", 1, "I waited for you all night long.", TrackRole.SUBTITLE)
    engine.calls = []
    lead.write("e1", "de", 1, "Ich habe den ganzen Tag auf dich gewartet.")
    assert lead.cues("e1", "fr")[1][2]  # told that its source was changed
    assert studio.run(targets=("en", "fr")).ok
    # Only the changed sentence is asked for, once a market.
    asked = [(r.target, [u.text for u in r.units]) for call in engine.calls for r in call]
    assert asked == [
        ("en", ["Ich habe den ganzen Tag auf dich gewartet."]),
        ("fr", ["Ich habe den ganzen Tag auf dich gewartet."]),
    ]
    french = lead.cues("e1", "fr")
    assert french[1][1] == rendered("Ich habe den ganzen Tag auf dich gewartet.", "fr")
    assert [stale for _, _, stale, *_ in french] == ["", "", ""]
    english = lead.cues("e1", "en")
    assert english[1][1] == "I waited for you all night long."
    assert english[1][2]  # a person's: it stays, and is told that its source moved on
    # And then nothing is left to do.
    engine.calls = []
    assert studio.run(targets=("en", "fr")).ok
    assert engine.calls == []


@pytest.mark.parametrize("corrected", [False, True])
def test_what_is_corrected_while_a_run_drafts_is_told_on_its_drafts(
    studio, engine, desk, corrected
):
    studio.run(targets=("en",))
    lead = desk()
    if corrected:
        lead.write("e1", "de", 2, "Es tut mir so leid.")

    def meanwhile(requests, progress=None):
        lead.write("e1", "de", 1, "Ich habe den ganzen Tag auf dich gewartet.")
        yield from Listening.translate(engine, requests, progress)

    engine.translate = meanwhile
    assert studio.run(targets=("en", "fr")).ok
    del engine.translate
    for market in ("en", "fr") if corrected else ("fr",):
        marks = [stale for _, _, stale, *_ in lead.cues("e1", market)]
        assert [bool(mark) for mark in marks] == [False, True, False]
        assert marks[1].endswith("→ “Ich habe den ganzen Tag auf dich gewartet.”")
    assert studio.run(targets=("en", "fr")).ok  # the next run takes what it says now
    assert [stale for _, _, stale, *_ in lead.cues("e1", "fr")] == ["", "", ""]


def test_a_market_of_the_spoken_language_has_what_people_wrote_and_keeps_it(studio, engine, desk):
    markets = ("de-AT", "en")
    studio.run(targets=markets)
    lead = desk()
    assert lead.cues("e1", "de-AT")[1][1] == LINES[1].text
    lead.write("e1", "de", 1, "Ich habe den ganzen Tag auf dich gewartet.")
    revisions = set()
    for _ in range(2):  # and no run after it goes back to what was heard
        assert studio.run(targets=markets).ok
        cues = lead.cues("e1", "de-AT")
        assert [text for _, text, *_ in cues] == [
            LINES[0].text,
            "Ich habe den ganzen Tag auf dich gewartet.",
            LINES[2].text,
        ]
        assert [stale for _, _, stale, *_ in cues] == ["", "", ""]
        revisions.add(cues[1][3])
    assert len(revisions) == 1  # drafted anew once
    texts = [cue.text.replace("\n", " ") for cue in studio.text("e1.de-AT.draft.srt")]
    assert texts[1] == "Ich habe den ganzen Tag auf dich gewartet."
    assert {done.episode for done in studio.told(EpisodeDone)} == {"e1", "e2"}


def test_a_draft_that_says_the_same_is_stale_no_more(studio, engine, desk):
    engine.table = {
        "Es tut mir leid.": "I am sorry.",
        "Es tut mir so leid.": "I am sorry.",
    }
    studio.run()
    lead = desk()
    lead.write("e1", "de", 2, "Es tut mir so leid.")
    assert lead.cues("e1", "en")[2][2]
    studio.run()
    assert lead.cues("e1", "en")[2][1:3] == ("I am sorry.", "")


def test_notes_of_the_source_reach_the_engine_and_the_draft_changes_with_them(studio, engine, desk):
    capable = replace(engine.capabilities(), context=True)
    engine.capabilities = lambda: capable
    studio.run()
    lead = desk()
    cue_id, _, _, revision, _ = lead.cues("e1", "de", TrackRole.TRANSCRIPT)[0]
    lead.review.annotate(
        lead.lead, lead.track_id("e1", "de"), cue_id, revision, (("tone", "whispered, angry"),)
    )
    engine.calls = []
    studio.run()
    (request,) = [one for call in engine.calls for one in call]
    assert [(unit.text, unit.note) for unit in request.units] == [
        ("Wo warst du?", "tone: whispered, angry")
    ]
    assert len(request.programme) == 3
    assert len(request.drafted) == 2


def test_a_new_term_is_asked_for_only_where_it_is_said(studio, engine, desk):
    studio.run()
    lead = desk()
    Terms(lead.database, lead.season).add(lead.lead, "Nacht", "en", "night")
    engine.calls = []
    studio.run()
    (request,) = {r.id: r for call in engine.calls for r in call}.values()
    assert {unit.text for unit in request.units} == {LINES[1].text}


def test_risk_is_kept_with_its_reasons_until_a_person_has_written(studio, engine, desk):
    studio.speech = FakeSpeechEngine(
        lines=(*LINES, Line("Ich habe das nicht gesagt.", 9000, 9900)), language="de"
    )
    engine.table = {"Ich habe das nicht gesagt.": "I said that."}
    studio.run()
    lead = desk()
    track = lead.track_id("e1", "en", TrackRole.SUBTITLE)
    *plain, denied = lead.review.track(lead.lead, track).cues
    assert denied.risk.score >= 30
    assert all(view.risk is not None for view in plain)
    assert any("says “not”" in reason.why for reason in denied.risk.reasons)
    # Drafted otherwise, it is judged anew; written by a person, it is no draft any more.
    engine.table = {"Ich habe das nicht gesagt.": "I did not say that."}
    studio.run()
    again = lead.review.track(lead.lead, track).cues[-1]
    assert not any("says “not”" in reason.why for reason in again.risk.reasons)
    lead.write("e1", "en", 3, "That I never said.", TrackRole.SUBTITLE)
    assert lead.review.track(lead.lead, track).cues[-1].risk is None


def test_sentences_are_told_apart_by_what_an_engine_reads(studio, engine):
    studio.run()
    units = engine.calls[0][0].units
    twice = (*units, replace(units[0], id="x", speaker="Ana"))
    plain = fingerprints(twice, context=False)
    assert plain[0] == plain[3]
    assert len(set(fingerprints(twice, context=True))) == 4
    assert fingerprints([replace(units[0], room=2.0)], context=False) != plain[:1]
