"""What an edit does, as acts: so that every way in is decided by its content.

An import, a replacement, an undo or a call of the API comes out as the same acts as a key in the
page, and each is asked of the same policy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from localize.review.acts import Act, ActKind
from localize.review.edges import HeldEdges, TimesChange, all_held_edges
from localize.review.edits import Change, Edit, apply
from localize.review.pieces import plain
from localize.script import Cue
from localize.timeline import FrameRate, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: A pause that ends a sentence whatever the punctuation, ms, as in `localize.drafting.units`.
_LONG_PAUSE: Final = 2_000

_FIELDS: Final = (
    ("lines", ActKind.TEXT),
    ("speaker", ActKind.SPEAKER),
    ("kind", ActKind.KIND),
    ("translate", ActKind.TRANSLATE),
    ("placement", ActKind.PLACEMENT),
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What is round an edit: the track as it is, and what holds it.

    Attributes:
        cues: the track before the edit, in programme order.
        rate: of the episode.
        min_gap: the guide's least gap, ms.
        template: cues of the template version that the track is based on; empty for none.
        template_locale: of the template; says what ends a sentence.
        cuts: shot changes, ms.
    """

    cues: tuple[Cue, ...]
    rate: FrameRate
    min_gap: int = 0
    template: tuple[Cue, ...] = ()
    template_locale: str = "en"
    cuts: tuple[int, ...] = field(default=(), repr=False)


def acts_of(edit: Edit, setting: Setting) -> dict[str, tuple[Act, ...]]:
    """What an edit does to each cue that it touches, by id.

    A cue that comes or goes together with a change of its neighbours is a split or a merge, for
    the neighbours too.

    Raises:
        ValueError: the edit was made on another state of the track.
    """
    after = apply(setting.cues, edit)
    template = {cue.id: cue for cue in setting.template}
    held = all_held_edges(after, template)
    coming = [change for change in edit.changes if change.before is None]
    going = [change for change in edit.changes if change.after is None]
    kept = [change for change in edit.changes if change.before and change.after]
    sentence = _in_one_sentence(edit.changes, after, setting)
    # A border moved by a split or a merge is judged as one, not as its two cues' times.
    inner = (coming or going) and sentence
    acts: dict[str, tuple[Act, ...]] = {}
    for change in coming:
        kind = ActKind.SPLIT if kept else ActKind.INSERT
        acts[change.cue_id] = (Act(kind, one_sentence=sentence),)
    for change in going:
        kind = ActKind.MERGE if kept else ActKind.DELETE
        own = change.before is not None and not set(change.before.source_ids) & template.keys()
        acts[change.cue_id] = (Act(kind, one_sentence=sentence, own_draft=own),)
    standing = frozenset(
        time
        for change in edit.changes
        if inner and change.before
        for time in (change.before.start, change.before.end)
    )
    for change in kept:
        found = list(_field_acts(change, held, after, setting, standing))
        if (coming or going) and not found:
            continue
        if coming:
            found.append(Act(ActKind.SPLIT, one_sentence=sentence))
        elif going:
            found.append(Act(ActKind.MERGE, one_sentence=sentence))
        if found:
            acts[change.cue_id] = tuple(found)
    return acts


def _field_acts(
    change: Change,
    held: Mapping[str, HeldEdges],
    after: Sequence[Cue],
    setting: Setting,
    standing: frozenset[int],
) -> Iterable[Act]:
    old, new = change.before, change.after
    if old is None or new is None:
        return
    if old.span != new.span:
        following = next((cue.start for cue in after if cue.start > new.start), None)
        yield Act(
            ActKind.TIMES,
            times=TimesChange(
                before=old.span,
                after=new.span,
                held=held.get(new.id, HeldEdges()),
                rate=setting.rate,
                following=following,
                min_gap=setting.min_gap,
                cuts=setting.cuts,
                standing=standing,
            ),
        )
    for name, kind in _FIELDS:
        if getattr(old, name) != getattr(new, name):
            yield Act(kind)


def sentences(template: Sequence[Cue], locale: str) -> dict[str, int]:
    """The number of the sentence that each cue of a template belongs to, by id.

    A sentence goes on over a border between two cues unless punctuation ends it, a long pause, or
    another speaker or kind.
    """
    # The rules of a language's punctuation are needed only where borders are moved.
    from localize.syntax.borders import Level, syntax_of  # noqa: PLC0415

    if not template:
        return {}
    syntax = syntax_of(locale)
    number = 0
    found = {template[0].id: 0}
    for before, after in pairwise(template):
        last, first = plain(before.text).split(), plain(after.text).split()
        ends = (
            after.start - before.end >= _LONG_PAUSE
            or (before.speaker, before.kind) != (after.speaker, after.kind)
            or not last
            or not first
            or syntax.border(last[-1], first[0]).level is Level.SENTENCE
        )
        number += ends
        found[after.id] = number
    return found


def _in_one_sentence(changes: Sequence[Change], after: Sequence[Cue], setting: Setting) -> bool:
    """Whether all that an edit touches lies in one sentence of the template, outer edges kept."""
    if not any(change.before is None or change.after is None for change in changes):
        return False
    numbers = sentences(setting.template, setting.template_locale)
    before = [change.before for change in changes if change.before]
    now = [change.after for change in changes if change.after]
    sources = [set(cue.source_ids) & numbers.keys() for cue in (*before, *now)]
    if not all(sources) or len({numbers[source] for ids in sources for source in ids}) != 1:
        return False
    if before and now:
        return _outer(before) == _outer(now)
    place = _outer([cue for cue in setting.template if cue.id in set().union(*sources)])
    if now:  # cues that only come: inside their line of the template
        return place.start <= _outer(now).start and _outer(now).end <= place.end
    # Cues that only go: what they stand for is still stood for.
    return set().union(*sources) <= {source for cue in after for source in cue.source_ids}


def _outer(cues: Sequence[Cue]) -> Span:
    return Span(min(cue.start for cue in cues), max(cue.end for cue in cues))
