"""Markets that read what is spoken, where people have made the source: their words, as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from localize import locales
from localize.engines import Draft, TranslatedUnit, TranslationCapabilities
from localize.script import Provenance
from localize.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from localize.engines import FetchProgress, Progress, TranslationRequest


class SameWords:
    """Fulfils `localize.engines.TranslationEngine` for a language and itself; asks nobody.

    It is not found by name: the nets under drafts would rightly call its work a copy.
    """

    name: ClassVar[str] = "same-words"

    def __enter__(self) -> SameWords:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def capabilities(self) -> TranslationCapabilities:
        """Nothing but the words."""
        return TranslationCapabilities(preference=0)

    def serves(self, source: str, target: str) -> bool:
        """Whether the two are one language, written the same way."""
        return locales.same_writing(source, target)

    def prepare(self, progress: FetchProgress | None = None) -> None:
        """Nothing is needed."""

    def provenance(self) -> Provenance:
        """This program."""
        return Provenance(self.name, __version__)

    def translate(
        self,
        requests: Iterable[TranslationRequest],
        progress: Progress | None = None,  # noqa: ARG002 -- nothing here takes time
    ) -> Iterator[Draft]:
        """Yield each request's own text."""
        for request in requests:
            units = tuple(TranslatedUnit((unit.id,), unit.text) for unit in request.units)
            yield Draft(request.id, units, self.provenance())
