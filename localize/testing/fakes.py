"""Fake speech and translation engines, whose results are given.

For tests of whatever stands behind an engine. They keep the contracts that real engines keep
(`localize.testing.engines`), and are no plug-ins: nobody finds them by name.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np

from localize import locales
from localize.engines import (
    Draft,
    EngineSettings,
    ScriptLine,
    SpeechCapabilities,
    SpeechRequest,
    Transcript,
    TranslatedUnit,
    TranslationCapabilities,
    TranslationRequest,
    TranslationUnit,
)
from localize.errors import SettingsError
from localize.findings import Finding, Severity
from localize.media import SAMPLE_RATE, Sound
from localize.script import Provenance, Word
from localize.timeline import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from localize.engines import FetchProgress, Progress


def silent_sound(milliseconds: int) -> Sound:
    """A sound in which nothing is heard.

    Args:
        milliseconds: its length.
    """
    return Sound(np.zeros(milliseconds * SAMPLE_RATE // 1000, np.int16))


class FakeParts:
    """Keeps parts of an engine's work in memory (`localize.engines.Parts`).

    Args:
        kept: key → part, of an earlier run.
    """

    def __init__(self, kept: Mapping[str, str] | None = None) -> None:
        self.kept = dict(kept or {})
        #: Keys that were asked for and are there, and keys of what was kept, in order.
        self.taken: list[str] = []
        self.added: list[str] = []

    def get(self, key: str) -> str | None:
        """As `localize.engines.Parts.get`."""
        if key in self.kept:
            self.taken.append(key)
        return self.kept.get(key)

    def put(self, key: str, part: str) -> None:
        """As `localize.engines.Parts.put`."""
        self.added.append(key)
        self.kept[key] = part


@dataclass(frozen=True, slots=True)
class Line:
    """A line that a fake speech engine "hears".

    Attributes:
        text: words with spaces between them; in a language without spaces every character is one.
        start: ms.
        end: ms.
        probability: of each word.
        speaker: who says it; a script's line has its own.
    """

    text: str
    start: int
    end: int
    probability: float = 0.9
    speaker: str = ""


class FakeSpeechEngine:
    """Hears what it is told to: the same lines in every sound, cut at the sound's end.

    Words of a line share its time evenly. A supplied script takes the lines' places, in order. Each
    line is a part of its work, where parts are kept.

    Args:
        settings: kept, so that it can be built as every engine is.
        lines: what it hears.
        language: of the lines.
        fails: ids of requests at which it raises ``error``.
        error: what it raises.
    """

    name: ClassVar[str] = "fake-speech"

    def __init__(
        self,
        settings: EngineSettings | None = None,
        *,
        lines: Sequence[Line] = (),
        language: str = "en",
        fails: Iterable[str] = (),
        error: Exception | None = None,
    ) -> None:
        self.settings = settings or EngineSettings()
        self.lines = tuple(lines)
        self.language = language
        self.fails = frozenset(fails)
        self.error = error or SettingsError("The fake engine was told to fail.")
        #: Ids of what was asked for, in order; for tests that want to see that nothing was.
        self.asked: list[str] = []
        #: Texts of lines that were heard now, and not by an earlier run, in order.
        self.heard: list[str] = []
        self.entered = 0

    def __enter__(self) -> Self:
        self.entered += 1
        return self

    def __exit__(self, *_: object) -> None:
        self.entered -= 1

    def capabilities(self) -> SpeechCapabilities:
        """Any language, a script, and terms that change nothing."""
        return SpeechCapabilities(script=True, terms=True)

    def prepare(self, progress: FetchProgress | None = None) -> None:
        """Nothing is needed."""

    def provenance(self) -> Provenance:
        """Changes with the lines."""
        heard = hashlib.sha256(repr((self.lines, self.language)).encode()).hexdigest()[:12]
        return Provenance(self.name, "1", model="lines", revision=heard)

    def transcribe(
        self, requests: Iterable[SpeechRequest], progress: Progress | None = None
    ) -> Iterator[Transcript]:
        """Yield the given lines for each request.

        Raises:
            Exception: ``error``, at the requests that it was told to fail at.
        """
        for request in requests:
            self.asked.append(request.id)
            if request.id in self.fails:
                raise self.error
            duration = request.sound.duration
            audible = bool(np.any(request.sound.samples))
            lines = [line for line in self.lines if audible and line.end <= duration]
            language = request.language or self.language
            words: list[Word] = []
            for line in self._scripted(lines, request.script):
                words += _spread(self._part(line, request), language)
                if progress is not None:
                    progress(request.id, line.end)
            if progress is not None:
                progress(request.id, duration)
            yield Transcript(
                id=request.id,
                language=language if words else "und",
                language_probability=1.0,
                words=tuple(words),
                speech=tuple(Span(line.start, line.end) for line in lines),
                duration=duration,
                provenance=self.provenance(),
            )

    def _part(self, line: Line, request: SpeechRequest) -> Line:
        """A line as it was heard by an earlier run, or now."""
        asked = repr((line, request.language)).encode() + request.sound.samples.tobytes()
        key = hashlib.sha256(asked).hexdigest()
        kept = request.parts.get(key) if request.parts is not None else None
        if kept != line.text:
            self.heard.append(line.text)
            if request.parts is not None:
                request.parts.put(key, line.text)
        return line

    @staticmethod
    def _scripted(lines: Sequence[Line], script: Sequence[ScriptLine]) -> list[Line]:
        given = [
            replace(line, text=said.text, speaker=said.speaker)
            for line, said in zip(lines, script, strict=False)
        ]
        return [*given, *lines[len(given) :]]


def _spread(line: Line, language: str) -> list[Word]:
    unspaced = locales.is_unspaced(language)
    texts = list(line.text.replace(" ", "")) if unspaced else line.text.split()
    step = (line.end - line.start) / max(1, len(texts))
    return [
        Word(
            text,
            line.start + round(n * step),
            line.start + round((n + 1) * step),
            probability=line.probability,
            speaker=line.speaker,
            spaced=not unspaced or n == 0,
        )
        for n, text in enumerate(texts)
    ]


def rendered(text: str, target: str) -> str:
    """What the fake drafts where it is told nothing: other letters, so that it is no copy."""
    letters = (chr(ord("a") + ord(char) % 26) if char.isalpha() else char for char in text)
    return f"[{target}] {''.join(letters)}"


class FakeTranslationEngine:
    """Drafts what it is told to: a table of source texts, else `rendered`.

    Args:
        settings: kept, so that it can be built as every engine is.
        table: source text → draft; an empty draft is a unit that could not be drafted.
        pairs: (source, target) languages that it serves; empty for all that differ.
        from_sound: whether it says that it works from sound.
        together: ids that it cannot tell apart, drafted as one; they must follow each other.
    """

    name: ClassVar[str] = "fake-translation"

    def __init__(
        self,
        settings: EngineSettings | None = None,
        *,
        table: Mapping[str, str] | None = None,
        pairs: Iterable[tuple[str, str]] = (),
        from_sound: bool = False,
        together: Iterable[Sequence[str]] = (),
    ) -> None:
        self.settings = settings or EngineSettings()
        self.table = dict(table or {})
        self.pairs = frozenset(pairs)
        self.from_sound = from_sound
        self.together = tuple(tuple(ids) for ids in together)
        #: Ids of what was asked for, in order.
        self.asked: list[str] = []
        self.entered = 0

    def __enter__(self) -> Self:
        self.entered += 1
        return self

    def __exit__(self, *_: object) -> None:
        self.entered -= 1

    def capabilities(self) -> TranslationCapabilities:
        """As it was told."""
        return TranslationCapabilities(from_sound=self.from_sound, licence="CC0-1.0")

    def serves(self, source: str, target: str) -> bool:
        """Whether the pair is one of ``pairs``, or its languages differ where none were given."""
        pair = (locales.language(source), locales.language(target))
        if not source:
            return not self.pairs or any(pair[1] == there for _, there in self.pairs)
        return pair in self.pairs if self.pairs else pair[0] != pair[1]

    def prepare(self, progress: FetchProgress | None = None) -> None:
        """Nothing is needed."""

    def provenance(self) -> Provenance:
        """Changes with the table."""
        known = repr((sorted(self.table.items()), self.together)).encode()
        revision = hashlib.sha256(known).hexdigest()[:12]
        return Provenance(self.name, "1", model="table", revision=revision)

    def translate(
        self, requests: Iterable[TranslationRequest], progress: Progress | None = None
    ) -> Iterator[Draft]:
        """Yield the given drafts for each request.

        Raises:
            SettingsError: a pair that it does not serve, or no sound where it wants one.
        """
        for request in requests:
            self.asked.append(request.id)
            if not self.serves(request.source, request.target):
                raise SettingsError(f"Not served: {request.source!r} to {request.target!r}.")
            if self.from_sound and request.sound is None:
                raise SettingsError("This fake works from sound, and there is none.")
            results: list[TranslatedUnit] = []
            findings: list[Finding] = []
            for group in self._groups(request.units):
                result = self._result(group, request.target)
                results.append(result)
                if not result.text:
                    findings.append(_untranslated(group[0]))
                if progress is not None:
                    progress(request.id, group[-1].span.end)
            yield Draft(request.id, tuple(results), self.provenance(), tuple(findings))

    def _groups(self, units: Sequence[TranslationUnit]) -> list[list[TranslationUnit]]:
        whole = {ids[0]: len(ids) for ids in self.together}
        groups: list[list[TranslationUnit]] = []
        at = 0
        while at < len(units):
            count = whole.get(units[at].id, 1)
            groups.append(list(units[at : at + count]))
            at += count
        return groups

    def _result(self, group: Sequence[TranslationUnit], target: str) -> TranslatedUnit:
        parts = [self.table.get(unit.text, rendered(unit.text, target)) for unit in group]
        return TranslatedUnit(tuple(unit.id for unit in group), " ".join(filter(None, parts)))


def _untranslated(unit: TranslationUnit) -> Finding:
    return Finding(
        "untranslated",
        Severity.ERROR,
        f"There is no draft for “{unit.text}”.",
        cue_id=unit.source_ids[0] if unit.source_ids else "",
        start=unit.span.start,
    )
