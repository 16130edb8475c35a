"""Who may do what: one pure decision, the same for every way in.

What stands against an act is told in this order, the strongest first: an approved cue, the stage's
lock, the market's policy, the person's role, a cue that says nothing. An act is allowed where none
of them objects. A refusal says why in the person's terms, and how to ask for what was refused.

The ways in (import, find and replace, undo, a new run, the API) are decided twice: as an act of
their own, and by what they do to each cue (`localize.review.content`).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from localize.review.acts import CONTENT, IN_RETURN, IN_TURN, ROLES_OF, Act, ActKind
from localize.review.edges import times_refusal
from localize.script import TrackRole
from localize.season import CuesRule, MarketPolicy, RulesInForce, Season, SourceRule, StageDef
from localize.store.kinds import CueState, PersonRole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Assigned(enum.StrEnum):
    """Who has the cue at the track's present stage."""

    NOBODY = "nobody"
    ACTOR = "actor"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Desk:
    """A person at a track: what is the same for all of its cues.

    Attributes:
        roles: of the person.
        season: its settings.
        stage: where the track is; a stage of the season.
        locale: of the track.
        role: what the track is for; a template or a transcript has no market and no policy.
        policy: of the market.
        template_version: the template version that the track is based on; None for none.
        owns_template: whether the person is assigned to the template (or, on the template's own
            track, to this one).
    """

    roles: frozenset[PersonRole]
    season: Season
    stage: str
    locale: str
    role: TrackRole = TrackRole.SUBTITLE
    policy: MarketPolicy = field(default_factory=MarketPolicy)
    template_version: int | None = None
    owns_template: bool = False

    @property
    def rules(self) -> RulesInForce:
        """The market's policy with its defaults; all free on a track that has no market."""
        if self.role is not TrackRole.SUBTITLE:
            return MarketPolicy().under(False)
        return self.policy.under(self.template_version is not None)

    @property
    def stage_def(self) -> StageDef:
        """The stage where the track is.

        Raises:
            UnknownNameError: the season has no such stage.
        """
        return self.season.stage(self.stage)

    @property
    def in_turn(self) -> bool:
        """Whether the person has a role that writes at this stage."""
        return bool(self.roles & set(self.stage_def.roles))

    @property
    def had_turn(self) -> bool:
        """Whether the person has a role that writes at a stage before this one."""
        before = self.stages_before
        return any(
            stage.edits and self.roles & set(stage.roles)
            for stage in self.season.stages
            if stage.name in before
        )

    @property
    def stages_before(self) -> frozenset[str]:
        """Names of the stages that the track has behind it."""
        names = [stage.name for stage in self.season.stages]
        return frozenset(names[: names.index(self.stage_def.name)])

    @property
    def leads(self) -> bool:
        """Whether the person is a lead."""
        return PersonRole.LEAD in self.roles

    @property
    def by_template(self) -> str:
        """What holds the market's hands: ``by template v2``, or ``by the season's settings``."""
        if self.template_version is None:
            return "by the season's settings"
        return f"by template v{self.template_version}"


