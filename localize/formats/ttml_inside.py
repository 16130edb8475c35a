"""What is inside a paragraph of timed text: spans, line breaks, ruby, and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from localize.findings import Severity
from localize.formats.tally import Tally
from localize.formats.ttml_intervals import Frame, Interval, Timer
from localize.formats.ttml_look import Look, apply
from localize.formats.ttml_names import Names
from localize.formats.ttml_styles import Style, Styles

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from localize.formats.ttml_text import Text
    from localize.formats.xml import Element

#: Attributes that say when something is shown.
TIMES: Final = ("begin", "end", "dur")
#: What is said where text is coloured, which often tells who speaks.
COLOUR: Final = ("colour-dropped", "Colours of text dropped: a track has none")
#: Tags of HTML that some files use, to ours.
_HTML: Final = {"i": "i", "em": "i", "b": "b", "strong": "b", "u": "u"}
_RUBY_PARTS: Final = {"base": "bases", "text": "readings"}


@dataclass(frozen=True, slots=True)
class Kit:
    """What is needed to read a part of one document.

    Attributes:
        names: of elements and attributes.
        styles: of the head.
        timer: for times.
        agents: id of a speaker → name.
        tally: takes the findings.
    """

    names: Names
    styles: Styles
    timer: Timer
    agents: Mapping[str, str]
    tally: Tally

    def note(self, rule: str, message: str, line: int) -> None:
        """Count something that a person may want to know."""
        self.tally.count(rule, message, line, Severity.NOTE)


@dataclass(frozen=True, slots=True)
class Inner:
    """What an element hands down to its contents.

    Attributes:
        chain: styles of the elements so far, outermost first; a region's come before them.
        region: name of the region; empty for none.
        preserve: white space is kept.
        agents: ids of who speaks.
        roles: words of ``ttm:role``.
        translate: whether markets translate it.
        language: of the text.
        own_region: of a region that the element itself holds; None for none.
    """

    chain: tuple[Style, ...] = ()
    region: str = ""
    preserve: bool = False
    agents: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    translate: bool = True
    language: str = ""
    own_region: Style | None = None


def hand_down(attributes: Mapping[str, str], inner: Inner) -> Inner:
    """What an element's own attributes change of what it is handed."""
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


class Content:
    """Walks through one paragraph."""

    def __init__(
        self,
        kit: Kit,
        text: Text,
        line: int,
        agents: list[str],
        roles: tuple[str, ...],
    ) -> None:
        self._kit = kit
        self._text = text
        self._line = line
        self.agents = agents
        self.roles = roles
        self.forced = False
        self.translate = True
        self.ends: list[Fraction] = []
        #: Spans whose times are those of the cue.
        self.own: list[Element | str] = []
        self._ruby = False

    def read(
        self, children: Sequence[Element | str], look: Look, inner: Inner, interval: Interval
    ) -> None:
        """Take the text of ``children``."""
        names = self._kit.names
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
        self._kit.note(rule, message, self._line)

    def _span(self, span: Element, name: str, look: Look, inner: Inner, interval: Interval) -> None:
        kit = self._kit
        attributes = kit.names.attributes(span)
        style = kit.styles.of(attributes)
        inside = apply(look, style)
        if name in _HTML:
            inside = apply(inside, _HTML_STYLES[_HTML[name]])
        self._say_what_is_dropped(attributes, look, inside, inner)
        handed = hand_down(attributes, inner)
        self.agents += handed.agents if handed.agents != inner.agents else ()
        self.roles = self.roles or handed.roles
        self.forced = self.forced or inside.forced
        self.translate = self.translate and handed.translate
        timed = any(attributes.get(one) for one in TIMES)
        if timed and not any(span is one for one in self.own):
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
            when = self._kit.timer.interval(attributes, Frame(around, around.begin), None, line)
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
        handed = hand_down(self._kit.names.attributes(part), inner)
        self.read(part.children, look, handed, interval)
        self._text.shift(before)

    def _collect(
        self, element: Element, look: Look, parts: dict[str, list[tuple[Element, Look]]]
    ) -> None:
        for child in element.children:
            if isinstance(child, str):
                continue
            style = self._kit.styles.of(self._kit.names.attributes(child))
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
        if inside.colour not in ("", outside.colour):
            self._note(*COLOUR)
        if inside.hidden and not outside.hidden:
            self._note("hidden", "Text that is never shown kept")
        if attributes.get("xml:lang", inner.language) != inner.language:
            self._note("language-dropped", "Languages of single words dropped")


_HTML_STYLES: Final = {
    "i": {"fontStyle": "italic"},
    "b": {"fontWeight": "bold"},
    "u": {"textDecoration": "underline"},
}
