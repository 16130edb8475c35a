"""The contract test that every aligner inherits, one's own plug-ins included.

    class TestMyAligner(AlignerContract):
        def aligner(self) -> Aligner:
            return MyAligner(EngineSettings())

        def spoken(self) -> tuple[Sound, str, tuple[Word, ...]]:
            return my_sound(), "en", my_words_at_their_times()

pytest collects the inherited methods.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from localize.testing.fakes import silent_sound

if TYPE_CHECKING:
    from localize.engines import Aligner
    from localize.media import Sound
    from localize.script import Word


class AlignerContract:
    """What holds for every aligner. Subclasses say which one, and give it timed speech."""

    def aligner(self) -> Aligner:
        """A new aligner."""
        raise NotImplementedError

    def spoken(self) -> tuple[Sound, str, tuple[Word, ...]]:
        """Speech, its language, and its words at their true times: ten or more."""
        raise NotImplementedError

    def test_times_change_and_nothing_else(self) -> None:
        """Texts, order, speakers and marks stay; no word overlaps the next or has no length."""
        sound, language, words = self.spoken()
        marked = tuple(
            replace(word, speaker=f"S{n % 2}", probability=0.5, sung=n % 3 == 0)
            for n, word in enumerate(words)
        )
        found = self.aligner().align(marked, sound, language)
        _hold(len(found) == len(words), "it drops or adds words")
        _hold(
            all(
                replace(after, start=before.start, end=before.end) == before
                for before, after in zip(marked, found, strict=True)
            ),
            "it changes more than times",
        )
        _hold(all(a.end <= b.start for a, b in pairwise(found)), "its words overlap")
        _hold(all(word.end > word.start for word in found), "it makes a word of no length")
        _hold(found[-1].end <= sound.duration, "it goes beyond the sound")

    def test_early_words_come_closer(self) -> None:
        """Words 120 ms early, as recognisers have them, are nearer to the truth afterwards."""
        sound, language, words = self.spoken()
        early = tuple(
            replace(word, start=max(0, word.start - 120), end=max(1, word.end - 120))
            for word in words
        )
        found = self.aligner().align(early, sound, language)
        off = [abs(a.start - b.start) for a, b in zip(found, words, strict=True)]
        _hold(median(off) < 120, f"words are {median(off):.0f} ms off that were 120 ms off before")

    def test_it_is_known_and_repeats_itself(self) -> None:
        """Its provenance names it, and the same words and sound give the same times."""
        sound, language, words = self.spoken()
        one, another = self.aligner(), self.aligner()
        _hold(one.provenance().engine == one.name, "its provenance does not name it")
        _hold(one.provenance() == another.provenance(), "two of a kind differ in provenance")
        _hold(
            one.align(words, sound, language) == another.align(words, sound, language),
            "it gives other times the second time",
        )

    def test_nothing_and_silence(self) -> None:
        """No words are no words; words where nobody speaks come back."""
        _, language, words = self.spoken()
        aligner = self.aligner()
        silence = silent_sound(max(2_000, words[-1].end))
        _hold(aligner.align((), silence, language) == (), "it makes words of nothing")
        _hold(
            len(aligner.align(words, silence, language)) == len(words), "it drops words in silence"
        )


def _hold(holds: bool, message: str) -> None:
    if not holds:
        raise AssertionError(message)
