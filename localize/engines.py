"""The seams: protocols that engines, formats, checks, executors and the model store fulfil.

An implementation is one file and one entry point; `localize.registry` finds it. Each protocol may
still change until a second implementation has proved it. Contract tests that every implementation
inherits are in `localize.testing`.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, Protocol, TypeVar, runtime_checkable

from localize.findings import Finding
from localize.guides.model import Habits, Limits
from localize.script import Cue, Provenance, Track, TrackRole, Word
from localize.timeline import FrameRate, Span

if TYPE_CHECKING:
    from localize.media import Sound  # noqa: TC004 -- numpy; requests are never read from files

#: The parameter of `Provenance` by which an engine says that it gave text or sound to another
#: machine: ``("sent_away", "yes")``.
SENT_AWAY: Final = "sent_away"

# --- Engines: speech and translation --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What an operator chooses about an engine; each engine takes what concerns it.

    Attributes:
        model: name in the catalogue, or a folder with converted weights; empty for the default.
        device: ``auto``, ``cpu``, ``cuda`` or ``cuda:N``.
        compute_type: CTranslate2's name for the arithmetic; empty to let the device decide.
        threads: CPU threads a worker may use; 0 lets the engine decide.
        beam_size: beams of the search.
        offline: fetch nothing.
        models_dir: where weights are kept; empty for the user's cache folder.
        accept_unverified: take weights whose revision or hash the catalogue cannot confirm.
        accept_non_commercial: take models whose licence forbids commercial use.
        server: base address of a translation server (OpenAI's chat protocol); empty for none.
        server_model: the model to ask it for; empty takes the only one that it has.
        may_send: whether the dialogue may go to a server on another machine.
    """

    model: str = ""
    device: str = "auto"
    compute_type: str = ""
    threads: int = 0
    beam_size: int = 5
    offline: bool = False
    models_dir: str = ""
    accept_unverified: bool = False
    accept_non_commercial: bool = False
    server: str = ""
    server_model: str = ""
    may_send: bool = False


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """One episode's sound to be recognised.

    Attributes:
        id: the caller's name for it; comes back with the result.
        sound: the dialogue, 16 kHz mono, placed on the picture's time.
        language: language of the dialogue; empty to detect it.
        script: lines of a supplied dialogue list or script, whose words win over recognition;
            empty for none. An engine that cannot align one says so in its capabilities.
        terms: names of the show to listen for.
    """

    id: str
    sound: Sound
    language: str = ""
    script: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a speech engine heard in one episode.

    Attributes:
        id: of the request.
        language: BCP 47 language of most of the dialogue; ``und`` where nothing is said.
        language_probability: 0 to 1; 1 where it was given.
        words: in order, no two overlapping in their starts.
        speech: where somebody speaks, by voice activity alone: speech without words and words
            without speech can be told from it.
        duration: of the sound, ms.
        findings: what a person should know (a window that would not decode, a doubt about the
            language …).
        provenance: who made it.
    """

    id: str
    language: str
    language_probability: float
    words: tuple[Word, ...]
    speech: tuple[Span, ...]
    duration: int
    provenance: Provenance
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class SpeechCapabilities:
    """What a speech engine can do.

    Attributes:
        languages: language tags; empty for any.
        script: aligns a supplied script.
        terms: listens for names.
    """

    languages: frozenset[str] = frozenset()
    script: bool = False
    terms: bool = False


#: Called with the bytes that are there and the bytes that there will be.
FetchProgress = Callable[[int, int], None]

#: Called with the request's id and how many ms of its sound are done.
Progress = Callable[[str, int], None]


class SpeechEngine(Protocol):
    """Turns sound into timed words. Built from `EngineSettings`; a context manager.

    Building one is cheap and loads nothing: weights are loaded by the first `transcribe`, so that
    a run that finds every result ready never loads them.
    """

    name: ClassVar[str]

    def __init__(self, settings: EngineSettings) -> None: ...
    def __enter__(self) -> SpeechEngine: ...
    def __exit__(self, *_: object) -> None: ...

    def capabilities(self) -> SpeechCapabilities:
        """What it can do with the model that is set."""

    def prepare(self, progress: FetchProgress | None = None) -> None:
        """Check that the device is there and the weights are kept, fetching them if allowed.

        Raises:
            MissingPartError: what is missing, and how to get it.
            FetchError: the network failed.
        """

    def provenance(self) -> Provenance:
        """Engine, model and parameters; its signature is part of the content key.

        It names what was asked for, not what ``auto`` finds on this machine, so that finished work
        is not repeated on another.
        """

    def transcribe(
        self, requests: Iterable[SpeechRequest], progress: Progress | None = None
    ) -> Iterator[Transcript]:
        """Yield each request's transcript as soon as it is whole, in any order.

        Requests are taken as they can be worked on, so that windows of many episodes may share a
        batch.

        Raises:
            MediaError: a sound cannot be read.
            MissingPartError: weights or device are not there.
        """


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
    """

    id: str
    text: str
    span: Span
    source_ids: tuple[str, ...]
    speaker: str = ""
    note: str = ""
    turn: int = 0
    room: float = 0.0


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
    """

    speaker: str
    addressee: str
    formal: bool


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
        synopsis: what the programme is about, for engines that take context; empty for nothing.
        attempt: how often these units have been asked for and came back unfit; an engine that is
            asked again tries another way.
        programme: every unit of the episode, where ``units`` are only some of them; for engines
            that take context.
        drafted: (unit id, draft) of what is drafted already, for the same engines.
        counting: the rule (`localize.guides.counting`) that `TranslationUnit.room` is counted by.
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


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another draft of the same units.

    Attributes:
        text: the draft.
        score: mean log-probability a token, where the engine knows it.
    """

    text: str
    score: float | None = None


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
        links: (word of the source, word of ``text``) that render each other, as places in the
            texts split at white space, where the engine knows them; for unspaced scripts places of
            characters.
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
    preference: int = 50


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


