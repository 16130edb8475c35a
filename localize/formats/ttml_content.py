"""Paragraphs of timed text → drafts of cues: text with our tags, speaker, kind, place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from localize.formats.ttml_inside import COLOUR, TIMES, Content, Inner, Kit, hand_down
from localize.formats.ttml_intervals import Interval
from localize.formats.ttml_text import Text
from localize.script import CueKind, Placement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from localize.formats.xml import Element

#: Roles (`ttm:role`) that say what kind of cue it is; others (dialog, caption …) say dialogue.
KINDS: Final = {
    "x-forced": CueKind.FORCED,
    "lyrics": CueKind.SONG,
    "music": CueKind.SONG,
    "sound": CueKind.SOUND,
    "title": CueKind.TITLE,
    "x-credit": CueKind.CREDIT,
}
#: Between names of several speakers, as in other formats.
_VOICES: Final = " / "


@dataclass(frozen=True, slots=True)
class Draft:
    """A cue before neighbours are known.

    Attributes:
        line: of the file.
        name: its ``xml:id``; empty for none.
        begin: ms.
        end: ms; None where nothing says.
        interval: as it was read.
        lines: of text.
        speaker: who says it.
        kind: what it stands for.
        translate: whether markets translate it.
        placement: where it stands.
    """

    line: int
    name: str
    begin: Fraction
    end: Fraction | None
    interval: Interval
    lines: tuple[str, ...]
    speaker: str
    kind: CueKind
    translate: bool
    placement: Placement


class Paragraphs:
    """Reads the paragraphs of one document."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def enter(self, element: Element, attributes: Mapping[str, str], inner: Inner) -> Inner:
        """What holds inside a body, a division or a paragraph."""
        region = inner.own_region
        for child in element.children:
            if not isinstance(child, str) and self._kit.names.element(child) == "region":
                region = self._kit.styles.of_region(child)
        style = self._kit.styles.of(attributes)
        handed = hand_down(attributes, inner)
        name = attributes.get("region", "").strip() or inner.region
        if not style and name == handed.region and region is inner.own_region:
            return handed
        return replace(
            handed,
            chain=(*inner.chain, style) if style else inner.chain,
            region=name,
            own_region=region,
        )

    def read(
        self, element: Element, attributes: Mapping[str, str], interval: Interval, inner: Inner
    ) -> list[Draft]:
        """The cues of a paragraph: one, or, where only its spans have times, one for each time."""
        named = attributes.get("xml:id") or attributes.get("id", "")
        if interval.own_begin or interval.own_end or interval.unreadable:
            return [self._draft(element, element.children, named, interval, inner)]
        frame = self._kit.timer.frame(
            attributes,
            interval,
            [self._kit.names.attributes(one) for one in self._timed(element)],
            element.line,
        )
        groups: list[tuple[Interval, str, list[Element | str]]] = []
        before: Fraction | None = None
        for child in element.children:
            own = {} if isinstance(child, str) else self._kit.names.attributes(child)
            if any(own.get(name) for name in TIMES) and not isinstance(child, str):
                span = self._kit.timer.interval(own, frame, before, child.line)
                before = span.end if span.end is not None else before
                name = own.get("xml:id") or own.get("id", "")
                same = groups and (groups[-1][0].begin, groups[-1][0].end) == (span.begin, span.end)
                if not same:
                    groups.append((span, name, []))
                groups[-1][2].append(child)
            elif groups:
                blank = not isinstance(child, str) or not child.strip()
                if not blank and groups[-1][0] is not interval:
                    groups.append((interval, "", []))
                groups[-1][2].append(child)
            elif not isinstance(child, str) or child.strip():
                groups.append((interval, "", [child]))
        if all(group[0] is interval for group in groups):
            if not interval.said and not groups:
                return []  # a paragraph that says nothing at no time is no cue
            return [self._draft(element, element.children, named, interval, inner)]
        drafts: list[Draft] = []
        for when, name, children in groups:
            draft = self._draft(
                element,
                children,
                name or (named if not drafts else ""),
                when,
                inner,
                own=when is not interval,
            )
            if draft.lines or when is not interval:
                drafts.append(draft)
        return drafts

    def _timed(self, element: Element) -> Iterator[Element]:
        for child in element.children:
            if not isinstance(child, str) and any(
                self._kit.names.attributes(child).get(name) for name in TIMES
            ):
                yield child

    def _draft(
        self,
        element: Element,
        children: list[Element | str],
        name: str,
        interval: Interval,
        inner: Inner,
        *,
        own: bool = False,
    ) -> Draft:
        region = inner.own_region
        key = "" if region is not None else inner.region
        region = region if region is not None else self._kit.styles.region(inner.region)
        look = self._kit.styles.look(key or ("" if inner.own_region else "-"), region, inner.chain)
        text = Text()
        content = Content(self._kit, text, element.line, list(inner.agents), inner.roles)
        content.own = children if own else []
        text.base = tuple(tag for tag, on in look.tags.items() if on)
        text.shift(text.base)
        content.read(children, look, inner, interval)
        speakers = [self._kit.agents.get(agent, agent) for agent in dict.fromkeys(content.agents)]
        if len(speakers) > 1:
            message = "More than one speaker in a cue; their names are kept together"
            self._kit.tally.count("speakers-joined", message, element.line)
        if look.colour:
            self._kit.note(*COLOUR, element.line)
        if look.hidden:
            self._kit.note("hidden", "Cues that are never shown kept", element.line)
        end = interval.end
        if end is None and content.ends:
            end = max(content.ends)
        kind = next((KINDS[role] for role in content.roles if role in KINDS), CueKind.DIALOGUE)
        forced = look.forced or content.forced
        return Draft(
            element.line,
            name,
            interval.begin,
            end,
            interval,
            text.lines(element.line, self._kit.tally),
            _VOICES.join(speakers),
            CueKind.FORCED if forced else kind,
            inner.translate and content.translate,
            self._kit.styles.placement(key, region, look),
        )
