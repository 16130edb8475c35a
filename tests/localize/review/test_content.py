"""What an edit does comes out as acts, whichever way it came in."""

from __future__ import annotations

from itertools import count

import pytest

from localize.guides.load import load_guide
from localize.review.acts import Act, ActKind
from localize.review.content import Setting, acts_of, sentences
from localize.review.edges import HeldEdges, held_edges
from localize.review.edits import Change, Edit, apply, inverse, set_speaker, set_text, set_times
from localize.review.policy import Desk, decide_all
from localize.review.structure import delete, insert, merge, push_word, split
from localize.script import Cue, CueKind
from localize.season import CuesRule, MarketPolicy, Season, Times
from localize.store.kinds import PersonRole
from localize.timeline import FrameRate, Span

RATE = FrameRate.parse("25")
LIMITS = load_guide("netflix").limits("en")
GAP = LIMITS.min_gap(RATE)

TEMPLATE = (
    Cue("t1", 0, 3000, ("I came here,",), speaker="Ana"),
    Cue("t2", 3080, 6000, ("and I saw it.",), speaker="Ana"),
    Cue("t3", 6080, 8000, ("Really?",), speaker="Ben"),
)
CUES = (
    Cue("c1", 0, 3000, ("Je suis venue ici",), source_ids=("t1",)),
    Cue("c2", 3080, 6000, ("et je l'ai vu.",), source_ids=("t2",)),
    Cue("c3", 6080, 8000, ("Vraiment ?",), source_ids=("t3",)),
)
SETTING = Setting(CUES, RATE, GAP, TEMPLATE, "en")


def ids():
    counter = count(100)
    return lambda: f"n{next(counter)}"


def desk(times="tail", cues="sentence"):
    return Desk(
        frozenset({PersonRole.TRANSLATOR}),
        Season("x"),
        "translate",
        "fr-FR",
        policy=MarketPolicy(Times.parse(times), CuesRule(cues)),
        template_version=2,
    )


def allowed(edit, there=None, setting=SETTING):
    there = there or desk()
    return all(decide_all(acts, there).allowed for acts in acts_of(edit, setting).values())


def kinds(edit, setting=SETTING):
    return {cue: [act.kind for act in acts] for cue, acts in acts_of(edit, setting).items()}


def test_sentences_of_a_template():
    assert sentences(TEMPLATE, "en") == {"t1": 0, "t2": 0, "t3": 1}
    song = Cue("t4", 8000, 9000, ("la la",), kind=CueKind.SONG)
    late = Cue("t5", 12_000, 13_000, ("and then",), kind=CueKind.SONG)
    assert sentences((*TEMPLATE, song, late), "en")["t5"] == 3
    assert sentences((), "en") == {}
    japanese = (Cue("a", 0, 1, ("行く。",)), Cue("b", 1, 2, ("来る",)), Cue("c", 2, 3, ("人",)))
    assert sentences(japanese, "ja") == {"a": 0, "b": 1, "c": 1}


def test_edges_that_the_template_holds():
    template = {cue.id: cue for cue in TEMPLATE}
    first, second = apply(CUES, split(CUES, "c1", 8, ids(), rate=RATE, limits=LIMITS))[:2]
    now = (first, second, *CUES[1:])
    assert held_edges("c1", now, template) == HeldEdges(0, None, Span(0, 3000))
    assert held_edges("n100", now, template) == HeldEdges(None, 3000, Span(0, 3000))
    assert held_edges("c2", now, template) == HeldEdges(3080, 6000, Span(3080, 6000))
    assert held_edges("c9", now, template) == HeldEdges()
    both = Cue("m", 0, 6000, ("x",), source_ids=("t1", "t2", "gone"))
    assert held_edges("m", (both,), template) == HeldEdges(0, 6000, Span(0, 6000))


def test_fields_come_out_one_by_one():
    assert kinds(set_text(CUES, "c1", "x")) == {"c1": [ActKind.TEXT]}
    assert kinds(set_speaker(CUES, "c1", "Ana")) == {"c1": [ActKind.SPEAKER]}
    assert kinds(push_word(CUES, "c1", "fr")) == {"c1": [ActKind.TEXT], "c2": [ActKind.TEXT]}
    (act,) = acts_of(set_times(CUES, "c1", end=3040), SETTING)["c1"]
    assert act.kind is ActKind.TIMES
    assert (act.times.held, act.times.following, act.times.min_gap) == (
        HeldEdges(0, 3000, Span(0, 3000)),
        3080,
        GAP,
    )


@pytest.mark.parametrize("times", ["fixed", "tail", "adjust:2", "free"])
def test_a_split_inside_a_sentence_is_one_whatever_the_times(times):
    edit = split(CUES, "c1", 8, ids(), rate=RATE, limits=LIMITS)
    found = kinds(edit)
    assert ActKind.SPLIT in found["c1"]
    assert found["n100"] == [ActKind.SPLIT]
    assert allowed(edit, desk(times))
    assert not allowed(edit, desk(times, "fixed"))
    back = inverse(edit)
    after = Setting(apply(CUES, edit), RATE, GAP, TEMPLATE, "en")
    assert ActKind.MERGE in kinds(back, after)["c1"]
    assert allowed(back, desk(times), after)


@pytest.mark.parametrize("times", ["fixed", "tail", "adjust:2", "free"])
def test_a_merge_inside_a_sentence_only(times):
    assert allowed(merge(CUES, "c1"), desk(times))
    assert not allowed(merge(CUES, "c2"), desk(times))
    assert allowed(merge(CUES, "c2"), desk("free", "free"))


def test_a_split_is_no_way_round_fixed_times():
    honest = split(CUES, "c1", 8, ids(), rate=RATE, limits=LIMITS)
    first, second = honest.changes
    late = Edit((first, Change("n100", None, Cue("n100", 1600, 3400, ("x",), source_ids=("t1",)))))
    assert not allowed(late, desk("tail"))
    assert allowed(honest, desk("tail"))
    assert second.after.end == 3000


def test_undoing_anothers_retime_is_judged_as_a_retime():
    moved = apply(CUES, set_times(CUES, "c2", start=3200))
    undo = inverse(set_times(CUES, "c2", start=3200))
    assert allowed(undo, desk("fixed"), Setting(moved, RATE, GAP, TEMPLATE, "en"))
    redo = set_times(CUES, "c2", start=3200)
    assert not allowed(redo, desk("fixed"))


def test_cues_that_come_and_go():
    made = insert(CUES, 9000, ids(), rate=RATE, limits=LIMITS)
    assert kinds(made) == {"n100": [ActKind.INSERT]}
    assert not allowed(made)
    assert allowed(made, desk("fixed", "free"))
    gone = delete(CUES, ["c2"])
    assert acts_of(gone, SETTING) == {"c2": (Act(ActKind.DELETE),)}
    assert not allowed(gone)
    own = Setting(apply(CUES, made), RATE, GAP, TEMPLATE, "en")
    assert allowed(inverse(made), None, own)
    parts = apply(CUES, split(CUES, "c1", 8, ids(), rate=RATE, limits=LIMITS))
    assert allowed(delete(parts, ["n100"]), None, Setting(parts, RATE, GAP, TEMPLATE, "en"))


def test_an_edit_of_another_state_is_a_mistake():
    with pytest.raises(ValueError, match="made on"):
        acts_of(set_text(CUES, "c1", "x"), Setting(CUES[1:], RATE))
