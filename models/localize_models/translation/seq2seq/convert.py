"""A Hugging Face model → a converted one with its card. Needs torch and transformers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import numpy as np

from localize.errors import MissingPartError, ModelError, OutputError, SettingsError
from localize_models.translation.seq2seq.card import ModelCard, write_card
from localize_models.translation.seq2seq.families import FAMILIES, Family
from localize_models.weights.hashing import sha256_of

#: transformers' name of an architecture → the family. NLLB's checkpoints are M2M-100's
#: architecture with other languages, told apart by their tokenizer.
_ARCHITECTURES: Final = {
    "MarianMTModel": "marian",
    "M2M100ForConditionalGeneration": "m2m100",
    "T5ForConditionalGeneration": "madlad",
    "MBartForConditionalGeneration": "mbart50",
}


def convert(
    model: str,
    out: Path,
    *,
    name: str,
    sources: tuple[str, ...] = (),
    targets: tuple[str, ...] = (),
    licence: str = "",
    origin: str = "",
    revision: str = "",
    quantization: str = "int8",
    force: bool = False,
) -> ModelCard:
    """Convert a model.

    Args:
        model: a hub's repository (``Helsinki-NLP/opus-mt-en-es``) or a folder.
        out: folder of the converted model.
        name: what it is to be called.
        sources: languages that it translates from; empty for all of its family.
        targets: languages that it translates into; empty for all of its family.
        licence: SPDX name.
        origin: where the weights are from; ``model`` where that says it.
        revision: commit of the repository.
        quantization: how the weights are stored; CTranslate2's name.
        force: replace a model that lies there.

    Raises:
        MissingPartError: torch, transformers or sentencepiece is not installed.
        ModelError: no model that can be converted.
        OutputError: the folder is there already, or cannot be written.
        SettingsError: a model of one pair without its languages.
    """
    if out.exists() and not force:
        raise OutputError(f"{str(out)!r} is there already.", hint="Give --force to replace it.")
    config = _config(model, revision)
    named = config.get("architectures")
    architecture = str(named[0]) if isinstance(named, list) and named else ""
    family = _ARCHITECTURES.get(architecture, "")
    kind = str(config.get("tokenizer_class") or "")
    if family == "m2m100" and kind.startswith("NllbTokenizer"):
        family = "nllb"
    if family == "mbart50" and not kind.startswith("MBart50"):
        raise ModelError(
            f"{model} is an mBART that is no mBART-50: it marks its languages otherwise.",
            model=model,
            hint="Take an mBART-50 (its tokenizer is an MBart50Tokenizer) or another family.",
        )
    if not family:
        raise ModelError(
            f"{model} is a {architecture or 'model without an architecture'}, which is none of "
            f"{', '.join(_ARCHITECTURES)}.",
            model=model,
            hint="The engine `transformers` runs other models.",
        )
    if family == "marian" and not (sources and targets):
        raise SettingsError(
            "An Opus-MT model is for one pair or some; it does not say which.",
            hint="Give --sources and --targets, such as --sources en --targets es.",
        )
    half = out.with_name(f".{out.name}.{uuid4().hex[:8]}.partial")
    try:
        half.parent.mkdir(parents=True, exist_ok=True)
        _convert(model, half, revision, quantization, FAMILIES[family])
        card = ModelCard(
            name=name, family=family, sources=sources, targets=targets, licence=licence,
            origin=origin or model, revision=revision, sha256=sha256_of(half / "model.bin"),
        )  # fmt: skip
        write_card(half, card)
        if out.exists():
            shutil.rmtree(out)
        half.rename(out)
    except OSError as error:
        raise OutputError(
            f"The model cannot be written to {str(out)!r}: {error.strerror or error}.",
            path=str(out),
        ) from error
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return card


def _config(model: str, revision: str) -> dict[str, object]:
    """The model's ``config.json``, with its tokenizer's class."""
    found: dict[str, object] = {}
    for name in ("config.json", "tokenizer_config.json"):
        place = Path(model) / name
        if not Path(model).is_dir():
            place = _fetched(model, name, revision)
        try:
            found = {**json.loads(place.read_bytes()), **found}
        except (OSError, ValueError) as error:
            if name == "config.json":
                raise ModelError(
                    f"{model} has no readable {name}: {error}.", model=model
                ) from error
    return found


def _fetched(model: str, name: str, revision: str) -> Path:
    from huggingface_hub import hf_hub_download  # noqa: PLC0415 -- brings an HTTP client
    from huggingface_hub.errors import HfHubHTTPError  # noqa: PLC0415

    try:
        return Path(hf_hub_download(model, name, revision=revision or None))
    except (HfHubHTTPError, OSError, ValueError) as error:
        raise ModelError(
            f"{model} is no folder here, and the hub does not give it: {error}.", model=model
        ) from error


def _convert(model: str, folder: Path, revision: str, quantization: str, family: Family) -> None:
    try:
        import torch  # noqa: F401, PLC0415 -- the converter needs it and says so badly
        from ctranslate2.converters import TransformersConverter  # noqa: PLC0415
    except ImportError as error:
        raise MissingPartError(
            f"Conversion needs torch and transformers: {error}.",
            hint='Install them: pip install torch "localize-workbench[transformers]".',
        ) from error

    class Converter(TransformersConverter):  # type: ignore[misc]
        """Says besides which attention is to be told; its own choice suits Opus-MT alone."""

        def _load(self) -> Any:  # noqa: ANN401 -- as the library has it
            spec = super()._load()
            layer, heads = family.looks
            decoder = spec.decoder
            decoder.alignment_layer = np.int16(max(layer, -len(decoder.layer)))
            decoder.alignment_heads = np.int16(heads)
            # mBART-50's drafts begin with the end of the text before, and nothing has a beginning.
            # CTranslate2 4.8 takes that from where transformers 5 does not keep it any more, and
            # cannot load what has none.
            config = spec.config
            config.decoder_start_token = config.decoder_start_token or config.eos_token
            config.bos_token = config.bos_token or config.eos_token
            return spec

    try:
        converter = Converter(
            model, copy_files=list(family.files), revision=revision or None, low_cpu_mem_usage=True
        )
        converter.convert(str(folder), quantization=quantization)
    except (RuntimeError, ValueError, KeyError, ImportError) as error:
        raise ModelError(f"{model} cannot be converted: {error}.", model=model) from error
