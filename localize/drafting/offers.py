"""What would draft a market that nothing here drafts: the catalogue's model, how to get it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize import registry
from localize.engines import WeightsState

if TYPE_CHECKING:
    from localize.engines import EngineSettings, ModelInfo


def offer(source: str, target: str, settings: EngineSettings) -> str:
    """A sentence or two for the operator; empty where the catalogue has nothing for the pair.

    Args:
        source: locale of the dialogue; empty where it is not known.
        target: locale of the market.
        settings: where models are kept, and which licences are accepted.
    """
    able = registry.model_store(settings).serving(source, target)
    if not able:
        return ""
    # What is here already before what would have to be fetched; else in the catalogue's order.
    best = min(able, key=lambda model: (model.state is not WeightsState.KEPT, able.index(model)))
    return f"{_how_to_get(best)} {_how_to_run(best)}"


def offer_model(name: str, settings: EngineSettings) -> str:
    """What to do about a model of the list that does not draft here; empty for no such model.

    Args:
        name: its name.
        settings: where models are kept.
    """
    for model in registry.model_store(settings).models():
        if model.name == name and model.task != "translation":
            return f"{name} is a speech model."
        if model.name == name and model.engine == "transformers":
            return f"{_how_to_get(model)} {_how_to_run(model)}"
        if model.name == name:
            return f"{_how_to_get(model)}{_terms_of(model)}"
    return ""


def _how_to_get(model: ModelInfo) -> str:
    about = ", ".join(part for part in (model.languages, model.licence, _size(model)) if part)
    if model.state is WeightsState.KEPT:
        return f"The model {model.name} ({about}) is here."
    unverified = "" if model.verified else " --accept-unverified"
    return f"`localize models pull {model.name}{unverified}` fetches a model for it ({about})."


def _how_to_run(model: ModelInfo) -> str:
    run = (
        "It runs with torch (pip install 'localize-workbench[transformers]'), and faster once "
        f"`localize models convert {model.name}` has made it CTranslate2's."
    )
    return run + _terms_of(model)


def _terms_of(model: ModelInfo) -> str:
    if model.licence.upper().startswith("CC-BY-NC"):
        return " Its licence forbids commercial use: it drafts only with --accept-non-commercial."
    return ""


def _size(model: ModelInfo) -> str:
    return f"{model.size / 1e9:.1f} GB" if model.size else ""
