"""Who may do what: each policy, act, role and state, literally."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.errors import UnknownNameError
from localize.review.acts import CONTENT, IN_RETURN, ROLES_OF, Act, ActKind
from localize.review.edges import HeldEdges, TimesChange
from localize.review.policy import (
    Assigned,
    CueFacts,
    Desk,
    Touch,
    decide,
    decide_all,
    translators,
)
from localize.script import TrackRole
from localize.season import CuesRule, MarketPolicy, Season, SourceRule, Times
from localize.store.kinds import CueState, PersonRole
from localize.timeline import FrameRate, Span

SEASON = Season("Harbour")
RATE = FrameRate.parse("25")
T, R, L, OP = PersonRole  # translator, reviewer, lead, operator


def desk(*roles, stage="translate", version=2, season=SEASON, owns=False, **policy):
    return Desk(
        roles=frozenset(roles),
        season=season,
        stage=stage,
        locale="fr-FR",
        policy=MarketPolicy(**policy),
        template_version=version,
        owns_template=owns,
    )


def times(
    before=(1000, 2000), after=(1000, 2000), held=(1000, 2000), following=5000, gap=80, cuts=()
):
    return Act(
        ActKind.TIMES,
        times=TimesChange(
            Span(*before),
            Span(*after),
            HeldEdges(*held, inside=Span(1000, 2000)),
            RATE,
            following,
            gap,
            cuts,
        ),
    )


def test_every_act_says_whose_it_is():
    assert set(ROLES_OF) == set(ActKind)


# --- Precedence -----------------------------------------------------------------------------------


def test_the_strongest_reason_is_told():
    act = times(after=(900, 2000))
    fixed = {"times": Times.parse("fixed")}
    approved = CueFacts(state=CueState.APPROVED)
    at_review = desk(T, stage="review", **fixed)
    assert decide(act, at_review, approved).reason == "The cue is approved."
    assert "is at review" in decide(act, at_review, CueFacts()).reason
    assert (
        decide(act, desk(T, **fixed), CueFacts()).reason
        == "Times are fixed for fr-FR by template v2."
    )
    assert decide(act, desk(T, **fixed)).ask == "F4 asks the template's owner for a change."
    free_at_any = desk(stage="review", times=Times.parse("free"), version=None)
    assert not decide(act, free_at_any).allowed


@pytest.mark.parametrize("kind", sorted(CONTENT))
@pytest.mark.parametrize("role", PersonRole)
@pytest.mark.parametrize("version", [None, 2])
def test_nobody_changes_an_approved_or_a_locked_cue(kind, role, version):
    for facts in (CueFacts(state=CueState.APPROVED), CueFacts(locked=True)):
        act = times() if kind is ActKind.TIMES else Act(kind)
        for stage in ("translate", "review", "check"):
            decision = decide(act, desk(role, stage=stage, version=version), facts)
            assert not decision.allowed
            assert decision.reason in ("The cue is approved.", "The cue is locked.")
            assert decision.ask


@pytest.mark.parametrize(
    ("stage", "role", "allowed"),
    [
        ("translate", T, True),
        ("translate", R, False),
        ("translate", L, True),
        ("translate", OP, False),
        ("review", T, False),
        ("review", R, True),
        ("review", L, True),
        ("review", OP, False),
        ("check", T, False),
        ("check", R, True),
        ("check", L, True),
        ("deliver", T, False),
        ("deliver", R, False),
        ("deliver", L, False),
        ("deliver", OP, False),
    ],
)
@pytest.mark.parametrize("kind", [ActKind.TEXT, ActKind.CONFIRM, ActKind.REPLACE, ActKind.SPEAKER])
def test_the_stage_says_who_writes(stage, role, allowed, kind):
    decision = decide(Act(kind), desk(role, stage=stage))
    assert decision.allowed is allowed
    assert allowed or decision.reason


def test_a_stage_that_the_season_lacks_is_an_error():
    with pytest.raises(UnknownNameError):
        decide(Act(ActKind.TEXT), desk(T, stage="proof"))


def test_a_cue_of_somebody_else_is_theirs_but_for_the_lead():
    facts = CueFacts(assigned=Assigned.OTHER)
    assert "somebody else" in decide(Act(ActKind.TEXT), desk(T), facts).reason
    assert decide(Act(ActKind.TEXT), desk(L), facts).allowed
    assert decide(Act(ActKind.NOTE), desk(T), facts).allowed
    assert decide(Act(ActKind.TEXT), desk(T), CueFacts(assigned=Assigned.ACTOR)).allowed


@pytest.mark.parametrize("kind", sorted(IN_RETURN))
def test_a_cue_that_was_sent_back_is_changed_out_of_turn(kind):
    act = times() if kind is ActKind.TIMES else Act(kind)
    facts = CueFacts(returned=True)
    for stage in ("review", "check"):
        assert decide(act, desk(T, stage=stage), facts).allowed
        assert not decide(act, desk(OP, stage=stage), facts).allowed
        assert not decide(act, desk(T, stage=stage), CueFacts()).allowed
    at_review = desk(T, stage="review", times=Times.parse("fixed"))
    moved = times(after=(960, 2000))
    assert "Times are fixed" in decide(moved, at_review, facts).reason
    assert not decide(act, desk(T, stage="deliver"), facts).allowed
    for state in (CueFacts(state=CueState.APPROVED, returned=True),
                  CueFacts(locked=True, returned=True)):  # fmt: skip
        allowed = decide(act, desk(T, stage="review"), state).allowed
        assert allowed is (kind is ActKind.CONFIRM and state.locked)


@pytest.mark.parametrize(
    "kind", sorted(CONTENT - IN_RETURN | {ActKind.REPLACE, ActKind.APPROVE, ActKind.RETURN})
)
def test_nothing_else_is_done_to_a_cue_that_was_sent_back(kind):
    decision = decide(
        Act(kind, one_sentence=True), desk(T, stage="review"), CueFacts(returned=True)
    )
    assert not decision.allowed


# --- Times ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "change", "refused"),
    [
        ("fixed", {"after": (1000, 2040)}, "Times are fixed"),
        ("fixed", {"after": (960, 2000)}, "Times are fixed"),
        ("fixed", {"before": (960, 2080), "after": (1000, 2000)}, ""),  # back to the template's
        ("fixed", {"before": (960, 2000), "after": (960, 2000)}, ""),
        ("tail", {"after": (1000, 2500)}, ""),
        ("tail", {"after": (1000, 2501)}, "half a second"),
        ("tail", {"after": (1000, 1960)}, "earlier than the template's"),
        ("tail", {"after": (960, 2000)}, "The in-time is fixed"),
        ("tail", {"before": (1000, 2400), "after": (1000, 2200)}, ""),
        ("tail", {"before": (1000, 2400), "after": (1000, 2000)}, ""),
        ("tail", {"after": (1000, 2240), "following": 2300}, "too close to the next"),
        ("tail", {"after": (1000, 2220), "following": 2300}, ""),
        ("tail", {"before": (1000, 2080), "following": 2040}, ""),
        ("tail", {"after": (1000, 2200), "cuts": (2160,)}, "shot change"),
        ("tail", {"after": (1000, 2160), "cuts": (2160,)}, ""),
        ("tail", {"after": (1000, 2200), "cuts": (1900, 2000, 2300)}, ""),
        ("tail", {"after": (1000, 2400), "following": None}, ""),
        ("adjust:6", {"after": (1240, 2000)}, ""),
        ("adjust:6", {"after": (1280, 2000)}, "at most 6 frames"),
        ("adjust:6", {"after": (760, 1760)}, ""),
        ("adjust:6", {"after": (720, 1760)}, "at most 6 frames"),
        ("adjust:6", {"after": (1000, 2280)}, "at most 6 frames"),
        ("free", {"after": (0, 9000)}, ""),
        # Edges of the market's own, made by a split, move inside the line.
        ("fixed", {"held": (1000, None), "after": (1000, 1500)}, ""),
        ("fixed", {"held": (1000, None), "after": (1000, 2040)}, "within the template's line"),
        ("tail", {"held": (None, 2000), "before": (1500, 2000), "after": (1400, 2200)}, ""),
        ("tail", {"held": (None, 2000), "before": (1500, 2000), "after": (960, 2000)}, "within"),
    ],
)
@pytest.mark.parametrize("role", [T, L])
def test_times(rule, change, refused, role):
    decision = decide(times(**change), desk(role, times=Times.parse(rule)))
    assert decision.allowed is not bool(refused)
    assert refused in decision.reason
    if refused:
        assert decision.reason.endswith("for fr-FR by template v2.")


def test_the_default_is_tail_under_a_template_and_free_without():
    moved = times(after=(960, 2000))
    assert not decide(moved, desk(T)).allowed
    assert decide(moved, desk(T, version=None)).allowed
    settings = decide(moved, desk(T, version=None, times=Times.parse("fixed")))
    assert settings.reason == "Times are fixed for fr-FR by the season's settings."


def test_a_cue_without_a_place_in_the_template_has_its_own_times():
    act = Act(
        ActKind.TIMES,
        times=TimesChange(Span(1, 2), Span(5, 9), HeldEdges(), RATE),
    )
    assert decide(act, desk(T, times=Times.parse("fixed"))).allowed


@given(
    st.sampled_from(["fixed", "tail", "adjust:3"]),
    st.integers(0, 4000),
    st.integers(1, 4000),
    st.lists(st.integers(0, 5000), max_size=3).map(tuple),
)
def test_back_to_the_template_is_always_allowed(rule, start, length, cuts):
    act = times(before=(start, start + length), cuts=cuts, following=2010)
    assert decide(act, desk(T, times=Times.parse(rule))).allowed


@given(st.sampled_from(["fixed", "tail", "adjust:3"]), st.integers(0, 3000), st.integers(1, 3000))
def test_no_change_leaves_what_the_rule_allows(rule, start, length):
    end = start + length
    if not decide(times(after=(start, end)), desk(T, times=Times.parse(rule))).allowed:
        return
    start_room, end_early, end_late = {
        "fixed": (0, 0, 0),
        "tail": (0, 0, 500),
        "adjust:3": (140, 140, 140),  # three frames of 40 ms, and up to half of another
    }[rule]
    assert abs(start - 1000) <= start_room
    assert 2000 - end_early <= end <= 2000 + end_late


def test_an_act_on_times_without_times_is_a_mistake():
    with pytest.raises(ValueError, match="which change"):
        decide(Act(ActKind.TIMES), desk(T))


# --- Borders, speakers, source --------------------------------------------------------------------


@pytest.mark.parametrize("kind", [ActKind.SPLIT, ActKind.MERGE, ActKind.INSERT, ActKind.DELETE])
@pytest.mark.parametrize(
    ("rule", "inside", "allowed"),
    [
        ("fixed", True, False),
        ("fixed", False, False),
        ("sentence", True, True),
        ("sentence", False, False),
        ("free", True, True),
        ("free", False, True),
    ],
)
def test_borders(kind, rule, inside, allowed):
    decision = decide(Act(kind, one_sentence=inside), desk(T, cues=CuesRule(rule)))
    assert decision.allowed is allowed
    if not allowed:
        assert "for fr-FR by template v2." in decision.reason
        assert "F4" in decision.ask


def test_a_cue_of_the_markets_own_may_go():
    act = Act(ActKind.DELETE, own_draft=True)
    assert decide(act, desk(T)).allowed
    assert not decide(act, desk(T, cues=CuesRule.FIXED)).allowed


@pytest.mark.parametrize("kind", [ActKind.SPEAKER, ActKind.KIND, ActKind.TRANSLATE])
def test_speakers_and_kinds_are_fixed_with_the_cues(kind):
    assert decide(Act(kind), desk(T)).allowed
    assert not decide(Act(kind), desk(T, cues=CuesRule.FIXED)).allowed


@pytest.mark.parametrize(
    ("rule", "edit", "propose", "ask"),
    [
        ("read", False, False, "query"),
        ("propose", False, True, "proposes"),
        ("edit", True, True, ""),
    ],
)
def test_source_text(rule, edit, propose, ask):
    there = desk(T, source=SourceRule(rule))
    assert decide(Act(ActKind.EDIT_SOURCE), there).allowed is edit
    assert decide(Act(ActKind.PROPOSE_SOURCE), there).allowed is propose
    assert ask in decide(Act(ActKind.EDIT_SOURCE), there).ask
    assert decide(Act(ActKind.EDIT_SOURCE), desk(T, source=SourceRule(rule), owns=True)).allowed


@pytest.mark.parametrize("role", [TrackRole.TEMPLATE, TrackRole.TRANSCRIPT])
def test_a_template_has_no_market_to_keep_to(role):
    there = Desk(
        roles=frozenset({T}),
        season=SEASON,
        stage="template",
        locale="ja",
        role=role,
        policy=MarketPolicy(Times.parse("fixed"), CuesRule.FIXED),
        template_version=1,
    )
    assert decide(times(after=(0, 9000)), there).allowed
    assert decide(Act(ActKind.SPLIT), there).allowed


# --- Roles ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [
        (ActKind.NOTE, {T, R, L, OP}),
        (ActKind.QUERY, {T, R, L, OP}),
        (ActKind.WATCH, {T, R, L, OP}),
        (ActKind.EXPORT_DRAFT, {T, R, L, OP}),
        (ActKind.UNDO_OWN, {T, R, L, OP}),
        (ActKind.ANSWER, {T, R, L}),
        (ActKind.REQUEST_CHANGE, {T, R, L}),
        (ActKind.UNDO_OTHER, {R, L}),
        (ActKind.WAIVE, {R, L}),
        (ActKind.LOCK, {R, L}),
        (ActKind.UNLOCK, {L}),
        (ActKind.PUBLISH, {L}),
        (ActKind.ASSIGN, {L}),
        (ActKind.SET_STAGE, {L}),
        (ActKind.DELIVER, {L, OP}),
        (ActKind.IMPORT, {L, OP}),
        (ActKind.RERUN, {L, OP}),
        (ActKind.SETTINGS, {L, OP}),
        (ActKind.PEOPLE, {L, OP}),
    ],
)
@pytest.mark.parametrize("stage", ["translate", "review", "deliver"])
def test_roles(kind, allowed, stage):
    found = {role for role in PersonRole if decide(Act(kind), desk(role, stage=stage)).allowed}
    assert found == allowed


@given(st.sampled_from(ActKind), st.sampled_from(CueState), st.sampled_from(SEASON.stages))
def test_nobody_without_a_role_does_anything(kind, state, stage):
    act = times() if kind is ActKind.TIMES else Act(kind, one_sentence=True)
    assert not decide(act, desk(stage=stage.name), CueFacts(state=state)).allowed


def test_a_template_is_its_owners():
    def template_desk(role, *, owns):
        return Desk(
            roles=frozenset({role}),
            season=SEASON,
            stage="template",
            locale="ja",
            role=TrackRole.TEMPLATE,
            owns_template=owns,
        )

    for kind in (ActKind.PUBLISH, ActKind.ANSWER):
        assert decide(Act(kind), template_desk(T, owns=True)).allowed
        assert decide(Act(kind), template_desk(L, owns=False)).allowed
        assert "owner" in decide(Act(kind), template_desk(R, owns=False)).reason
        assert not decide(Act(kind), template_desk(OP, owns=True)).allowed


# --- States ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "stage", "state", "allowed"),
    [
        (T, "translate", CueState.REVIEWED, False),
        (T, "review", CueState.REVIEWED, False),
        (R, "review", CueState.MACHINE, True),
        (R, "review", CueState.EDITED, True),
        (R, "review", CueState.REVIEWED, True),
        (R, "review", CueState.APPROVED, False),
        (R, "translate", CueState.REVIEWED, True),
        (R, "translate", CueState.EDITED, False),
        (R, "deliver", CueState.REVIEWED, False),
        (L, "translate", CueState.MACHINE, True),
        (L, "check", CueState.REVIEWED, True),
        (OP, "review", CueState.REVIEWED, False),
    ],
)
def test_approving(role, stage, state, allowed):
    decision = decide(Act(ActKind.APPROVE), desk(role, stage=stage), CueFacts(state=state))
    assert decision.allowed is allowed


@pytest.mark.parametrize("may", [False, True])
@pytest.mark.parametrize("role", [R, L])
def test_nobody_approves_their_own_translation_unless_the_season_says_so(may, role):
    season = Season("Harbour", approver_may_translate=may)
    facts = CueFacts(state=CueState.REVIEWED, translated_by_actor=True)
    there = desk(T, role, stage="review", season=season)
    assert decide(Act(ActKind.APPROVE), there, facts).allowed is may


@pytest.mark.parametrize("state", CueState)
def test_reopening_is_the_leads(state):
    for role in PersonRole:
        decision = decide(Act(ActKind.REOPEN), desk(role), CueFacts(state=state))
        assert decision.allowed is (state is CueState.APPROVED and role is L)


def test_returning_an_approved_cue_needs_the_lead():
    approved = CueFacts(state=CueState.APPROVED)
    assert "lead" in decide(Act(ActKind.RETURN), desk(R, stage="review"), approved).ask
    assert decide(Act(ActKind.RETURN), desk(R, stage="review")).allowed
    assert not decide(Act(ActKind.RETURN), desk(T)).allowed


@pytest.mark.parametrize(
    ("facts", "allowed"),
    [
        (CueFacts(), True),
        (CueFacts(touched=True), False),
        (CueFacts(state=CueState.EDITED), False),
        (CueFacts(state=CueState.REVIEWED), False),
        (CueFacts(state=CueState.APPROVED), False),
        (CueFacts(locked=True), False),
    ],
)
def test_a_machine_replaces_only_what_nobody_touched(facts, allowed):
    assert decide(Act(ActKind.REDRAFT), desk(OP, stage="review"), facts).allowed is allowed


@pytest.mark.parametrize("kind", [ActKind.CONFIRM, ActKind.APPROVE])
def test_what_says_nothing_is_not_right_as_it_stands(kind):
    facts = CueFacts(unwritten=True)
    decision = decide(Act(kind), desk(L, stage="review"), facts)
    assert (decision.allowed, decision.reason) == (False, "The cue has no text.")
    assert decide(Act(ActKind.TEXT), desk(L, stage="review"), facts).allowed
    assert decide(Act(ActKind.RETURN), desk(R, stage="review"), facts).allowed
    # Whose turn it is not is told that.
    assert "no text" not in decide(Act(kind), desk(T, stage="review"), facts).reason


def test_of_several_acts_the_first_refusal_counts():
    there = desk(T, times=Times.parse("fixed"))
    acts = (Act(ActKind.TEXT), times(after=(0, 2000)), Act(ActKind.APPROVE))
    assert "fixed" in decide_all(acts, there).reason
    assert decide_all(acts[:1], there).allowed


# --- Whose work -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("touches", "people"),
    [
        ((), set()),
        ((Touch(1, "translate"), Touch(2, "review")), {1}),
        ((Touch(1, "translate", confirmed=True), Touch(2, "review")), {1}),
        ((Touch(2, "review"),), {2}),  # nobody translated: who wrote it alone does not approve it
        ((Touch(2, "review", confirmed=True),), set()),
        ((Touch(1, "proof"), Touch(2, "check")), {1}),
        ((Touch(1, "translate"), Touch(2, "translate"), Touch(3, "check")), {1, 2}),
    ],
)
def test_translators(touches, people):
    assert translators(touches, SEASON) == people
