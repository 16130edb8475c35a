"""Apertium's rule-based pairs as a translation engine: local, small, and no model to fetch.

It runs the `apertium` program (Debian: `apertium` and a pair such as `apertium-eng-spa`). Its
drafts are plain, word by word at worst; between near languages (Spanish, Catalan, Portuguese) they
are good. Licence of programme and pairs: GPL.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import time
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, Self

from localize import locales
from localize.engines import (
    Draft,
    EngineSettings,
    TranslatedUnit,
    TranslationCapabilities,
)
from localize.errors import LocalizeError, MissingPartError, SettingsError
from localize.findings import Finding, Severity
from localize.script import Provenance
from localize_models.translation.apertium_codes import code_of, language_of
from localize_models.translation.apertium_links import FIRST_VERSION, carried, marked, unmarked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from localize.engines import (
        FetchProgress,
        Progress,
        TranslationRequest,
        TranslationUnit,
    )

_PROGRAM: Final = "apertium"
#: Units that one process is given; it starts in a tenth of a second.
_BATCH: Final = 200
#: Seconds after which a process that gives nothing back is ended.
_PATIENCE: Final = 120.0
#: Parts units in what goes through the pipe; a blank line ends a sentence in every pair.
_BETWEEN: Final = "\n\n"
_PLACES: Final = re.compile(r"'(/[^']+)'")
_HINT: Final = "Debian has it as `apertium`, and pairs as `apertium-eng-spa` and the like."


class ApertiumEngine:
    """Drafts with the pairs that are installed.

    Implements `localize.engines.TranslationEngine`.

    Args:
        settings: ``model`` may name a mode (``spa-cat_valencia``); empty takes the one of the
            pair, the variant of the market's locale where there is one.
    """

    name: ClassVar[str] = "apertium"

    def __init__(self, settings: EngineSettings) -> None:
        self._wanted = settings.model

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held between requests."""

    @cached_property
    def _modes(self) -> tuple[str, ...]:
        """Names of the installed directions; none where the program is not there."""
        if shutil.which(_PROGRAM) is None:
            return ()
        return tuple(_run(["-l"]).split())

    @property
    def _model(self) -> str:
        """The direction that was asked for; empty where the model's name is another engine's."""
        return self._wanted if self._wanted in self._modes else ""

    def models(self) -> tuple[str, ...]:
        """As `Naming.models`: the installed directions."""
        return self._modes

    def capabilities(self) -> TranslationCapabilities:
        """From text, on this machine, sentence by sentence."""
        return TranslationCapabilities(licence="GPL-3.0-or-later", preference=10)

    def serves(self, source: str, target: str) -> bool:
        """Whether a pair is installed; an empty source stands for some language."""
        if source:
            return self._mode(source, target) is not None
        wanted = code_of(locales.language(target))
        return any(_target(mode) == wanted for mode in self._modes)

    def prepare(self, progress: FetchProgress | None = None) -> None:  # noqa: ARG002 -- no weights
        """As `TranslationEngine.prepare`.

        Raises:
            MissingPartError: the program, or any pair, is not installed.
        """
        if not self._modes:
            raise MissingPartError(
                "Apertium, or a pair of languages for it, is not here.", hint=_HINT
            )

    def provenance(self) -> Provenance:
        """As `TranslationEngine.provenance`; the revision is a hash of all installed pairs."""
        parameters = (("mode", self._model),) if self._model else ()
        return Provenance(self.name, self._version, "pairs", self._revision, parameters=parameters)

    @cached_property
    def _version(self) -> str:
        return _run(["-V"]).split()[-1] if self._modes else "absent"

    @cached_property
    def _revision(self) -> str:
        """Changes when a pair is installed, taken away or brought up to date."""
        digest = hashlib.sha256()
        for mode in sorted(self._modes):
            text = _mode_file(mode).read_text("utf-8", "replace")
            digest.update(f"{mode}\n{text}".encode())
            for place in _PLACES.findall(text):
                file = Path(place)
                if file.is_file():
                    digest.update(f"{file.stat().st_size}:{file.stat().st_mtime_ns}".encode())
        return digest.hexdigest()[:12]

    def translate(
        self, requests: Iterable[TranslationRequest], progress: Progress | None = None
    ) -> Iterator[Draft]:
        """As `TranslationEngine.translate`: one request after the other, in order.

        Raises:
            SettingsError: a pair that it does not serve.
            MissingPartError: the program fails.
        """
        for request in requests:
            mode = self._mode(request.source, request.target)
            if mode is None:
                raise SettingsError(
                    f"Apertium has no pair from {request.source} to {request.target} here.",
                    hint=_HINT,
                )
            began = time.perf_counter()
            results: list[TranslatedUnit] = []
            findings: list[Finding] = []
            units = iter(request.units)
            while batch := list(islice(units, _BATCH)):
                rendered = _translated(batch, mode)
                links = self._links(batch, rendered, mode)
                for unit, text in zip(batch, rendered, strict=True):
                    told = links.get(unit.id, ())
                    results.append(TranslatedUnit((unit.id,), text, links=told))
                    if not text:
                        findings.append(_untranslated(unit))
                if progress is not None:
                    progress(request.id, batch[-1].span.end)
            made = self.provenance()
            seconds = round(time.perf_counter() - began, 3)
            provenance = Provenance(
                made.engine, made.version, f"apertium-{mode}", made.revision,
                made.parameters, device="cpu", seconds=seconds,
            )  # fmt: skip
            yield Draft(request.id, tuple(results), provenance, tuple(findings))

    def _links(
        self, units: Sequence[TranslationUnit], rendered: Sequence[str], mode: str
    ) -> dict[str, tuple[tuple[int, int], ...]]:
        """Unit id → its links, for units over several cues, which are rendered again for it."""
        numbers = tuple(int(part) for part in re.findall(r"\d+", self._version)[:2])
        over = [
            (unit, text)
            for unit, text in zip(units, rendered, strict=True)
            if len(unit.source_ids) > 1 and text
        ]
        if not over or numbers < FIRST_VERSION:
            return {}
        texts = [" ".join(unit.text.split()) for unit, _ in over]
        again = unmarked(_run(["-u", "-f", "none", mode], marked(texts)), texts)
        return {
            unit.id: carried(links, other, text)
            for (unit, text), (other, links) in zip(over, again, strict=False)
        }

    def _mode(self, source: str, target: str) -> str | None:
        """The direction for a pair of locales, with the market's variant first."""
        one, other = code_of(locales.language(source)), code_of(locales.language(target))
        if one == other:
            return None
        if self._model:
            return self._model if _pair(self._model) == (one, other) else None
        variants = [tag.rpartition("-")[2] for tag in locales.chain(target) if "-" in tag]
        for name in (*(f"{one}-{other}_{variant}" for variant in variants), f"{one}-{other}"):
            found = next((m for m in self._modes if m.casefold() == name.casefold()), None)
            if found is not None:
                return found
        return next((mode for mode in self._modes if _pair(mode) == (one, other)), None)