@dataclass(frozen=True, slots=True)
class CueFacts:
    """What is known about the cue that an act concerns.

    Attributes:
        state: how far it has come.
        locked: whether somebody locked it.
        translated_by_actor: whether the person is one of those who translated it (`translators`).
        assigned: who has it at the present stage.
        touched: whether a person has changed it since it was drafted.
        unwritten: whether it is to be translated, and says nothing.
        returned: whether it was sent back to the person, or to nobody in particular and is theirs,
            and that is not answered; asked only where it is not their turn.
    """

    state: CueState = CueState.MACHINE
    locked: bool = False
    translated_by_actor: bool = False
    assigned: Assigned = Assigned.NOBODY
    touched: bool = False
    unwritten: bool = False
    returned: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether an act is allowed.

    Attributes:
        allowed: whether it is.
        reason: why not, in the person's terms; empty where it is allowed.
        ask: how to get it done all the same; empty where there is no way.
    """

    allowed: bool
    reason: str = ""
    ask: str = ""


ALLOWED: Final = Decision(True)

_ASK_LEAD: Final = "F4 asks the lead."
_ASK_OWNER: Final = "F4 asks the template's owner for a change."


def decide(act: Act, desk: Desk, cue: CueFacts | None = None) -> Decision:
    """Whether a person may do something.

    Args:
        act: what.
        desk: who, on which track.
        cue: the cue concerned; None for acts on a track or a season. For ``EDIT_SOURCE`` it is the
            template's cue, on the market's desk.

    Raises:
        UnknownNameError: the desk names a stage that the season does not have.
    """
    facts = cue or CueFacts()
    for guard in _GUARDS:
        refusal = guard(act, desk, facts)
        if refusal is not None:
            return refusal
    return ALLOWED


def decide_all(acts: Iterable[Act], desk: Desk, cue: CueFacts | None = None) -> Decision:
    """Whether a person may do several things to one cue: the first refusal, or allowed."""
    for act in acts:
        decision = decide(act, desk, cue)
        if not decision.allowed:
            return decision
    return ALLOWED


# --- Guards, the strongest first ------------------------------------------------------------------


def _refuse(reason: str, ask: str = "") -> Decision:
    return Decision(False, reason, ask)


def _approved(act: Act, desk: Desk, cue: CueFacts) -> Decision | None:
    """An approved cue is changed by nobody; the lead reopens it first. So is a locked one."""
    approved = cue.state is CueState.APPROVED
    reopen = "Reopen it first." if desk.leads else "F4 asks the lead to reopen it."
    if approved and act.kind in CONTENT | {ActKind.RETURN, ActKind.CONFIRM}:
        return _refuse("The cue is approved.", reopen)
    if approved and act.kind is ActKind.APPROVE:
        return _refuse("The cue is approved already.")
    if not approved and act.kind is ActKind.REOPEN:
        return _refuse("The cue is not approved, so there is nothing to reopen.")
    if cue.locked and act.kind in CONTENT:
        return _refuse(
            "The cue is locked.",
            "Unlock it first." if desk.leads else "F4 asks the lead to unlock it.",
        )
    if act.kind is ActKind.REDRAFT and (cue.touched or cue.state is not CueState.MACHINE):
        return _refuse("A person has worked on the cue, so no machine replaces it.")
    return None


def _stage(act: Act, desk: Desk, cue: CueFacts) -> Decision | None:
    """At each stage some write and the others read; the lead writes wherever anybody does.

    A cue that was sent back is its person's, who had their turn before.
    """
    stage = desk.stage_def
    judging = act.kind in (ActKind.APPROVE, ActKind.RETURN)
    if not judging and act.kind not in IN_TURN:
        return None
    if not stage.edits:
        return _refuse(
            f"{desk.locale} is at {stage.name}, where nothing is changed any more.",
            "Take the track back a stage first." if desk.leads else _ASK_LEAD,
        )
    if desk.leads:
        return None
    if cue.returned and act.kind in IN_RETURN and not desk.in_turn and desk.had_turn:
        return None
    return _turn(desk, cue, stage, judging=judging)


def _turn(desk: Desk, cue: CueFacts, stage: StageDef, *, judging: bool) -> Decision | None:
    if judging and not stage.approves:
        return _early(desk, cue)
    if not judging and not desk.in_turn:
        people = " and ".join(f"{role}s" for role in stage.roles)
        return _refuse(
            f"{desk.locale} is at {stage.name}: {people} write now, others read.", _ASK_LEAD
        )
    if cue.assigned is Assigned.OTHER:
        return _refuse(f"The cue is assigned to somebody else at {stage.name}.", _ASK_LEAD)
    return None


def _early(desk: Desk, cue: CueFacts) -> Decision | None:
    """Before the stage that approves, a reviewer may judge what a translator has confirmed."""
    if cue.state is CueState.REVIEWED or not desk.roles & ROLES_OF[ActKind.APPROVE]:
        return None
    return _refuse(f"{desk.locale} is at {desk.stage}, and this cue is not confirmed yet.")


def _policy(act: Act, desk: Desk, cue: CueFacts) -> Decision | None:  # noqa: ARG001 -- one form for all guards
    """What the market may change of its template."""
    if desk.role is not TrackRole.SUBTITLE:
        return None
    rules = desk.rules
    where = f"for {desk.locale} {desk.by_template}."
    if act.kind is ActKind.TIMES:
        return _times(act, rules, where)
    if act.kind in (ActKind.SPLIT, ActKind.MERGE, ActKind.INSERT, ActKind.DELETE):
        return _borders(act, rules.cues, where)
    if act.kind in (ActKind.SPEAKER, ActKind.KIND, ActKind.TRANSLATE):
        fixed = rules.cues is CuesRule.FIXED
        return _refuse(f"Speakers and kinds are fixed {where}", _ASK_OWNER) if fixed else None
    if act.kind in (ActKind.EDIT_SOURCE, ActKind.PROPOSE_SOURCE) and not desk.owns_template:
        return _source(act, rules.source, where)
    return None


def _times(act: Act, rules: RulesInForce, where: str) -> Decision | None:
    if act.times is None:
        raise ValueError("an act on times must say which change")
    problem = times_refusal(act.times, rules.times)
    return _refuse(f"{problem} {where}", _ASK_OWNER) if problem else None


def _borders(act: Act, cues: CuesRule, where: str) -> Decision | None:
    if cues is CuesRule.FREE:
        return None
    if cues is CuesRule.FIXED:
        return _refuse(f"Cues are fixed {where}", _ASK_OWNER)
    if act.one_sentence or (act.kind is ActKind.DELETE and act.own_draft):
        return None
    what = {
        ActKind.SPLIT: "A cue is split",
        ActKind.MERGE: "Cues are merged",
        ActKind.INSERT: "A cue is added",
        ActKind.DELETE: "A cue is deleted",
    }[act.kind]
    return _refuse(f"{what} only inside one sentence of the template, {where}", _ASK_OWNER)


def _source(act: Act, rule: SourceRule, where: str) -> Decision | None:
    if rule is SourceRule.READ:
        return _refuse(f"The source text is for reading only {where}", "F4 asks a query.")
    if rule is SourceRule.PROPOSE and act.kind is ActKind.EDIT_SOURCE:
        return _refuse(
            f"The source text is the template owner's {where}",
            "F4 proposes your wording to them.",
        )
    return None


def _role(act: Act, desk: Desk, cue: CueFacts) -> Decision | None:
    """What the person's roles allow, and that nobody approves their own work."""
    if desk.role is not TrackRole.SUBTITLE:
        owned = _template_owner(act, desk)
        if owned is not None:
            return owned if not owned.allowed else None
    allowed = ROLES_OF[act.kind]
    if not desk.roles & allowed:
        people = " or ".join(
            f"an {role.value}" if role is PersonRole.OPERATOR else f"a {role.value}"
            for role in PersonRole
            if role in allowed
        )
        return _refuse(f"This needs {people}.", _ASK_LEAD)
    if (
        act.kind is ActKind.APPROVE
        and cue.translated_by_actor
        and not desk.season.approver_may_translate
    ):
        return _refuse("You translated this cue, so somebody else approves it.")
    return None


