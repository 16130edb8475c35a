"""A run that knows what was approved: a re-cut episode asks an engine only for what is new."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from localize.memory.terms import Terms
from localize.pipeline.events import Notice
from localize.pipeline.run import run
from localize.review.actor import Actor
from localize.review.service import Review
from localize.season import load_season
from localize.store import Database
from localize.store.kinds import PersonRole
from localize.store.people import add_person
from localize.testing.fakes import FakeTranslationEngine, Line
from tests.localize.pipeline.studio import studio  # noqa: F401 -- a fixture

AT = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
SAID = (
    "Guten Abend, meine Damen und Herren.",
    "Wo bist du die ganze Nacht gewesen?",
    "Ich habe am Hafen auf das Schiff gewartet.",
    "Es kam erst bei Sonnenaufgang,",
    "und niemand war an Bord.",
    "Wer hat dir davon erzählt?",
    "Der alte Mann am Leuchtturm.",
    "Er hat alles mit angesehen.",
    "Dann müssen wir mit ihm sprechen.",
    "Gehen wir, bevor es zu spät ist.",
)
NEW = "Warte, da ist noch etwas anderes."


def lines(texts, offset=0):
    return tuple(
        Line(text, offset + n * 3500, offset + n * 3500 + 2400) for n, text in enumerate(texts)
    )


class Counting(FakeTranslationEngine):
    """Remembers every sentence that it was asked for."""

    def __init__(self, **options):
        super().__init__(**options)
        self.sentences = []

    def translate(self, requests, progress=None):
        def told():
            for request in requests:
                self.sentences += [unit.text for unit in request.units]
                yield request

        return super().translate(told(), progress)


class Reading(Counting):
    """An engine that takes context; remembers what it was shown beside the sentences."""

    def __init__(self, **options):
        super().__init__(**options)
        self.requests = []

    def capabilities(self):
        return replace(super().capabilities(), context=True)

    def translate(self, requests, progress=None):
        def told():
            for request in requests:
                self.requests.append(request)
                yield request

        return super().translate(told(), progress)


class Show:
    """A studio whose first episode was drafted into English, worked on and approved."""

    def __init__(self, studio, kind=Counting, **engine):  # noqa: F811 -- the fixture
        self.studio = studio
        self.engine = studio.translation = kind(**engine)
        studio.speech.lines = lines(SAID)
        for path in studio.media.iterdir():
            path.unlink()
        self.run("e1", SAID)
        self.database = Database.of_project(studio.settings.project)
        self.season = load_season(studio.settings.project)
        self.review = Review(self.database, self.season)
        with self.database.begin() as session:
            ana, rita, lea = (
                Actor.of(add_person(session, name, [role], AT))
                for name, role in (
                    ("Ana", PersonRole.TRANSLATOR),
                    ("Rita", PersonRole.REVIEWER),
                    ("Lea", PersonRole.LEAD),
                )
            )
        self.ana, self.rita, self.lea = ana, rita, lea

    def run(self, name, said, offset=0, **changes):
        """Run one episode in which this is said; the sentences that the engine was asked for."""
        path = self.studio.media / f"{name}.wav"
        if not path.exists():
            self.studio.add(f"{name}.wav", seconds=60, value=len(name) + sum(map(ord, name)) % 90)
        self.studio.speech.lines = lines(said, offset)
        self.engine.sentences.clear()
        self.studio.events = []
        report = run([path], replace(self.studio.settings, **changes), self.studio.events.append)
        assert report.ok, report.failed
        return list(self.engine.sentences)

    def track_id(self, name, locale="en"):
        found = [
            one.track_id
            for one in self.review.overview(self.lea).tracks
            if (one.episode, one.locale) == (name, locale)
        ]
        return found[-1]

    def cues(self, name):
        return self.review.track(self.lea, self.track_id(name)).cues

    def approve(self, name="e1", *, but=()):
        """Every line rewritten by Ana and approved by Rita."""
        track = self.track_id(name)
        for view in self.cues(name):
            cue = view.cue
            if cue.id in but:
                continue
            text = f"Approved {int(cue.id[1:])}."
            done = self.review.set_text(self.ana, track, cue.id, view.revision, text)
            done = self.review.confirm(self.ana, track, cue.id, done.cues[0].revision)
            self.review.approve(self.rita, track, cue.id, done.cues[0].revision)

    def reopen(self, name, cue_id):
        view = next(one for one in self.cues(name) if one.cue.id == cue_id)
        self.review.reopen(self.lea, self.track_id(name), cue_id, view.revision)

    def entry(self, name):
        manifest = json.loads((self.studio.settings.out / "manifest.json").read_text("utf-8"))
        episode = next(one for one in manifest["episodes"] if one["episode"] == name)
        return next(one for one in episode["tracks"] if one["locale"] == "en")


@pytest.fixture
def show(studio):  # noqa: F811 -- the fixture
    made = Show(studio)
    yield made
    made.database.close()


def test_a_recut_episode_asks_only_for_what_is_new(show):
    show.approve()
    asked = show.run("e1-recut", (SAID[0], NEW, *SAID[1:]), offset=4000)
    assert asked == [NEW]
    cues = show.cues("e1-recut")
    locked = [view for view in cues if view.locked]
    assert len(locked) == len(cues) - 1
    assert [view.cue.text for view in locked] == [view.cue.text for view in show.cues("e1")]
    first = locked[0].machine.memory
    assert (first.episode, first.cue_ids, first.by) == ("e1", ("c0001",), ("Rita",))
    old = {view.cue.id: view.cue for view in show.cues("e1")}
    for view in locked:
        origin = old[view.machine.memory.cue_ids[0]]
        if len(view.machine.memory.cue_ids) == 1:
            assert view.cue.duration == origin.duration
    assert show.entry("e1-recut")["memory"] == {"taken": len(locked), "offered": 0}
    (told,) = [one for one in show.studio.told(Notice) if one.rule == "known-lines"]
    assert f"{len(locked)} cues of en" in told.message
    written = [cue.text for cue in show.studio.text("e1-recut.en.draft.srt")]
    assert [text for text in written if text.startswith("Approved")] == [
        view.cue.text for view in locked
    ]


def test_nothing_is_asked_or_changed_the_second_time(show):
    show.approve()
    cut = (SAID[0], NEW, *SAID[1:])
    show.run("e2", cut)
    before = [(view.revision, view.locked, view.cue) for view in show.cues("e2")]
    assert show.run("e2", cut) == []
    assert [(view.revision, view.locked, view.cue) for view in show.cues("e2")] == before


def test_only_lines_that_matter_are_drafted_again(show):
    """A line that is no longer approved is asked for; one that was approved later is not."""
    show.approve(but=("c0001",))
    cut = (SAID[0], NEW, *SAID[1:])
    assert show.run("e2", cut) == [SAID[0], NEW]
    show.reopen("e1", "c0002")
    assert show.run("e2", cut) == [SAID[1]]
    opened = [view.cue.text for view in show.cues("e2") if not view.locked]
    assert len(opened) == 3
    assert not any(text.startswith("Approved") for text in opened)
    track = show.track_id("e1")
    view = next(one for one in show.cues("e1") if one.cue.id == "c0002")
    done = show.review.confirm(show.ana, track, "c0002", view.revision)
    show.review.approve(show.rita, track, "c0002", done.cues[0].revision)
    assert show.run("e2", cut) == []
    assert len([view for view in show.cues("e2") if not view.locked]) == 2


def test_an_episode_of_known_lines_alone_needs_no_engine(show):
    show.approve()
    assert show.run("e2", SAID) == []
    assert all(view.locked for view in show.cues("e2"))
    engines = [one["signature"] for one in show.entry("e2")["made_by"]]
    assert engines[-1].startswith("engine:memory|")


def test_its_own_approved_lines_are_not_drafted_again(show):
    """People's work stays as it is, and nobody is told of a draft that says otherwise."""
    show.approve()
    show.engine.table = {text: f"Anew {n}." for n, text in enumerate(SAID)}  # another engine
    assert show.run("e1", SAID) == []
    assert not [one for one in show.studio.told(Notice) if one.rule == "draft-differs"]


