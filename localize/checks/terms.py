"""The check that the show's own words are said as the market settled them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from localize.checks.rendering import translated
from localize.checks.term_use import missed, said_in
from localize.checks.words import is_latin
from localize.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import CheckContext, Term
    from localize.script import Cue

#: How many pairs before and after may say a term instead.
_REACH: Final = 2


class TermUse:
    """A term that the source says is rendered as the termbase has it, inflected or not.

    Names that are the same in both languages are left to `source_names`. A warning, not an error:
    a subtitle that is short of room may say "he".
    """

    name: ClassVar[str] = "term"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every term that the source says and the translation does not."""
        source, target = context.source_locale, context.limits.locale
        terms = [one for one in context.terms if not _left_to_names(one, source, target)]
        if not terms or not source:
            return
        pairs = translated(cues, context)
        said = [said_in(pair.source_text, terms, source) for pair in pairs]
        for at, pair in enumerate(pairs):
            for term in missed(pair.target_text, said[at], target):
                near = range(max(0, at - _REACH), min(len(pairs), at + _REACH + 1))
                if any(
                    term not in said[n] and not missed(pairs[n].target_text, [term], target)
                    for n in near
                    if n != at
                ):
                    continue
                cue = pair.first
                about = f" ({term.note})" if term.note else ""
                yield Finding(
                    rule=self.name,
                    severity=Severity.WARNING,
                    message=f"“{term.source}”{about} of the source is settled as “{term.target}”, "
                    "which is not said here: say it, or make sure that it is clear what is meant",
                    cue_id=cue.id,
                    start=cue.start,
                    measured=0,
                    limit=1,
                    unit="terms",
                )


def _left_to_names(term: Term, source: str, target: str) -> bool:
    same = term.source == term.target and any(char.isupper() for char in term.source)
    return same and is_latin(source or "en") and is_latin(target)