@runtime_checkable
class Estimating(Protocol):
    """A translation engine that can say beforehand what its work would take."""

    def estimate(self, requests: Sequence[TranslationRequest]) -> Estimate:
        """What drafting these requests would take; nothing is sent."""


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


# --- Formats --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What was read from a subtitle file: cues in = cues out + findings.

    Attributes:
        track: the cues.
        encoding: name of the text encoding that was found.
        findings: every repair, and whatever had to be left out.
    """

    track: Track
    encoding: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How a track is written.

    Attributes:
        draft: no person has approved it; formats that can say so do.
        note: a line about who made it, for formats with comments.
        rate: frame rate, for formats that count frames.
        start: SMPTE timecode of the programme's first frame, ``10:00:00:00``, for formats whose
            times are timecodes; empty for 00:00:00:00.
    """

    draft: bool = False
    note: str = ""
    rate: FrameRate | None = None
    start: str = ""


@runtime_checkable
class SubtitleFormat(Protocol):
    """One subtitle format. Built without arguments.

    ``extensions`` are the endings of its files' names, with the dot, the usual one first; where
    several formats share one, ``default`` says which is meant by it alone.
    """

    name: ClassVar[str]
    extensions: ClassVar[tuple[str, ...]]
    default: ClassVar[bool]

    def sniff(self, head: str) -> float:
        """How sure it is, 0 to 1, that a text beginning with ``head`` is in this format."""

    def read(self, data: bytes, *, episode: str, locale: str) -> ReadResult:
        """Read a file's bytes, repairing what can be repaired.

        Raises:
            FormatError: no cue can be read at all.
        """

    def write(self, track: Track, options: WriteOptions) -> bytes:
        """The file's bytes: sorted, renumbered, escaped; UTF-8 where the format has a choice.

        Raises:
            OutputError: the format cannot carry the track's words, or the bytes do not read back
                as what was written.
        """

    def losses(self, track: Track, options: WriteOptions | None = None) -> tuple[Finding, ...]:
        """What this format cannot say of the track, written with ``options``."""


@runtime_checkable
class BinaryFormat(Protocol):
    """What a `SubtitleFormat` also fulfils whose files are no text: its bytes are looked at."""

    def sniff_bytes(self, head: bytes) -> float:
        """How sure it is, 0 to 1, that a file beginning with ``head`` is in this format."""


# --- Checks ---------------------------------------------------------------------------------------


#: A guide that says nothing of writing.
_SILENT: Final = Habits()


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What a check measures against. The track's locale is that of its limits.

    Attributes:
        limits: of the guide, for the track's locale.
        rate: frame rate that gaps are counted in.
        habits: of the guide, for the track's locale; by default it says nothing.
        role: what the track is for: a transcript is not at fault for its speed.
        source: cues that the track's ``source_ids`` point into; empty where it has no source, or
            where it is not at hand.
        source_locale: language of the source; empty where there is none.
        shots: first frame of each shot but the first, ms, ascending; empty where not known.
        speech: where somebody speaks (voice activity); None where it is not known.
        known: confirmed terms and names of the show, in the track's language.
    """

    limits: Limits
    rate: FrameRate
    habits: Habits = _SILENT
    role: TrackRole = TrackRole.SUBTITLE
    source: tuple[Cue, ...] = ()
    source_locale: str = ""
    shots: tuple[int, ...] = ()
    speech: tuple[Span, ...] | None = None
    known: frozenset[str] = frozenset()


class Check(Protocol):
    """One quality rule. Built without arguments; pure.

    It may be asked for a part of a track: it looks at a cue, its neighbours (two either side) and
    the context alone. One that needs every cue says so with ``whole_track: ClassVar[bool] = True``,
    and is left out where only a part is at hand.
    """

    name: ClassVar[str]

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield what breaks the rule in ``cues``, which are in programme order."""