def test_terms_that_changed_since_are_flagged_and_the_line_stays_open(show):
    show.approve()
    terms = Terms(show.database, show.season)
    terms.add(show.lea, "Leuchtturm", "en", "Beacon", kind="place")
    assert NEW not in show.run("e2", SAID)
    (view,) = [one for one in show.cues("e2") if not one.locked]
    assert "“Leuchtturm” as “Beacon”" in view.machine.memory.doubt
    assert show.entry("e2")["findings"]["known-line"] == 1


def test_another_market_and_another_language_know_nothing_of_it(show):
    show.approve()
    assert show.run("e2", SAID, targets=("fr",))
    show.studio.speech.language = "nl"
    assert show.run("e3", SAID)


def test_an_engine_that_hears_is_asked_only_for_what_is_new(studio):  # noqa: F811 -- the fixture
    show = Show(studio, from_sound=True)
    try:
        show.approve()
        cut = (SAID[0], NEW, *SAID[1:])
        assert show.run("e2", cut) == [NEW]
        assert show.run("e2", cut) == []
        show.reopen("e1", "c0002")
        assert show.run("e2", cut) == [SAID[1]]
        assert show.run("e2", cut) == []
    finally:
        show.database.close()


def test_an_engine_with_context_sees_what_is_known_around_and_lines_like_those_asked(
    studio,  # noqa: F811 -- the fixture
):
    """Lines that are only alike are no draft; when they change, those like them are asked again."""
    show = Show(studio, Reading)
    try:
        show.approve()
        like = SAID[2].replace("Schiff", "Boot")
        cut = (*SAID[:2], like, NEW, *SAID[3:])
        assert show.run("e2", cut) == [like, NEW]
        request = show.engine.requests[-1]
        assert [unit.text for unit in request.programme][1:4] == [SAID[1], like, NEW]
        assert dict(request.drafted)[request.programme[0].id] == "Approved 1."
        (example,) = request.examples
        assert (example.source, example.target) == (SAID[2], "Approved 3.")
        assert example.unit_id == request.units[0].id
        third = next(view for view in show.cues("e2") if view.cue.source_ids == ("c0003",))
        assert "Approved" not in third.cue.text
        assert show.run("e2", cut) == []
        show.reopen("e1", "c0003")
        assert show.run("e2", cut) == [like]
    finally:
        show.database.close()
