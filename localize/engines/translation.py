"""Translation engines: sentences become drafts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from localize.engines.english import English
from localize.engines.parts import Parts
from localize.findings import Finding
from localize.script import Provenance, Word
from localize.timeline import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from localize.engines.settings import EngineSettings, FetchProgress, Progress
    from localize.media import Sound  # noqa: TC004 -- numpy; requests are never read from files


@dataclass(frozen=True, slots=True)
class TranslationUnit:
    """One sentence (or passage) of the source, the least that is translated by itself.

    Attributes:
        id: unique in its request; every id comes back exactly once.
        text: the sentence; line breaks and tags gone.
        span: when it is said.
        source_ids: the cues that it comes from, in order.
        speaker: who says it; empty where unknown.
        note: what a person says of it for those who translate (context, tone, what is on the
            screen); empty for nothing.
        turn: number of the speaker's turn that a dash begins in a cue of two speakers; 0 where none
            does.
        room: characters that can be read in its time, as the target's guide counts them; 0 where
            it is not known.
        language: BCP 47, where it is another than the request's; else empty. Engines that do not
            hear the programme are not given such units.
    """

    id: str
    text: str
    span: Span
    source_ids: tuple[str, ...]
    speaker: str = ""
    note: str = ""
    turn: int = 0
    room: float = 0.0
    language: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or name of the show, and how the market says it.

    Attributes:
        source: as it is said in the source.
        target: the market's rendering; the same as ``source`` for what is not to be translated.
        kind: what it is, a word ("name", "place"); may be empty.
        note: about it, for people and for engines that read notes.
    """

    source: str
    target: str
    kind: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """How one character addresses another in the target language.

    Attributes:
        speaker: who speaks; empty for everybody.
        addressee: who is spoken to; empty for everybody.
        formal: the formal form (usted, Sie, vous …) or the familiar one.
        guessed: nobody has settled it yet.
    """

    speaker: str
    addressee: str
    formal: bool
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody who speaks in the show, or is spoken of.

    Attributes:
        name: as the source's cues name them.
        gender: ``female``, ``male``, ``other``, or empty where it is not known.
        note: about them, for people and for engines that read notes.
    """

    name: str
    gender: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A line like one that is asked for, and how people rendered it.

    Attributes:
        unit_id: the unit that it is like.
        source: the line.
        target: its rendering in the market, approved.
        score: how like the unit it is, 0 to 100; 100 for the same text.
    """

    unit_id: str
    source: str
    target: str
    score: int


@dataclass(frozen=True, slots=True)
class TranslationRequest:
    """One episode's units to be drafted for one market.

    Attributes:
        id: the caller's name for it.
        source: locale of the units.
        target: locale of the market.
        units: in programme order.
        sound: the dialogue, for engines that translate from it; None for the others.
        terms: of the show, with the market's renderings, for engines that take them.
        addresses: who addresses whom how, for engines that take context.
        characters: who speaks, for engines that take context.
        synopsis: what the programme is about, for engines that take context; empty for nothing.
        attempt: how often these units have been asked for and came back unfit; an engine that is
            asked again tries another way.
        programme: every unit of the episode, where ``units`` are only some of them; for engines
            that take context.
        drafted: (unit id, draft) of what is drafted already, for the same engines.
        counting: the rule (`localize.guides.counting`) that `TranslationUnit.room` is counted by.
        examples: lines like some of the units, with people's renderings, for engines that take
            context.
        english: what the speech engine made of the sound in English, for engines that take it.
        parts: where the engine may keep what it was answered so far, and look for what a run that
            was broken off was answered; None for nowhere. The draft is the same in any case.
    """

    id: str
    source: str
    target: str
    units: tuple[TranslationUnit, ...]
    sound: Sound | None = None
    terms: tuple[Term, ...] = ()
    addresses: tuple[Address, ...] = ()
    synopsis: str = ""
    attempt: int = 0
    programme: tuple[TranslationUnit, ...] = ()
    drafted: tuple[tuple[str, str], ...] = ()
    counting: str = "latin"
    examples: tuple[Example, ...] = ()
    characters: tuple[Character, ...] = ()
    english: English | None = None
    parts: Parts | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another draft of the same units.

    Attributes:
        text: the draft.
        score: mean log-probability a token, where the engine knows it.
        links: as `TranslatedUnit.links`.
    """

    text: str
    score: float | None = None
    links: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TranslatedUnit:
    """The draft of one or more units.

    Attributes:
        unit_ids: the units that it renders, in order; more than one where they cannot be told
            apart. Over a whole draft every unit is named exactly once.
        text: the draft; empty only where the unit could not be drafted, and then a finding says so.
        words: the draft with times, where the engine knows them; empty otherwise.
        score: mean log-probability a token, where the engine knows it.
        alternatives: other drafts, the engine's best first, ``text`` left out.
        links: (word of the source, word of ``text``) that render each other, where the engine
            knows them and only where the unit comes from more than one cue: each as the place of
            its first character, white space not counted. A word may be in many links or in none.
    """

    unit_ids: tuple[str, ...]
    text: str
    words: tuple[Word, ...] = ()
    score: float | None = None
    alternatives: tuple[Alternative, ...] = ()
    links: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What a translation engine made of one request.

    Attributes:
        id: of the request.
        units: every unit of the request exactly once, in programme order.
        provenance: who made it.
        findings: units that could not be drafted, or are doubtful.
    """

    id: str
    units: tuple[TranslatedUnit, ...]
    provenance: Provenance
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class TranslationCapabilities:
    """What a translation engine can do.

    Attributes:
        from_sound: it needs the sound of the episode, not only its text.
        leaves_machine: text or sound is sent to another machine.
        licence: SPDX name of the model's licence.
        context: it reads notes, speakers, addresses and the synopsis, and the units around each.
        terms: it keeps to the terms that it is given.
        length: it keeps to each unit's room.
        from_english: it lays out what the speech engine has made of the sound in English
            (`TranslationRequest.english`), where there is any, rather than listen again.
        preference: of several engines that serve a market the one with the most is taken, unless
            the operator names one: 10 for rules word by word, 40 for a speech model's own English,
            60 for models that were trained to translate text.
    """

    from_sound: bool = False
    leaves_machine: bool = False
    licence: str = ""
    context: bool = False
    terms: bool = False
    length: bool = False
    from_english: bool = False
    preference: int = 50