# --- The model store ------------------------------------------------------------------------------


class WeightsState(enum.StrEnum):
    """What lies on this machine of a model."""

    ABSENT = "absent"
    PARTIAL = "partial"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One model of the catalogue.

    Attributes:
        name: what the operator calls it.
        task: ``speech`` or ``translation``.
        engine: name of the engine that runs it.
        languages: what it knows, for people to read: ``99 languages``, ``English``.
        licence: SPDX name.
        size: bytes of all files.
        revision: pinned commit; empty where it could not be confirmed.
        verified: whether the revision and every hash are confirmed; otherwise it is refused
            unless the operator accepts it.
        state: what lies here.
        path: where it lies or would lie.
        notes: anything else to know.
    """

    name: str
    task: str
    engine: str
    languages: str
    licence: str
    size: int
    revision: str
    verified: bool
    state: WeightsState
    path: Path
    notes: str = ""


class ModelStore(Protocol):
    """Knows models, fetches, verifies and keeps their weights."""

    name: ClassVar[str]

    def __init__(self, settings: EngineSettings) -> None: ...

    def models(self) -> Sequence[ModelInfo]:
        """Every model of the catalogue, in its order."""

    def pull(self, model: str, progress: FetchProgress | None = None) -> Path:
        """The folder with a model's weights, fetched and verified if they are not there yet.

        Raises:
            UnknownNameError: not in the catalogue.
            ModelError: unpinned and not accepted, not what the catalogue says, or absent offline.
            FetchError: neither the hub nor the mirror answered.
        """

    def convert(
        self,
        model: str,
        *,
        name: str,
        sources: tuple[str, ...] = (),
        targets: tuple[str, ...] = (),
        licence: str = "",
        revision: str = "",
        quantization: str = "int8",
        force: bool = False,
    ) -> ModelInfo:
        """Make a translation model of the Hugging Face hub one that runs here.

        Args:
            model: a repository of the hub, or a folder.
            name: what it is to be called.
            sources: languages that it translates from; empty for all that its family knows.
            targets: languages that it translates into, likewise.
            licence: SPDX name of the weights' licence.
            revision: commit of the repository.
            quantization: how weights are stored.
            force: replace a model of that name.

        Raises:
            MissingPartError: what the conversion needs is not installed.
            ModelError: no model that can be converted.
            OutputError: it is there already, or cannot be written.
        """

    def verify(self, model: str) -> Mapping[str, str]:
        """Hash every file that is kept: file name → ``ok``, or what is wrong with it."""


# --- Executors ------------------------------------------------------------------------------------

Job = TypeVar("Job")
Outcome = TypeVar("Outcome")
Job_contra = TypeVar("Job_contra", contravariant=True)
Outcome_co = TypeVar("Outcome_co", covariant=True)


class Worker(Protocol[Job_contra, Outcome_co]):
    """Does jobs one after the other, keeping what is costly (loaded models) between them.

    A context manager: entered once in each process, left when no more jobs come.
    """

    def __enter__(self) -> Worker[Job_contra, Outcome_co]: ...
    def __exit__(self, *_: object) -> None: ...

    def __call__(self, job: Job_contra, emit: Callable[[object], None], /) -> Outcome_co:
        """Do one job, telling events as they happen."""


class Executor(Protocol):
    """Decides where jobs run. Built with the number of workers."""

    name: ClassVar[str]

    def __init__(self, workers: int) -> None: ...

    def run(
        self,
        make_worker: Callable[[], Worker[Job, Outcome]],
        jobs: Sequence[Job],
        emit: Callable[[object], None],
    ) -> Iterator[tuple[Job, Outcome | Exception]]:
        """Yield each job with what became of it, as it ends; one failure stops no other.

        Events of the workers reach ``emit`` in this process. Closing the iterator stops the work.
        """


# --- The page -------------------------------------------------------------------------------------


class Page(Protocol):
    """A page in the browser over one project. Built without arguments."""

    name: ClassVar[str]

    def serve(self, project: Path, out: Path, *, host: str, port: int) -> None:
        """Serve until interrupted.

        Args:
            project: the project folder.
            out: folder of its output files.
            host: address to listen on; loopback unless there are accounts.
            port: to listen on; 0 takes a free one.

        Raises:
            SettingsError: an address beyond loopback, or a port that is taken.
        """
