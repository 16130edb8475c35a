"""The model that `localize translate --model` names: refused where no engine drafts with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from localize.errors import SettingsError

if TYPE_CHECKING:
    from localize.engines import EngineSettings


def see_model(translation: str, settings: EngineSettings) -> None:
    """See that an engine drafts with the model that is named.

    Each engine takes a name that is not its own for another's, so that only all of them together
    know that it is nobody's. An engine that does not say which models it has may have any.

    Args:
        translation: the only engine that is wanted; empty for all.
        settings: with the model.

    Raises:
        SettingsError: none does; says which models are here.
        UnknownNameError: there is no such engine.
    """
    from localize.drafting.offers import offer_model  # noqa: PLC0415 -- `--help` needs no engines
    from localize.engines import Naming  # noqa: PLC0415
    from localize.pipeline.choosing import text_engines  # noqa: PLC0415

    engines, _ = text_engines(translation, replace(settings, pivot=""))
    known: dict[str, None] = {}
    for engine in engines:
        if not isinstance(engine, Naming):
            return
        known.update(dict.fromkeys(engine.models()))
    if settings.model in known:
        return
    here = ", ".join(known) or "none"
    by = f" by {translation}" if translation else ""
    raise SettingsError(
        f"Nothing drafts{by} with a model {settings.model!r}; those that are here: {here}.",
        hint=offer_model(settings.model, settings)
        or "A folder is to hold a model's weights; a server's model is named with --server-model.",
    )
