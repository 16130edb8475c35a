"""Paragraphs of timed text → drafts of cues: text with our tags, speaker, kind, place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from localize.findings import Severity
from localize.formats.ttml_intervals import Frame, Interval
from localize.formats.ttml_look import Look, apply
from localize.formats.ttml_styles import Style
from localize.formats.ttml_text import Text
from localize.script import CueKind, Placement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from localize.formats.tally import Tally
    from localize.formats.ttml_intervals import Timer
    from localize.formats.ttml_names import Names
    from localize.formats.ttml_styles import Styles
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
#: Tags of HTML that some files use, to ours.
_HTML: Final = {"i": "i", "em": "i", "b": "b", "strong": "b", "u": "u"}
_TIMES: Final = ("begin", "end", "dur")
_RUBY_PARTS: Final = {"base": "bases", "text": "readings"}
#: Between names of several speakers, as in other formats.
_VOICES: Final = " / "


@dataclass(frozen=True, slots=True)
class Inner:
    """What an element hands down to its contents.

    Attributes:
        look: inherited styles, those of a region aside.
        chain: styles of the elements so far, outermost first; a region's come before them.
        region: name of the region; empty for none.
        preserve: white space is kept.
        agents: ids of who speaks.
        roles: words of ``ttm:role``.
        translate: whether markets translate it.
        language: of the text.
    """

    look: Look = field(default_factory=Look)
    chain: tuple[Style, ...] = ()
    region: str = ""
    preserve: bool = False
    agents: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    translate: bool = True
    language: str = ""
    own_region: Style | None = None


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

    def __init__(
        self,
        names: Names,
        styles: Styles,
        timer: Timer,
        agents: Mapping[str, str],
        tally: Tally,
    ) -> None:
        self._names = names
        self._styles = styles
        self._timer = timer
        self._agents = agents
        self._tally = tally

    def enter(self, element: Element, attributes: Mapping[str, str], inner: Inner) -> Inner:
        """What holds inside a body, a division or a paragraph."""
        region = inner.own_region
        for child in element.children:
            if not isinstance(child, str) and self._names.element(child) == "region":
                region = self._styles.of_region(child)
        style = self._styles.of(attributes)
        return replace(
            self._common(attributes, inner),
            chain=(*inner.chain, style) if style else inner.chain,
            region=attributes.get("region", "").strip() or inner.region,
            own_region=region,
        )

    def _common(self, attributes: Mapping[str, str], inner: Inner) -> Inner:
        changes: dict[str, object] = {}
        if "xml:space" in attributes:
            changes["preserve"] = attributes["xml:space"] == "preserve"
        if agents := attributes.get("ttm:agent", "").split():
            changes["agents"] = tuple(dict.fromkeys(agents))
        if roles := attributes.get("ttm:role", "").split():
            changes["roles"] = tuple(roles)
        if "its:translate" in attributes:
            changes["translate"] = attributes["its:translate"].strip() != "no"
        if "xml:lang" in attributes:
            changes["language"] = attributes["xml:lang"]
        return replace(inner, **changes) if changes else inner  # type: ignore[arg-type]

    def read(
        self, element: Element, attributes: Mapping[str, str], interval: Interval, inner: Inner
    ) -> list[Draft]:
        """The cues of a paragraph: one, or, where only its spans have times, one for each time."""
        named = attributes.get("xml:id") or attributes.get("id", "")
        if interval.own_begin or interval.own_end or interval.unreadable:
            return [self._draft(element, element.children, named, interval, inner)]
        frame = self._timer.frame(
            attributes,
            interval,
            [self._names.attributes(one) for one in self._timed(element)],
            element.line,
        )
        groups: list[tuple[Interval, str, list[Element | str]]] = []
        before: Fraction | None = None
        for child in element.children:
            own = {} if isinstance(child, str) else self._names.attributes(child)
            if any(own.get(name) for name in _TIMES) and not isinstance(child, str):
                span = self._timer.interval(own, frame, before, child.line)
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
        drafts = []
        for when, name, children in groups:
            draft = self._draft(
                element, children, name or (named if not drafts else ""), when, inner
            )
            if draft.lines or when is not interval:
                drafts.append(draft)
        return drafts

    def _timed(self, element: Element) -> Iterator[Element]:
        for child in element.children:
            if not isinstance(child, str) and any(
                self._names.attributes(child).get(name) for name in _TIMES
            ):
                yield child

    def _draft(
        self,
        element: Element,
        children: list[Element | str],
        name: str,
        interval: Interval,
        inner: Inner,
    ) -> Draft:
        region = inner.own_region
        key = "" if region is not None else inner.region
        region = region if region is not None else self._styles.region(inner.region)
        look = inner.look
        for style in (self._styles.initial, region, *inner.chain):
            look = apply(look, style)
        text = Text()
        content = _Content(self, text, element.line, list(inner.agents), inner.roles)
        text.base = tuple(tag for tag, on in look.tags.items() if on)
        text.shift(text.base)
        content.read(children, look, inner, interval)
        speakers = [self._agents.get(agent, agent) for agent in dict.fromkeys(content.agents)]
        if len(speakers) > 1:
            message = "More than one speaker in a cue; their names are kept together"
            self._tally.count("speakers-joined", message, element.line)
        if look.hidden:
            self._count("hidden", "Cues that are never shown kept", element.line)
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
            text.lines(element.line, self._tally),
            _VOICES.join(speakers),
            CueKind.FORCED if forced else kind,
            inner.translate and content.translate,
            self._styles.placement(key, region, look),
        )

    def _count(self, rule: str, message: str, line: int) -> None:
        self._tally.count(rule, message, line, Severity.NOTE)


class _Content:
    """Walks through one paragraph."""

    def __init__(
        self,
        owner: Paragraphs,
        text: Text,
        line: int,
        agents: list[str],
        roles: tuple[str, ...],
    ) -> None:
        self._owner = owner
        self._text = text
        self._line = line
        self.agents = agents
        self.roles = roles
        self.forced = False
        self.translate = True
        self.ends: list[Fraction] = []
        self._ruby = False

    def read(
        self, children: list[Element | str], look: Look, inner: Inner, interval: Interval
    ) -> None:
        """Take the text of ``children``."""
        names = self._owner._names
        for child in children:
            if isinstance(child, str):
                self._text.text(child, preserve=inner.preserve)
                continue
            name = names.element(child)
            if name == "br":
                self._text.line_break()
            elif name in ("span", "p", "div") or name in _HTML:
                self._span(child, name, look, inner, interval)
            elif name in ("set", "animate"):
                self._note("animation-dropped", "Animation dropped: a track has none")
            elif name.startswith(("ttm:", "ebuttm:")) or name in ("metadata", "region", "style"):
                continue
            elif name.startswith("other:"):
                self._note("foreign-dropped", "Elements of other vocabularies dropped")
            else:
                message = "Elements that timed text does not have: their text is kept"
                self._note("element-unknown", message)
                self.read(child.children, look, inner, interval)

    def _note(self, rule: str, message: str) -> None:
        self._owner._tally.count(rule, message, self._line, Severity.NOTE)

    def _span(self, span: Element, name: str, look: Look, inner: Inner, interval: Interval) -> None:
        owner = self._owner
        attributes = owner._names.attributes(span)
        style = owner._styles.of(attributes)
        inside = apply(look, style)
        if name in _HTML:
            inside = apply(inside, _HTML_STYLES[_HTML[name]])
        self._say_what_is_dropped(attributes, look, inside, inner)
        handed = owner._common(attributes, inner)
        self.agents += handed.agents if handed.agents != inner.agents else ()
        self.roles = self.roles or handed.roles
        self.forced = self.forced or inside.forced
        self.translate = self.translate and handed.translate
        if any(attributes.get(one) for one in _TIMES):
            self._span_times(attributes, interval, span.line)
        if name in ("p", "div"):
            self._text.line_break()
        before = self._text.tags
        role = style.get("ruby", "")
        if role == "delimiter":
            return
        if role == "container" and not self._ruby:
            self._container(span, inside, handed, interval)
        else:
            self._text.shift(self._wanted(inside))
            self.read(span.children, inside, handed, interval)
        self._text.shift(before)

    def _span_times(self, attributes: Mapping[str, str], around: Interval, line: int) -> None:
        """Times of words: only the last end counts, where the paragraph itself has none."""
        if around.end is None:
            when = self._owner._timer.interval(attributes, Frame(around, around.begin), None, line)
            if when.end is not None:
                self.ends.append(when.end)
        if around.own_begin or around.own_end:
            self._note("span-times-dropped", "Times inside a cue dropped")

    def _wanted(self, look: Look) -> tuple[str, ...]:
        """Tags to be open: what is on stays where it is, what is new goes inside."""
        wanted = look.tags
        now = self._text.tags
        kept = tuple(tag for tag in now if self._ruby or wanted.get(tag, True))
        return kept + tuple(tag for tag, on in wanted.items() if on and tag not in kept)

    def _container(self, span: Element, look: Look, inner: Inner, interval: Interval) -> None:
        """A ruby: bases with the readings over them, pair by pair."""
        parts: dict[str, list[tuple[Element, Look]]] = {"bases": [], "readings": []}
        self._collect(span, look, parts)
        bases, readings = parts["bases"], parts["readings"]
        outer = self._wanted(look)
        self._text.shift(outer)
        if not bases or not readings:
            self.read(span.children, look, inner, interval)
            return
        self._ruby = True
        ruby = (*outer, "ruby")
        paired = len(bases) == len(readings)
        for n, (base, styled) in enumerate(bases):
            self._text.shift(ruby)
            self._part(base, styled, inner, interval)
            reading = readings[n : n + 1] if paired else (readings if n == len(bases) - 1 else [])
            if reading:
                self._text.shift((*ruby, "rt"))
            for one, looks in reading:
                self._part(one, looks, inner, interval)
        self._text.shift(outer)
        self._ruby = False

    def _part(self, part: Element, look: Look, inner: Inner, interval: Interval) -> None:
        before = self._text.tags
        self._text.shift(self._wanted(look))
        handed = self._owner._common(self._owner._names.attributes(part), inner)
        self.read(part.children, look, handed, interval)
        self._text.shift(before)

    def _collect(
        self, element: Element, look: Look, parts: dict[str, list[tuple[Element, Look]]]
    ) -> None:
        for child in element.children:
            if isinstance(child, str):
                continue
            style = self._owner._styles.of(self._owner._names.attributes(child))
            inside = apply(look, style)
            role = style.get("ruby", "")
            if role in _RUBY_PARTS:
                parts[_RUBY_PARTS[role]].append((child, inside))
            elif role in ("baseContainer", "textContainer"):
                self._collect(child, inside, parts)

    def _say_what_is_dropped(
        self, attributes: Mapping[str, str], outside: Look, inside: Look, inner: Inner
    ) -> None:
        if inside.emphasised and not outside.emphasised:
            self._note("emphasis-dropped", "Marks beside the text (bouten) dropped")
        if inside.combined and not outside.combined:
            message = "Upright digits in vertical text (tate-chu-yoko) set as others"
            self._note("combine-dropped", message)
        if inside.hidden and not outside.hidden:
            self._note("hidden", "Text that is never shown kept")
        if attributes.get("xml:lang", inner.language) != inner.language:
            self._note("language-dropped", "Languages of single words dropped")


_HTML_STYLES: Final = {
    "i": {"fontStyle": "italic"},
    "b": {"fontWeight": "bold"},
    "u": {"textDecoration": "underline"},
}
