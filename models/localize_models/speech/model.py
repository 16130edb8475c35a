"""What is known of a Whisper model before its weights are loaded, and where they lie."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from localize import registry
from localize.errors import ModelError, UnknownNameError
from localize_models import catalog
from localize_models.speech.language import CANTONESE, LANGUAGES

if TYPE_CHECKING:
    from localize.engines import EngineSettings, FetchProgress

#: Taken where the settings name no model.
DEFAULT_MODEL: Final = "base"
#: Tokens that a vocabulary has at least when it holds the 99 languages, and when Cantonese is a
#: hundredth; English-only ones have one token fewer than 99 languages (OpenAI's tokenizer.py).
_MULTILINGUAL_VOCABULARY: Final = 51_865
_CANTONESE_VOCABULARY: Final = 51_866
#: Files that faster-whisper reads; a missing tokenizer it would fetch from the network unasked.
_NEEDED: Final = (("model.bin",), ("tokenizer.json",), ("vocabulary.txt", "vocabulary.json"))


@dataclass(frozen=True, slots=True)
class SpeechModel:
    """A Whisper model by what it can do.

    Attributes:
        name: as the operator calls it; the folder's name where it was given as a path.
        revision: the exact weights: a commit of the catalogue, or a hash of ``model.bin``.
        languages: BCP 47 languages that it recognises.
        translates: whether it was trained to translate speech into English.
        licence: SPDX name; empty where it is not known.
    """

    name: str
    revision: str
    languages: frozenset[str]
    translates: bool
    licence: str = ""

    @property
    def english_only(self) -> bool:
        """Whether it knows no other language."""
        return self.languages == {"en"}


def folder_given(settings: EngineSettings) -> Path | None:
    """The folder, where the settings name a folder with converted weights; else None."""
    model = settings.model
    if not model or model in catalog.load().names:
        return None
    folder = Path(model).expanduser()
    return folder if (folder / "model.bin").is_file() else None


def describe(settings: EngineSettings) -> SpeechModel:
    """What the model that is set can do; loads and fetches nothing.

    Raises:
        UnknownNameError: neither a model of the catalogue nor a folder with weights.
        ModelError: a folder that is not whole.
    """
    folder = folder_given(settings)
    if folder is not None:
        _require_whole(folder)
        tokens = _vocabulary_size(folder)
        multilingual = tokens >= _MULTILINGUAL_VOCABULARY
        languages = LANGUAGES | CANTONESE if tokens >= _CANTONESE_VOCABULARY else LANGUAGES
        return SpeechModel(
            name=folder.resolve().name,
            revision=_hash(folder / "model.bin"),
            languages=languages if multilingual else frozenset({"en"}),
            translates=multilingual,
        )
    known = catalog.load()
    entry = known.model(settings.model or DEFAULT_MODEL)
    if entry.task != "speech":
        names = tuple(model.name for model in known.models if model.task == "speech")
        raise UnknownNameError("speech model", entry.name, names)
    everything = LANGUAGES | CANTONESE if entry.name.startswith("large-v3") else LANGUAGES
    return SpeechModel(
        name=entry.name,
        revision=entry.revision,
        languages=frozenset(entry.languages) or everything,
        translates=entry.translates,
        licence=entry.licence,
    )


def fetch(settings: EngineSettings, progress: FetchProgress | None = None) -> Path:
    """The folder with the weights, fetched if they are not there and fetching is allowed.

    Raises:
        ModelError: absent offline, not what the catalogue says, or a folder that is not whole.
        FetchError: the network failed.
    """
    folder = folder_given(settings)
    if folder is None:
        folder = registry.model_store(settings).pull(settings.model or DEFAULT_MODEL, progress)
    _require_whole(folder)
    return folder


def _require_whole(folder: Path) -> None:
    for names in _NEEDED:
        if not any((folder / n).is_file() and (folder / n).stat().st_size > 0 for n in names):
            raise ModelError(
                f"{folder} is not a whole Whisper model: {' or '.join(names)} is missing or empty.",
                model=folder.name,
                hint="Fetch it again with `localize models pull`, or convert it again with "
                "`ct2-transformers-converter … --copy_files tokenizer.json`.",
            )


def _vocabulary_size(folder: Path) -> int:
    listed = folder / "vocabulary.json"
    try:
        if listed.is_file():
            return len(json.loads(listed.read_text(encoding="utf-8")))
        # Counted as bytes: single tokens need not be valid UTF-8, nor free of odd line ends.
        return (folder / "vocabulary.txt").read_bytes().rstrip(b"\n").count(b"\n") + 1
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The vocabulary in {folder} cannot be read: {error}.", model=folder.name
        ) from error


def _hash(path: Path) -> str:
    state = path.stat()
    return _hash_of(path, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=16)
def _hash_of(path: Path, _size: int, _changed: int) -> str:
    # Size and time of change are part of the cache's key: a file that changes is hashed again.
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