@dataclass(frozen=True, slots=True)
class Prices:
    """What a server takes for a million tokens, in whatever money the operator counts.

    Attributes:
        asked: that the model reads.
        answered: that it writes.
    """

    asked: float = 0.0
    answered: float = 0.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """What drafting by a server would take, about.

    Attributes:
        calls: questions.
        tokens_asked: tokens that the model reads.
        tokens_answered: tokens that it writes.
    """

    calls: int
    tokens_asked: int
    tokens_answered: int

    def cost(self, prices: Prices) -> float:
        """What it costs, in the prices' money."""
        asked, answered = self.tokens_asked, self.tokens_answered
        return (asked * prices.asked + answered * prices.answered) / 1_000_000

    def said(self, prices: Prices | None = None) -> str:
        """In words: ``about 12 questions, 3,400 tokens to read and 1,200 to write, 0.02``."""
        read, written = f"{self.tokens_asked:,}", f"{self.tokens_answered:,}"
        text = f"about {self.calls} questions, {read} tokens to read and {written} to write"
        return text if prices is None else f"{text}: {self.cost(prices):,.2f} at the prices given"


@runtime_checkable
class Estimating(Protocol):
    """A translation engine that can say beforehand what its work would take."""

    def estimate(self, requests: Sequence[TranslationRequest]) -> Estimate:
        """What drafting these requests would take; nothing is sent."""


@runtime_checkable
class Naming(Protocol):
    """A translation engine that says which models it can be told to draft with."""

    def models(self) -> tuple[str, ...]:
        """What `EngineSettings.model` may name here: its models, or the folder that it does name.

        Raises:
            ModelError: the folder that is named cannot be used.
        """


class TranslationEngine(Protocol):
    """Drafts tracks in other languages. Built from `EngineSettings`; a context manager."""

    name: ClassVar[str]

    def __init__(self, settings: EngineSettings) -> None: ...
    def __enter__(self) -> TranslationEngine: ...
    def __exit__(self, *_: object) -> None: ...

    def capabilities(self) -> TranslationCapabilities:
        """What it can do with the model that is set."""

    def serves(self, source: str, target: str) -> bool:
        """Whether it drafts from ``source`` into ``target``; an empty source stands for some."""

    def prepare(self, progress: FetchProgress | None = None) -> None:
        """As `SpeechEngine.prepare`."""

    def provenance(self) -> Provenance:
        """As `SpeechEngine.provenance`."""

    def translate(
        self, requests: Iterable[TranslationRequest], progress: Progress | None = None
    ) -> Iterator[Draft]:
        """Yield each request's draft as soon as it is whole, in any order.

        Raises:
            MissingPartError: weights or device are not there.
            SettingsError: a pair that it does not serve.
        """
