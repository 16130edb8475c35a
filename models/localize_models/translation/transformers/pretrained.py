"""Which of transformers' models lie on this machine, and what is known of each without loading it.

A model of the catalogue is described there. A folder of the operator's own is described by its
``config.json`` and its tokenizer; Opus-MT's name their two languages there. Where they do not, a
``localize-model.json`` beside them (`localize_models.translation.seq2seq.card`) says them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from localize import locales
from localize.engines import WeightsState
from localize.errors import LocaleError, ModelError
from localize_models import catalog
from localize_models.translation.seq2seq.card import CARD, is_commercial, serves
from localize_models.weights.hashing import sha256_of
from localize_models.weights.shelf import Shelf
from localize_models.weights.store import models_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localize.engines import EngineSettings

#: The family of models that are asked in words.
DECODER: Final = "decoder"
#: transformers' name of an architecture → the family. NLLB-200 has M2M-100's architecture and a
#: tokenizer of its own; MADLAD-400 is a T5; mBART-50 an mBART, whose first kind marks languages
#: otherwise.
_ARCHITECTURES: Final = {
    "MarianMTModel": "marian",
    "M2M100ForConditionalGeneration": "m2m100",
    "T5ForConditionalGeneration": "madlad",
    "MBartForConditionalGeneration": "mbart50",
}
#: Names of single languages for what is otherwise known by the name of the whole.
_SINGLE: Final = {"cmn": "zh", "arb": "ar", "pes": "fa", "zsm": "ms"}
#: Files that hold weights, the better first: a pickle is only read where there is no other.
_WEIGHTS: Final = ("*.safetensors", "pytorch_model*.bin")


@dataclass(frozen=True, slots=True)
class Pretrained:
    """A model that lies here.

    Attributes:
        name: what the operator calls it.
        folder: where it lies.
        family: as `localize_models.translation.seq2seq.families`, or `DECODER`.
        sources: languages or locales that it translates from; empty for all that its family knows.
        targets: likewise into.
        licence: SPDX name; empty where it is not known.
        commit: of the catalogue; empty for a folder of one's own.
    """

    name: str
    folder: Path
    family: str
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    licence: str = ""
    commit: str = ""

    @property
    def revision(self) -> str:
        """The exact weights: the catalogue's commit, or a hash over the files that hold them."""
        return self.commit or _hash_of(self.folder)

    def serves(self, source: str, target: str) -> bool:
        """Whether it translates between two locales; an empty source stands for some."""
        if self.family == DECODER:
            return not source or locales.language(source) != locales.language(target)
        return serves(self.family, self.sources, self.targets, source, target)


def is_folder(name: str) -> bool:
    """Whether a name is that of a folder in transformers' format."""
    folder = Path(name).expanduser()
    return bool(name) and (folder / "config.json").is_file() and bool(weights_of(folder))


def installed(settings: EngineSettings) -> Iterator[Pretrained]:
    """What the settings let serve: the model that they name, else every one of the catalogue here.

    A model whose licence forbids commercial use is left out unless the settings accept it; a
    decoder is only taken by its name, since it is no translation model by itself.

    Raises:
        ModelError: the folder that is named cannot be used.
    """
    if is_folder(settings.model) and not _hears(Path(settings.model).expanduser()):
        yield of_folder(Path(settings.model).expanduser().absolute())
        return
    there = [one for one in _of_catalogue(settings) if _may_serve(one, settings)]
    named = [one for one in there if one.name == settings.model]
    yield from named or (one for one in there if one.family != DECODER)


def _hears(folder: Path) -> bool:
    """Whether a folder holds a speech model, which is another engine's."""
    named = _json(folder / "config.json").get("architectures") or [""]
    return str(named[0]).startswith("Whisper")


def _may_serve(one: Pretrained, settings: EngineSettings) -> bool:
    return is_commercial(one.licence) or settings.accept_non_commercial


def _of_catalogue(settings: EngineSettings) -> Iterator[Pretrained]:
    root = models_folder(settings)
    for model in catalog.load().models:
        if model.task == "translation":
            shelf = Shelf(root, model)
            if shelf.state() is WeightsState.KEPT:
                yield Pretrained(
                    model.name, shelf.folder, model.family, model.sources, model.targets,
                    model.licence, model.revision,
                )  # fmt: skip