def _template_owner(act: Act, desk: Desk) -> Decision | None:
    """On a template: its owner (or a lead) publishes it and answers for it; None: as elsewhere."""
    if act.kind not in (ActKind.PUBLISH, ActKind.ANSWER):
        return None
    if desk.leads or (desk.owns_template and desk.roles & ROLES_OF[ActKind.TEXT]):
        return ALLOWED
    verb = "publishes it" if act.kind is ActKind.PUBLISH else "answers its queries"
    return _refuse(f"The template's owner or a lead {verb}.", _ASK_LEAD)


def _unwritten(act: Act, desk: Desk, cue: CueFacts) -> Decision | None:  # noqa: ARG001 -- one form for all guards
    """Nobody says of a cue without text that it is right; a blank that is intended says so."""
    if cue.unwritten and act.kind in (ActKind.CONFIRM, ActKind.APPROVE):
        return _refuse("The cue has no text.", "Write it, or mark it as not to be translated.")
    return None


_GUARDS: Final[tuple[Callable[[Act, Desk, CueFacts], Decision | None], ...]] = (
    _approved,
    _stage,
    _policy,
    _role,
    _unwritten,
)


# --- Whose work it is -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Touch:
    """That a person worked on the text of a cue.

    Attributes:
        person: who.
        stage: where the track was; may be a stage that the season no longer has.
        confirmed: whether they confirmed the cue rather than changed it.
    """

    person: int
    stage: str
    confirmed: bool = False


def translators(touches: Iterable[Touch], season: Season) -> frozenset[int]:
    """Who translated a cue, so that somebody else approves it.

    They are those who changed or confirmed it at a stage where nothing is approved. Where there is
    nobody (the review began on the machine's draft), they are those who changed it at all: a text
    that one person alone has written needs a second.
    """
    kept = tuple(touches)
    approving = {stage.name for stage in season.stages if stage.approves}
    early = frozenset(touch.person for touch in kept if touch.stage not in approving)
    return early or frozenset(touch.person for touch in kept if not touch.confirmed)
