"""What is known of the machines that made drafts: licences, and whether they sent anything away.

A draft remembers engine, model, revision and parameters; the licence is the catalogue's, and
whether text or sound leaves this machine is what the engine declares. What nobody here knows (an
engine that is no longer installed, weights of one's own) is recorded as unknown, never as harmless.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from localize import registry
from localize.drafting import known
from localize.engines import SAME_WORDS, SENT_AWAY, EngineSettings
from localize.errors import LocalizeError
from localize.script import Provenance

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from localize.engines import ModelInfo

#: What a model store says of weights that it knows nothing about.
_UNKNOWN = "unknown"
#: The licence of what no model made.
NO_MODEL = "no model"


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """What is known of one machine.

    Attributes:
        provenance: engine, model, revision, parameters.
        licence: SPDX name of the model's licence; `NO_MODEL` where there is none; empty where it
            is not known.
        sends: whether text or sound goes to another machine; None where it is not known.
    """

    provenance: Provenance
    licence: str
    sends: bool | None


def machine_facts(machines: Mapping[int, Provenance]) -> dict[int, MachineFacts]:
    """The facts about each machine, by the same keys; loads no weights and asks no network."""
    models = _models()
    return {
        key: MachineFacts(provenance, *_facts(provenance, models))
        for key, provenance in machines.items()
    }


def anything_left(facts: Iterable[MachineFacts]) -> bool | None:
    """Whether anything left this machine to be drafted; None where one of them may have sent it."""
    known = [one.sends for one in facts]
    if True in known:
        return True
    return None if None in known else False


def _models() -> tuple[ModelInfo, ...]:
    try:
        return tuple(registry.model_store(EngineSettings(offline=True)).models())
    except LocalizeError:
        return ()  # no store is installed, or its catalogue is broken: nothing is known


def _facts(provenance: Provenance, models: Iterable[ModelInfo]) -> tuple[str, bool | None]:
    told = dict(provenance.parameters).get(SENT_AWAY)
    licence = next(
        (
            model.licence
            for model in models
            if model.name == provenance.model and model.revision == provenance.revision
        ),
        "",
    )
    declared, sends = _declared(provenance)
    found = licence or declared
    return ("" if found == _UNKNOWN else found), sends if told is None else told == "yes"


def _declared(provenance: Provenance) -> tuple[str, bool | None]:
    """What the engine itself says: licence, and whether anything leaves this machine."""
    if provenance.engine in (known.ENGINE, SAME_WORDS):
        # People's own lines, out of the project's database, or the source's own words.
        return NO_MODEL, False
    settings = EngineSettings(model=provenance.model, offline=True)
    try:
        if provenance.engine in registry.names(registry.TRANSLATION):
            translation = registry.translation_engine(provenance.engine, settings).capabilities()
            return translation.licence, translation.leaves_machine
        if provenance.engine in registry.names(registry.SPEECH):
            # Speech engines work on the sound that they are handed; the protocol has no other.
            speech = registry.speech_engine(provenance.engine, settings).capabilities()
            return getattr(speech, "licence", ""), getattr(speech, "leaves_machine", False)
    except LocalizeError:
        pass  # the library is gone, or the model is not in the catalogue any more
    return "", None
