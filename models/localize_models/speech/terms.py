"""What Whisper is told before each window: names of the show, and the writing that is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize import locales
from localize.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faster_whisper import WhisperModel

#: Tokens that fit: half of Whisper's text context (448) but one; faster-whisper cuts there in
#: silence.
_MOST_TOKENS: Final = 223
#: "What follows is in Mandarin", in either writing. Whisper writes Chinese in whichever it likes
#: unless it sees one; this prompt is the usual cure (openai/whisper, discussion 277).
_WRITING: Final = {"Hans": "以下是普通话的句子。", "Hant": "以下是普通話的句子。"}


@dataclass(frozen=True, slots=True)
class Hints:
    """What is put before each window.

    Attributes:
        text: for faster-whisper's ``hotwords``; empty for nothing.
        findings: terms that did not fit.
    """

    text: str
    findings: tuple[Finding, ...] = ()


def hotwords(terms: Sequence[str], locale: str, model: WhisperModel) -> Hints:
    """As many terms as Whisper has room for, in the order given.

    Args:
        terms: names of the show.
        locale: language of the dialogue; a Chinese one that tells its script gets that script.
        model: whose tokens count.
    """
    opening = _WRITING.get(locales.script(locale), "") if locales.language(locale) == "zh" else ""
    wanted = list(dict.fromkeys(term.strip() for term in terms if term.strip()))
    taken: list[str] = []
    for term in wanted:
        if _tokens(_joined(opening, [*taken, term]), model) > _MOST_TOKENS:
            break
        taken.append(term)
    findings: tuple[Finding, ...] = ()
    if len(taken) < len(wanted):
        findings = (
            Finding(
                "terms-cut",
                Severity.WARNING,
                f"Whisper has room for the first {len(taken)} of {len(wanted)} terms; it did not "
                f"listen for the rest, from {wanted[len(taken)]!r} on.",
                measured=len(wanted),
                limit=len(taken),
                unit="terms",
            ),
        )
    return Hints(_joined(opening, taken), findings)


def _joined(opening: str, terms: Sequence[str]) -> str:
    return " ".join(part for part in (opening, ", ".join(terms)) if part)


def _tokens(text: str, model: WhisperModel) -> int:
    return len(model.hf_tokenizer.encode(f" {text}", add_special_tokens=False).ids)
