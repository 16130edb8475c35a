"""What an operator chooses about engines, and how engines tell how far they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

#: The parameter of `Provenance` by which an engine says that it gave text or sound to another
#: machine: ``("sent_away", "yes")``.
SENT_AWAY: Final = "sent_away"
#: The machine of a market that reads its source's own words; no engine that is found by its name.
SAME_WORDS: Final = "same-words"


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What an operator chooses about an engine; each engine takes what concerns it.

    Attributes:
        model: name in the catalogue, or a folder with converted weights; empty for the default.
        device: ``auto``, ``cpu``, ``cuda`` (the first card), ``cuda:N``, or several cards,
            ``cuda:0,cuda:1``: engines on CTranslate2 share their batches out among them, others
            take the first.
        compute_type: CTranslate2's name for the arithmetic; empty to let the device decide.
        threads: CPU threads a worker may use; 0 lets the engine decide.
        beam_size: beams of the search.
        aligner: name of the aligner that finds the times of words; empty for the engine's own.
        offline: fetch nothing.
        models_dir: where weights are kept; empty for the user's cache folder.
        accept_unverified: take weights whose revision or hash the catalogue cannot confirm.
        accept_non_commercial: take models whose licence forbids commercial use.
        server: base address of a translation server (OpenAI's chat protocol); empty for none.
        server_model: the model to ask it for; empty takes the only one that it has.
        may_send: whether the dialogue may go to a server on another machine.
        pivot: locale by way of which a market is drafted that nothing drafts directly; empty to
            leave such a market undrafted.
    """

    model: str = ""
    device: str = "auto"
    compute_type: str = ""
    threads: int = 0
    beam_size: int = 5
    aligner: str = ""
    offline: bool = False
    models_dir: str = ""
    accept_unverified: bool = False
    accept_non_commercial: bool = False
    server: str = ""
    server_model: str = ""
    may_send: bool = False
    pivot: str = ""


#: Called with the bytes that are there and the bytes that there will be.
FetchProgress = Callable[[int, int], None]

#: Called with the request's id and how many ms of its sound are done.
Progress = Callable[[str, int], None]
