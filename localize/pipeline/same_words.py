"""Markets that read what is spoken: the words of the source as they are, or in the other script.

Chinese is written in two (`localize.chinese`). A market that reads the other one than its source
is in (zh-TW of zh-Hans, or of zh) gets the source's words, character for character; no word of
another vocabulary is put in.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from localize import chinese, locales
from localize.engines import SAME_WORDS, Draft, TranslatedUnit, TranslationCapabilities
from localize.script import Provenance
from localize.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from localize.engines import FetchProgress, Progress, TranslationRequest


def reads_alike(source: str, target: str, text: str) -> bool:
    """Whether a text can stand as it is in a track for ``target``.

    As `locales.same_writing`, but where a Chinese tag leaves its script open the text tells it, and
    Cantonese is in traditional characters unless its tag says otherwise (`chinese.named_script`).

    Args:
        source: locale of the text.
        target: locale of the market.
        text: the text.
    """
    if source == target:
        return True
    if _one_chinese(source, target):
        return _script(chinese.settled(source, text) or source) == _script(target)
    return locales.same_writing(source, target)


def _one_chinese(source: str, target: str) -> bool:
    return chinese.is_chinese(source) and locales.language(source) == locales.language(target)


def _script(locale: str) -> str:
    """The script of a Chinese locale; one that leaves it open has its language's usual one.

    Pinyin (``Latn``) and Bopomofo (``Bopo``) are neither of the two that are converted.
    """
    script = locales.script(locale)
    if script in ("", chinese.HANS, chinese.HANT):
        return chinese.named_script(locale) or script
    return script


class SameWords:
    """Fulfils `localize.engines.TranslationEngine` for a language and itself; asks nobody.

    It is not found by name: the nets under drafts would rightly call its work a copy.
    """

    name: ClassVar[str] = SAME_WORDS

    def __enter__(self) -> SameWords:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def capabilities(self) -> TranslationCapabilities:
        """Nothing but the words."""
        return TranslationCapabilities(preference=0)

    def serves(self, source: str, target: str) -> bool:
        """Whether the two are one language, written the same way or in Chinese characters both."""
        if not _one_chinese(source, target):
            return locales.same_writing(source, target)
        scripts = {_script(source), _script(target)}
        return len(scripts) == 1 or scripts <= {chinese.HANS, chinese.HANT}

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
        """Yield each request's own text, in the script of its market."""
        for request in requests:
            made, locale = self.provenance(), ""
            if not reads_alike(
                request.source, request.target, "\n".join(unit.text for unit in request.units)
            ):
                script = _script(request.target)
                named = chinese.named_script(request.target)  # not "zh", which reads simplified
                locale = request.target if named else f"{request.target}-{script}"
                made = replace(made, parameters=(("script", script),))
            kept = [term.target for term in request.terms]
            units = tuple(
                TranslatedUnit((unit.id,), chinese.converted(unit.text, locale, kept))
                for unit in request.units
            )
            yield Draft(request.id, units, made)


#: Asked of every market that reads the words of its source.
SAME: Final = SameWords()
