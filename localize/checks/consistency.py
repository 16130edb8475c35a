"""The check that a line of the source that comes again is translated as before."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, ClassVar, Final

from localize import locales
from localize.checks.rendering import translated
from localize.checks.words import words_of
from localize.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.checks.rendering import Pair
    from localize.engines import CheckContext
    from localize.script import Cue

#: Shorter lines (characters of an English line) mean another thing each time: "Yes.", "Come on!"
_LEAST_CHARACTERS: Final = 16.0


class Consistency:
    """One line of the source has one translation, unless its context says otherwise.

    Notes, on the whole track: capitals and punctuation are not compared, and short lines are left
    alone.
    """

    name: ClassVar[str] = "consistency"
    whole_track: ClassVar[bool] = True

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a note for every translation of a line that is not the usual one."""
        source, target = context.source_locale, context.limits.locale
        if not source or locales.language(source) == locales.language(target):
            return
        least = _LEAST_CHARACTERS * words_of(source).length
        lines: dict[str, list[Pair]] = defaultdict(list)
        for pair in translated(cues, context):
            key = _key(pair.source_text)
            if len(key) >= least:
                lines[key].append(pair)
        for pairs in lines.values():
            keys = [_key(pair.target_text) for pair in pairs]
            counted = Counter(keys)
            if len(counted) < 2:
                continue
            usual, times = counted.most_common(1)[0]
            example = pairs[keys.index(usual)].target_text
            for pair, key in zip(pairs, keys, strict=True):
                if key == usual:
                    continue
                cue = pair.first
                yield Finding(
                    rule=self.name,
                    severity=Severity.NOTE,
                    message=f"the same line is elsewhere “{example}” ({times} of {len(pairs)} "
                    "times): say it so, or leave it if the context wants another",
                    cue_id=cue.id,
                    start=cue.start,
                    measured=len(counted),
                    limit=1,
                    unit="translations",
                )


def _key(text: str) -> str:
    """A line by its letters and digits alone."""
    letters = "".join(char if char.isalnum() else " " for char in text.casefold())
    return " ".join(letters.split())
