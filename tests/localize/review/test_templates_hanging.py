"""Hanging markets on a template: nothing lost, n to m kept; beginning one; pivots."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.errors import SettingsError, UnknownNameError
from localize.review.errors import RefusedError
from localize.review.hanging import hang
from localize.review.outcome import MarketCue, Outcome
from localize.review.service import Review
from localize.review.templates import Templates
from localize.script import Cue, TrackRole
from localize.season import MarketPolicy, Season, Times
from localize.store.kinds import CueState
from localize.store.seasons import put_episode, put_track
from localize.timeline import FrameRate
from tests.localize.review.template_world import MARKETS, SOURCE, World, line


def hung(cues, template, stands_for=None, times="fixed"):
    """The track after hanging, by id, and the impact; at 25 frames a second."""
    numbers = count(1)
    found = hang(
        [cue if isinstance(cue, MarketCue) else MarketCue(cue) for cue in cues],
        template,
        locale="es-419",
        stands_for=stands_for if stands_for is not None else {c.id: (c.id,) for c in template},
        next_id=lambda: f"n{next(numbers)}",
        times=Times.parse(times),
        rate=FrameRate.parse("25"),
    )
    plain = [cue.cue if isinstance(cue, MarketCue) else cue for cue in cues]
    after = {cue.id: cue for cue in plain}
    after.update((action.cue_id, action.after) for action in found.actions)
    return after, found


def test_one_to_one_takes_the_times_of_the_template():
    draft = line(1, "Hola.", source=["1"], start=2_800, end=4_700)
    after, found = hung([draft], [line(1, "Hello.")])
    assert after["1"] == replace(draft, start=3_000, end=5_000)
    assert found.counts == {Outcome.RETIMED: 1}


def test_one_cue_over_two_lines_keeps_its_text_and_stands_for_both():
    draft = Cue("a", 3_100, 8_100, ("Hola, ¿qué tal?",), source_ids=("1", "2"))
    after, _ = hung([draft], [line(1, "Hello."), line(2, "How are you?")])
    assert after == {"a": replace(draft, start=3_000, end=8_000)}


def test_two_cues_over_one_line_keep_their_border():
    drafts = [
        Cue("a", 2_900, 3_900, ("Hola,",), source_ids=("1",)),
        Cue("b", 4_000, 5_200, ("¿qué tal?",), source_ids=("1",)),
    ]
    after, _ = hung(drafts, [line(1, "Hello, how are you?")])
    assert [(after[i].start, after[i].end, after[i].source_ids) for i in "ab"] == [
        (3_000, 3_900, ("1",)),
        (4_000, 5_000, ("1",)),
    ]


def test_lines_split_from_one_source_go_to_the_cues_of_their_time():
    template = [
        Cue("4", 12_000, 13_000, ("It came",), source_ids=("t4",)),
        Cue("n1", 13_000, 14_000, ("at dawn.",), source_ids=("t4",)),
    ]
    stands_for = {cue.id: cue.source_ids for cue in template}
    drafts = [
        Cue("a", 12_000, 12_900, ("Llegó",), source_ids=("t4",)),
        Cue("b", 13_000, 14_000, ("al alba.",), source_ids=("t4",)),
    ]
    after, _ = hung(drafts, template, stands_for)
    assert (after["a"].source_ids, after["b"].source_ids) == (("4",), ("n1",))
    after, found = hung(drafts[:1], template, stands_for)
    assert after["a"].source_ids == ("4", "n1")
    assert Outcome.NEW not in found.counts


def test_without_a_common_source_time_decides():
    template = [line(1, "Hello."), line(2, "How are you?"), line(3, "Fine.")]
    drafts = [
        Cue("x", 3_100, 4_900, ("Hola.",), source_ids=("old7",)),
        Cue("y", 6_100, 10_900, ("¿Qué tal? Bien.",), source_ids=("old8",)),
    ]
    after, _ = hung(drafts, template, {})
    assert (after["x"].source_ids, after["y"].source_ids) == (("1",), ("2", "3"))


def test_a_line_without_draft_gets_an_empty_cue_and_a_draft_without_line_stays():
    lost = Cue("z", 30_000, 31_000, ("Sobra.",), source_ids=("gone",))
    after, found = hung([lost], [line(1, "Hello.")])
    assert after["z"] == replace(lost, source_ids=())
    assert after["n1"] == replace(line(1), id="n1", source_ids=("1",))
    flags = {action.cue_id: action.flag for action in found.actions}
    assert flags["z"] == "The template has no such line"


def test_people_keep_their_times():
    draft = line(1, "Hola.", source=["1"], end=5_400)
    known = MarketCue(draft, CueState.EDITED, text_touched=True, times_touched=True)
    after, found = hung([known], [line(1, "Hello.")])
    assert after["1"] == draft
    assert "set by hand" in found.actions[0].flag
    approved = MarketCue(draft, CueState.APPROVED)
    assert hung([approved], [line(1, "Hello.")])[1].actions == ()


@pytest.mark.parametrize(
    ("times", "flagged"),
    [("fixed", True), ("tail", False), ("adjust:10", False), ("adjust:9", True), ("free", False)],
)
def test_times_that_the_market_may_have_are_nothing_to_look_at(times, flagged):
    draft = line(1, "Hola.", source=["1"], end=5_400)  # ten frames after the template's
    known = MarketCue(draft, CueState.EDITED, text_touched=True, times_touched=True)
    after, found = hung([known], [line(1, "Hello.")], times=times)
    assert after["1"] == draft
    assert bool(found.actions) is flagged


@pytest.mark.parametrize(
    ("drafted", "template", "flagged"),
    [
        (5_100, 5_100, ["1"]),
        (5_600, 5_100, ["1"]),  # it goes to the template's time
        (5_100, 5_400, []),
        (None, 5_100, ["1", "n1"]),  # and so does the empty cue of a line without draft
        (None, 5_400, ["n1"]),
    ],
)
def test_an_out_time_by_hand_must_not_run_into_the_next_cue(drafted, template, flagged):
    draft = line(1, "Hola.", source=["1"], end=5_400)
    cues = [MarketCue(draft, CueState.EDITED, text_touched=True, times_touched=True)]
    if drafted is not None:
        cues.append(MarketCue(line(2, "¿Qué tal?", source=["2"], start=drafted)))
    lines = [line(1, "Hello."), line(2, "How are you?", start=template)]
    after, found = hung(cues, lines, times="tail")
    assert after["1"] == draft
    told = [one.cue_id for one in found.actions if one.flag or Outcome.NEW in one.outcomes]
    assert told == flagged


times = st.integers(0, 40).map(lambda number: number * 500)


@st.composite
def tracks(draw, prefix):
    spans = draw(st.lists(st.tuples(times, st.integers(1, 8)), max_size=7))
    ids = st.lists(st.sampled_from("pqrst"), max_size=3, unique=True)
    return [
        Cue(
            f"{prefix}{number}",
            start,
            start + length * 500,
            (f"{prefix} {number}",),
            source_ids=tuple(draw(ids)),
        )
        for number, (start, length) in enumerate(spans)
    ]


@given(tracks("c"), tracks("t"), st.booleans(), st.data())
def test_nothing_is_lost_whatever_hangs_on_what(cues, template, common, data):
    states = data.draw(st.lists(st.sampled_from(CueState), min_size=len(cues), max_size=len(cues)))
    known = [MarketCue(cue, state) for cue, state in zip(cues, states, strict=True)]
    stands_for = {cue.id: cue.source_ids for cue in template} if common else {}
    after, found = hung(known, template, stands_for)
    lines = {cue.id for cue in template}
    assert all(after[cue.id].lines == cue.lines for cue in cues)
    assert all(set(cue.source_ids) <= lines for cue in after.values())
    assert {source for cue in after.values() for source in cue.source_ids} == lines
    for one in known:
        now = after[one.cue.id]
        if one.frozen:
            assert now.span == one.cue.span
        if not now.source_ids:
            assert any(a.cue_id == now.id and a.flag for a in found.actions)


# --- In the store ---------------------------------------------------------------------------------


def test_markets_of_a_season_are_made_and_hung(database):
    world = World(database)
    template = world.templates.start(world.lead, world.transcript)
    world.change(template, "2", world.lead, end=8_400)
    world.templates.publish(world.lead, template)
    world.season = replace(
        world.season, markets=(*world.season.markets, replace(world.season.markets[0], locale="de"))
    )
    world.templates = Templates(database, world.season)
    made = world.templates.draft_markets(world.lead, template)
    assert [one.impact.locale for one in made] == ["es-419", "fr-FR", "de"]
    for locale in (*MARKETS, "de"):
        track = world.row(world.market(locale))
        assert (track.based_on_id, track.based_on_version) == (template, 1)
    es, de = world.cues(world.market("es-419")), world.cues(world.market("de"))
    assert [row.lines for row in es.values()] == [[f"es-419 {n}"] for n in range(1, 9)]
    assert es["2"].end == 8_400
    assert [(row.lines, row.stale) for row in de.values()] == [([], "")] * 8
    assert [row.source_ids for row in de.values()] == [[cue.id] for cue in SOURCE]
    again = world.templates.draft_markets(world.lead, template)
    assert all(one.impact.actions == () for one in again)
    assert world.row(world.market("de")).changed == 1


@pytest.mark.parametrize(("times", "stale"), [("free", False), ("fixed", True)])
def test_a_track_with_times_of_its_own_is_told_of_them_where_they_may_not_be(
    database, times, stale
):
    world = World(database)
    template = world.templates.start(world.lead, world.transcript)
    world.templates.publish(world.lead, template)
    policy = MarketPolicy(times=Times.parse(times))
    markets = tuple(replace(one, policy=policy) for one in world.season.markets)
    world.templates = Templates(database, replace(world.season, markets=markets))
    es = world.market("es-419")
    world.change(es, "2", world.translator, start=6_200, end=8_300, state="edited")
    world.templates.hang(world.lead, es, template)
    row = world.cues(es)["2"]
    assert (row.start, row.end) == (6_200, 8_300)
    assert bool(row.stale) is stale


def test_the_common_transcript_tells_more_than_time(database):
    world = World(database)
    template = world.templates.start(world.lead, world.transcript)
    world.change(template, "8", world.lead, start=40_000, end=42_000)
    world.templates.publish(world.lead, template)
    world.templates.draft_markets(world.lead, template)
    rows = world.cues(world.market("es-419"))
    assert (rows["8"].start, rows["8"].source_ids, rows["8"].stale) == (40_000, ["8"], "")
    assert len(rows) == 8


def test_a_track_is_hung_and_goes_on_to_newer_versions(database):
    world = World(database)
    template = world.templates.start(world.lead, world.transcript)
    es, fr = (world.market(locale) for locale in MARKETS)
    with pytest.raises(RefusedError, match="has no version"):
        world.templates.hang(world.lead, es, template)
    world.templates.publish(world.lead, template)
    world.templates.hang(world.lead, es, template)
    world.change(template, "3", world.lead, lines=("I saw the ship.",))
    world.templates.publish(world.lead, template)
    shown = world.templates.hang(world.lead, fr, template, 1, dry_run=True)
    assert shown.hung_on is None
    assert world.row(fr).based_on_version is None
    world.templates.hang(world.lead, fr, template, 1)
    assert world.cues(fr)["3"].stale == ""
    world.templates.hang(world.lead, fr, template)
    assert world.cues(fr)["3"].stale == "Template v2: “I saw the boat.” → “I saw the ship.”"
    with pytest.raises(RefusedError, match="cannot go back to version 1"):
        world.templates.hang(world.lead, fr, template, 1)
    with pytest.raises(RefusedError, match="has no version 7"):
        world.templates.hang(world.lead, fr, template, 7)


def test_what_cannot_hang(database):
    world = World(database).with_template()
    es = world.market("es-419")
    with pytest.raises(RefusedError, match="A transcript follows"):
        world.templates.hang(world.lead, world.transcript, world.template)
    with pytest.raises(RefusedError, match="on itself"):
        world.templates.hang(world.lead, world.template, world.template)
    with pytest.raises(RefusedError, match="not a template"):
        world.templates.hang(world.lead, world.template, es)
    with pytest.raises(RefusedError, match="owner or a lead"):
        world.templates.hang(world.translator, es, world.template)
    with database.begin() as session:
        season = 1
        episode = put_episode(session, season, "S01E02").id
        other = put_track(session, episode, "es-419", TrackRole.SUBTITLE).id
    with pytest.raises(RefusedError, match="another episode"):
        world.templates.hang(world.lead, other, world.template)
    with pytest.raises(UnknownNameError, match="no market named 'it'"):
        world.templates.draft_markets(world.lead, world.template, ["it"])
    with pytest.raises(SettingsError, match="no market besides"):
        Templates(database, Season("Sea")).draft_markets(world.lead, world.template)


def test_a_template_begins_once(database):
    world = World(database)
    with pytest.raises(RefusedError, match="needs a lead or an operator"):
        world.templates.start(world.translator, world.transcript)
    template = world.templates.start(world.lead, world.transcript)
    assert world.row(template).stage == "template"
    assert [row.source_ids for row in world.cues(template).values()] == [[cue.id] for cue in SOURCE]
    with pytest.raises(RefusedError, match="a template in en already"):
        world.templates.start(world.lead, world.transcript)
    with pytest.raises(RefusedError, match="is a template already"):
        world.templates.start(world.lead, template)


# --- Pivots ---------------------------------------------------------------------------------------


@pytest.fixture
def pivot(database):
    """An English template, made from the machine's English of a machine's Japanese."""
    world = World(database, language="ja")
    with database.begin() as session:
        drafted = [replace(cue, lines=(f"en {cue.id}",), source_ids=(cue.id,)) for cue in SOURCE]
        english = world.track(session, "en", TrackRole.SUBTITLE, drafted, world.transcript)
    world.template = world.templates.start(world.lead, english)
    return world


def test_a_machine_pivot_of_a_machine_transcript_is_marked(pivot):
    made = pivot.templates.publish(pivot.lead, pivot.template)
    assert made.machine_pivot
    assert made.unread == tuple(cue.id for cue in SOURCE)
    assert pivot.templates.log(pivot.lead, pivot.template)[0].machine_pivot


def test_a_pivot_that_people_read_is_not(pivot):
    for cue in SOURCE[:-1]:
        pivot.approve(pivot.template, cue.id)
    made = pivot.templates.publish(pivot.lead, pivot.template)
    assert made.unread == ("8",)
    # Nothing but the approval is new: that alone is worth a version.
    pivot.approve(pivot.template, "8")
    made = pivot.templates.publish(pivot.lead, pivot.template)
    assert (made.version, made.changes, made.machine_pivot) == (2, (), False)


def test_a_pivot_of_a_transcript_that_people_read_is_not(pivot):
    for cue in SOURCE:
        pivot.change(pivot.transcript, cue.id, state="reviewed")
    assert not pivot.templates.publish(pivot.lead, pivot.template).machine_pivot


@pytest.mark.parametrize("moved", ["template", "transcript"])
def test_who_only_moves_its_cues_has_not_read_them(pivot, moved):
    track, review = getattr(pivot, moved), Review(pivot.database, pivot.season)
    assert review.shift(pivot.lead, track, "1", "", 40).moved == len(SOURCE)
    assert {row.state for row in pivot.cues(track).values()} == {"edited"}
    made = pivot.templates.publish(pivot.lead, pivot.template)
    assert made.unread == tuple(cue.id for cue in SOURCE)
    for cue in SOURCE:
        pivot.change(track, cue.id, lines=(f"{cue.text} (Read.)",))
    assert not pivot.templates.publish(pivot.lead, pivot.template).machine_pivot


def test_markets_hang_on_a_pivot_by_the_original(pivot):
    pivot.templates.publish(pivot.lead, pivot.template)
    pivot.templates.draft_markets(pivot.lead, pivot.template)
    es = pivot.market("es-419")
    assert pivot.row(es).based_on_id == pivot.template
    assert [row.source_ids for row in pivot.cues(es).values()] == [[c.id] for c in SOURCE]
    assert pivot.row(pivot.template).based_on_id == pivot.transcript


def test_a_pivot_follows_the_source_template(database):
    """A change of the Japanese template marks the English one, and through it the markets."""
    world = World(database, language="ja")
    with database.begin() as session:
        drafted = [replace(cue, lines=(f"en {cue.id}",), source_ids=(cue.id,)) for cue in SOURCE]
        english = world.track(session, "en", TrackRole.SUBTITLE, drafted, world.transcript)
    source = world.templates.start(world.lead, world.transcript)
    world.templates.publish(world.lead, source)
    world.templates.hang(world.lead, english, source)
    template = world.templates.start(world.lead, english)
    assert (world.row(template).based_on_id, world.row(template).based_on_version) == (source, 1)
    world.templates.publish(world.lead, template)
    world.templates.draft_markets(world.lead, template)
    es = world.market("es-419")
    world.change(source, "2", world.lead, end=8_400)
    made = world.templates.publish(world.lead, source)
    assert [(one.track_id, one.role) for one in made.impacts] == [
        (english, TrackRole.SUBTITLE),
        (template, TrackRole.TEMPLATE),
    ]
    assert world.cues(template)["2"].end == 8_400
    assert world.cues(es)["2"].end == 8_000
    world.templates.publish(world.lead, template)
    assert world.cues(es)["2"].end == 8_400