def _pair(mode: str) -> tuple[str, str]:
    """Source and target language of a direction, three letters each, variants left out."""
    source, _, target = mode.partition("-")
    return _bare(source), _bare(target)


def _target(mode: str) -> str:
    return _pair(mode)[1]


def _bare(part: str) -> str:
    return code_of(language_of(part.partition("_")[0]))


def _mode_file(mode: str) -> Path:
    return Path("/usr/share/apertium/modes") / f"{mode}.mode"


def _translated(units: Sequence[TranslationUnit], mode: str) -> list[str]:
    """A rendering for each unit; one by one where they do not come back as many as they went."""
    texts = [" ".join(unit.text.split()) for unit in units]
    parts = _apertium(texts, mode)
    if len(parts) != len(texts):
        parts = ["".join(_apertium([text], mode)[:1]) for text in texts]
    return [_tidy(part, text) for part, text in zip(parts, texts, strict=True)]


def _apertium(texts: Sequence[str], mode: str) -> list[str]:
    out = _run(["-u", "-f", "txt", mode], _BETWEEN.join(texts) + "\n")
    return [part.strip() for part in out.rstrip("\n").split(_BETWEEN)]


def _tidy(text: str, source: str) -> str:
    """One space between words, and a capital where the source begins with one."""
    joined = " ".join(text.split())
    if joined and source[:1].isupper() and joined[0].islower():
        return joined[0].upper() + joined[1:]
    return joined


def _run(arguments: Sequence[str], text: str = "") -> str:
    """What the program prints.

    Raises:
        MissingPartError: it is not there, or fails.
    """
    try:
        done = subprocess.run(  # noqa: S603 -- no shell; the mode is one that the program listed
            [shutil.which(_PROGRAM) or _PROGRAM, *arguments],
            input=text,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
    except FileNotFoundError as error:
        raise MissingPartError("Apertium is not installed.", hint=_HINT) from error
    except subprocess.TimeoutExpired as error:
        raise ApertiumError(
            f"Apertium gave nothing back in {_PATIENCE:g} s.", hint="Run the command again."
        ) from error
    if done.returncode:
        said = done.stderr.strip() or f"exit code {done.returncode}"
        raise ApertiumError(f"Apertium failed: {said}.", hint="Is the pair installed whole?")
    return done.stdout


class ApertiumError(LocalizeError):
    """The program failed on an episode."""


def _untranslated(unit: TranslationUnit) -> Finding:
    return Finding(
        "untranslated",
        Severity.ERROR,
        f"Apertium gave no text for “{unit.text}”; translate it by hand.",
        cue_id=unit.source_ids[0] if unit.source_ids else "",
        start=unit.span.start,
    )
