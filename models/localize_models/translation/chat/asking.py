"""A request → questions, and their answers → renderings. Pure: whoever drives it asks the model.

It is a generator, so that a server's client can drive one in each of its threads and a model on
this machine many at once, their questions in one batch.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from localize_models.translation.chat import prompt
from localize_models.translation.chat.answer import renderings
from localize_models.translation.chat.batches import batches, halves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.engines import Progress, TranslationRequest, TranslationUnit

#: Times that a line is asked for alone before it is given back without text.
_ALONE: Final = 2
#: How freely the model answers, by how often a line came back unfit.
_TEMPERATURES: Final = (0.0, 0.3, 0.6, 0.6)


@dataclass(frozen=True, slots=True)
class Question:
    """What a model is asked.

    Attributes:
        messages: of a chat: ``role`` and ``content``.
        schema: JSON schema of the answer, for models that are bound by one.
        temperature: how freely it may answer.
        characters: of the lines that are to be translated; its answer is about as long.
        lines: how many they are.
    """

    messages: list[dict[str, str]]
    schema: dict[str, Any]
    temperature: float
    characters: int
    lines: int


#: Yields questions, is sent each one's answer (None where none came), returns renderings by unit.
Asking = Generator[Question, str | None, dict[str, str]]


def questions(request: TranslationRequest, progress: Progress | None) -> Asking:
    """Ask for every unit of a request, batch after batch.

    What does not come is asked for in ever smaller batches; what never comes is left out.
    """
    drafted = dict(request.drafted)
    texts: dict[str, str] = {}
    for batch in batches(request.units):
        texts |= yield from _ask(request, batch, {**drafted, **texts}, 0)
        if progress is not None:
            progress(request.id, batch[-1].span.end)
    return texts


def _ask(
    request: TranslationRequest,
    batch: Sequence[TranslationUnit],
    drafted: dict[str, str],
    tried: int,
    *,
    bare: bool = False,
) -> Asking:
    heat = min(request.attempt + tried, len(_TEMPERATURES) - 1)
    content = yield Question(
        prompt.messages(request, batch, drafted, bare=bare),
        prompt.schema(batch),
        _TEMPERATURES[heat],
        sum(len(unit.text) for unit in batch),
        len(batch),
    )
    found = {} if content is None else renderings(content, batch, request.source)
    missing = [unit for unit in batch if unit.id not in found]
    if not missing:
        return found
    if len(missing) < len(batch):
        return found | (yield from _ask(request, missing, {**drafted, **found}, tried))
    if len(batch) == 1:
        if tried + 1 >= _ALONE:
            return {}
        # What was refused, or too long, may have stood around the line.
        return (yield from _ask(request, batch, drafted, tried + 1, bare=content is None))
    first, second = halves(batch)
    found = yield from _ask(request, first, drafted, tried)
    return found | (yield from _ask(request, second, {**drafted, **found}, tried))