def of_folder(folder: Path) -> Pretrained:
    """What a folder of one's own holds.

    Raises:
        ModelError: nothing that can be used, or nothing says its languages.
    """
    config = _json(folder / "config.json")
    tokenizer = _json(folder / "tokenizer_config.json", optional=True)
    card = _json(folder / CARD, optional=True)
    family = _family(folder, config, tokenizer)
    sources = _languages(folder, card.get("sources", ()))
    targets = _languages(folder, card.get("targets", ()))
    if family == "marian" and not (sources and targets):
        sources = _languages(folder, [tokenizer.get("source_lang", "")])
        targets = _marks(folder) or _languages(folder, [tokenizer.get("target_lang", "")])
        if not (sources and targets):
            raise ModelError(
                f"Nothing in {str(folder)!r} says which languages it translates.",
                model=folder.name,
                hint=f'Say it in a file {CARD} there: {{"sources": ["en"], "targets": ["es"]}}.',
            )
    name, licence = str(card.get("name") or folder.name), str(card.get("licence", ""))
    return Pretrained(name, folder, family, sources, targets, licence)


def weights_of(folder: Path) -> list[Path]:
    """The files of a model's weights: safetensors, else pickles."""
    for pattern in _WEIGHTS:
        found = sorted(folder.glob(pattern))
        if found:
            return found
    return []


def _family(folder: Path, config: dict[str, Any], tokenizer: dict[str, Any]) -> str:
    named = config.get("architectures") or [""]
    architecture = str(named[0])
    if architecture in _ARCHITECTURES:
        family = _ARCHITECTURES[architecture]
        kind = str(tokenizer.get("tokenizer_class") or config.get("tokenizer_class") or "")
        if family == "mbart50" and not kind.startswith("MBart50"):
            raise ModelError(
                f"The model in {str(folder)!r} is an mBART that is no mBART-50.",
                model=folder.name,
                hint="mBART-50's tokenizer is an MBart50Tokenizer, which tokenizer_config.json "
                "says.",
            )
        return "nllb" if family == "m2m100" and kind.startswith("Nllb") else family
    if architecture.endswith("ForCausalLM"):
        if "chat_template" in tokenizer or (folder / "chat_template.jinja").is_file():
            return DECODER
        raise ModelError(
            f"The model in {str(folder)!r} has no chat template: it was not tuned to follow "
            "instructions.",
            model=folder.name,
            hint="Take its instruction-tuned sister.",
        )
    raise ModelError(
        f"The model in {str(folder)!r} is a {architecture or 'model without an architecture'}, "
        "which translates nothing that is known here.",
        model=folder.name,
        hint=f"There are {', '.join(_ARCHITECTURES)} and instruction-tuned decoders.",
    )


def _languages(folder: Path, tags: Any) -> tuple[str, ...]:  # noqa: ANN401 -- as the file has it
    try:
        return tuple(locales.normalize(str(tag)) for tag in tags if tag)
    except (LocaleError, TypeError) as error:
        raise ModelError(
            f"The languages of the model in {str(folder)!r} cannot be read: {error}.",
            model=folder.name,
        ) from error


def _marks(folder: Path) -> tuple[str, ...]:
    """Targets of a Marian model with several, which its vocabulary names (``>>spa<<``)."""
    found: set[str] = set()
    for token in _json(folder / "vocab.json", optional=True):
        if token.startswith(">>") and token.endswith("<<"):
            try:
                name = locales.normalize(token.strip("<>").replace("_", "-"))
                found.add(_SINGLE.get(locales.language(name), locales.language(name)))
            except LocaleError:
                continue  # a name of Opus-MT's own, of a language without a tag
    return tuple(sorted(found))


def _json(place: Path, *, optional: bool = False) -> dict[str, Any]:
    if optional and not place.is_file():
        return {}
    try:
        data = json.loads(place.read_bytes())
    except (OSError, ValueError) as error:
        raise ModelError(f"{str(place)!r} cannot be read: {error}.", model=place.parent.name) from (
            error
        )
    if not isinstance(data, dict):
        raise ModelError(f"{str(place)!r} is no JSON object.", model=place.parent.name)
    return data


def _hash_of(folder: Path) -> str:
    stamps = tuple(
        (str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in weights_of(folder)
    )
    return _hashed(stamps)


@lru_cache(maxsize=16)
def _hashed(files: tuple[tuple[str, int, int], ...]) -> str:
    """A hash over files; sizes and times are there to hash anew what was written anew."""
    each = [sha256_of(Path(path)) for path, _, _ in files]
    return each[0] if len(each) == 1 else hashlib.sha256("".join(each).encode()).hexdigest()
