"""Which cues of a track render which of its source, both many to many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize import locales
from localize.checks.measure import has_text
from localize.markup import strip
from localize.script import Cue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from localize.engines import CheckContext


@dataclass(frozen=True, slots=True)
class Pair:
    """Cues of the source and the cues that render them, neither shared with another pair.

    Attributes:
        sources: in programme order; never empty.
        targets: in programme order; empty where nothing renders them.
        source_text: of the source, one line, tags gone.
        target_text: of the track, likewise.
    """

    sources: tuple[Cue, ...]
    targets: tuple[Cue, ...]
    source_text: str
    target_text: str

    @property
    def first(self) -> Cue:
        """The cue that findings about the pair name: the first with text."""
        return next((cue for cue in self.targets if has_text(cue)), self.targets[0])


def pairs_of(cues: Sequence[Cue], context: CheckContext) -> list[Pair]:
    """The pairs of a track and its source, in the source's order.

    Cues of the track that are based on nothing are in none, nor are those of the source that are
    not to be translated, and those of the track likewise.
    """
    parent = {cue.id: cue.id for cue in context.source}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    links = [(cue, [name for name in cue.source_ids if name in parent]) for cue in cues]
    for _, names in links:
        for name in names[1:]:
            parent[root(name)] = root(names[0])
    targets: dict[str, list[Cue]] = {}
    for cue, names in links:
        if names and cue.translate:
            targets.setdefault(root(names[0]), []).append(cue)
    sources: dict[str, list[Cue]] = {}
    for cue in context.source:
        if cue.translate and has_text(cue):
            sources.setdefault(root(cue.id), []).append(cue)
    return [
        Pair(
            tuple(group),
            tuple(targets.get(name, ())),
            text_of(group, context.source_locale),
            text_of(targets.get(name, ()), context.limits.locale),
        )
        for name, group in sources.items()
    ]


def translated(cues: Sequence[Cue], context: CheckContext) -> list[Pair]:
    """The pairs with text on both sides."""
    return [pair for pair in pairs_of(cues, context) if pair.target_text and pair.source_text]


def text_of(cues: Iterable[Cue], locale: str) -> str:
    """What some cues say, as one line without tags."""
    joint = "" if locale and locales.is_unspaced(locale) else " "
    parts = (strip(line).strip() for cue in cues for line in cue.lines)
    return joint.join(part for part in parts if part)
