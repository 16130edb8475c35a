"""Drafts in Chinese in the script of their market.

Most families have one code for Chinese, and write what they have seen most of, which is simplified
(M2M-100 and mBART-50 were taught from such texts), some of it traditional in between.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from localize import chinese, locales
from localize_models.translation.seq2seq.families import code_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from localize.engines import Alternative, TranslationRequest


def in_script(
    candidates: Iterable[Alternative], family: str, request: TranslationRequest
) -> Iterator[Alternative]:
    """The drafts, in the script of the market where the family's code does not say one.

    Their length stays, so that links hold. The market's renderings of terms stay as they are.

    Args:
        candidates: drafts of one unit.
        family: of the model.
        request: tells the market, and its terms.
    """
    target = request.target
    if not chinese.is_chinese(target) or _says_script(family, locales.language(target)):
        yield from candidates
        return
    # A market that is only "zh" reads simplified characters (`locales.chain`).
    locale = target if chinese.named_script(target) else f"{target}-{locales.script(target)}"
    kept = [term.target for term in request.terms]
    for one in candidates:
        yield replace(one, text=chinese.converted(one.text, locale, kept))


def _says_script(family: str, language: str) -> bool:
    """Whether a family has a code for each script of a language, or one that names the script."""
    hans, hant = (
        code_of(family, f"{language}-{script}") for script in (chinese.HANS, chinese.HANT)
    )
    return hans != hant
