"""Checks that everything of the source is translated."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from localize import locales
from localize.checks.measure import has_text
from localize.checks.rendering import pairs_of, translated
from localize.checks.sounds import is_sound, without_sounds
from localize.checks.words import WORD, is_latin, plain_words, scripts_of, share_in, words_of
from localize.findings import Finding, Severity
from localize.markup import strip
from localize.script import CueKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.checks.rendering import Pair
    from localize.engines import CheckContext
    from localize.script import Cue

#: So many words of the source's language, and none of the track's, are no accident.
_TELLING: Final = 3

#: The least part of the letters that are in the track's script.
_LEAST_IN_SCRIPT: Final = 0.2

#: The part of the words that are copied from the source, and how many at least.
_COPIED: Final = 0.75
_COPIED_WORDS: Final = 4


class Untranslated:
    """No cue is left in the source's language.

    Found are text that repeats the source's, text in the source's script, and text whose frequent
    words are the source's language's. Names, numbers, interjections and single words may be the
    same in both. Where both languages are one (``en`` and ``en-GB``) nothing is looked at.
    """

    name: ClassVar[str] = "untranslated"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every pair whose translation is in the source's language."""
        source, target = context.source_locale, context.limits.locale
        if not source or locales.language(source) == locales.language(target):
            return
        names = {word for name in context.known for word in plain_words(name)}
        for pair in translated(cues, context):
            if all(is_sound(cue, context.habits) for cue in pair.sources):
                continue
            reason, count = _reason(pair, names, context)
            if reason:
                cue = pair.first
                yield Finding(
                    rule=self.name,
                    severity=Severity.WARNING,
                    message=f"{reason}: translate it, or mark it as not to be translated",
                    cue_id=cue.id,
                    start=cue.start,
                    measured=count,
                    limit=0,
                    unit="words",
                )


class SourceMissing:
    """Every cue of the source has one that renders it.

    Found on the whole track: a part of it lacks the cues of the rest. Sounds and labels of an SDH
    source are not asked for in a track that is none; credits and interjections nowhere.
    """

    name: ClassVar[str] = "source-missing"
    whole_track: ClassVar[bool] = True

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every stretch of the source that nothing renders."""
        pairs = pairs_of(cues, context)
        covered = [(cue.start, cue.end) for cue in cues if not cue.translate or not cue.source_ids]
        if not any(pair.targets for pair in pairs):
            return
        for pair in pairs:
            asked = [cue for cue in pair.sources if _is_asked_for(cue, context)]
            if pair.targets or not asked:
                continue
            first = asked[0]
            if any(start < first.end and end > first.start for start, end in covered):
                continue
            yield Finding(
                rule=self.name,
                severity=Severity.WARNING,
                message=f"nothing renders “{_short(pair.source_text)}” of the source: add a cue, "
                "or base one beside it on this line too",
                start=first.start,
                measured=0,
                limit=1,
                unit="cues",
            )


def _is_asked_for(cue: Cue, context: CheckContext) -> bool:
    if not has_text(cue) or cue.kind is CueKind.CREDIT:
        return False
    if cue.kind is CueKind.SOUND or is_sound(cue, context.habits):
        return context.limits.sdh
    sounds = words_of(context.source_locale).sounds
    return any(word not in sounds for word in plain_words(strip(cue.text)))


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39].rstrip()}…"


def _reason(pair: Pair, names: set[str], context: CheckContext) -> tuple[str, int]:
    """Why a translation is none, and of how many words that is true; empty where it is one."""
    source, target = context.source_locale, context.limits.locale
    text = without_sounds(pair.target_text, context.habits)
    original = without_sounds(pair.source_text, context.habits)
    written = WORD.findall(text.replace("’", "'"))
    found = [word.casefold() for word in written]
    if scripts_of(source) != scripts_of(target):
        return _other_script(text, written, names, context)
    ours, theirs = words_of(target), words_of(source)
    lower = [
        word
        for word in written
        if word[0].islower()
        and word not in names
        and word not in ours.sounds
        and word not in ours.common
        and len(word) > 1
    ]
    if len(found) > 1 and lower and found == plain_words(original):
        return "the same as the source", len(found)
    if any(word in ours.common and word not in theirs.common for word in found):
        return "", 0
    telling_words = [word for word in found if word in theirs.common and word not in ours.common]
    if ours.common and len(telling_words) >= _TELLING:
        return "still in the source's language", len(telling_words)
    there = set(plain_words(original))
    copied = [word for word in lower if word in there]
    if len(copied) >= _COPIED_WORDS and len(copied) >= _COPIED * len(lower):
        return "mostly the same as the source", len(copied)
    return "", 0


def _other_script(
    text: str, written: Sequence[str], names: set[str], context: CheckContext
) -> tuple[str, int]:
    """As `_reason`, where the two languages are written in different scripts."""
    source, target = scripts_of(context.source_locale), scripts_of(context.limits.locale)
    if share_in(text, target) >= _LEAST_IN_SCRIPT or share_in(text, source) <= 1 - _LEAST_IN_SCRIPT:
        return "", 0
    # Names may stand in Latin letters anywhere.
    plain = [word for word in written if word.casefold() not in names and not word[0].isupper()]
    telling = len(written) > 1 and plain if is_latin(context.source_locale) else len(text) > 1
    return ("still in the source's script", len(written)) if telling else ("", 0)
