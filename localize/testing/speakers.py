"""The contract test that every diariser inherits, one's own plug-ins included.

    class TestMyDiariser(DiariserContract):
        def diariser(self) -> Diariser:
            return MyDiariser(EngineSettings())

        def spoken(self) -> SpeakersRequest:
            return SpeakersRequest("two", my_sound(), my_speech())

pytest collects the inherited methods.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from localize.engines import SpeakersRequest
from localize.testing.fakes import silent_sound
from localize.timeline import Span

if TYPE_CHECKING:
    from localize.engines import Diariser


class DiariserContract:
    """What holds for every diariser. Subclasses say which one, and give it two or more voices."""

    def diariser(self) -> Diariser:
        """A new diariser."""
        raise NotImplementedError

    def spoken(self) -> SpeakersRequest:
        """Speech of two or more whose voices it tells apart."""
        raise NotImplementedError

    def test_all_speech_is_in_turns_and_turns_have_length(self) -> None:
        """Turns come in order, with a label and a length, and leave no speech out."""
        request = self.spoken()
        turns = self.diariser().tell_apart(request).turns
        _hold(len({turn.speaker for turn in turns}) > 1, "it tells nobody apart")
        _hold(all(turn.speaker and turn.start < turn.end for turn in turns), f"a turn is {turns}")
        _hold(all(a.start <= b.start for a, b in pairwise(turns)), "its turns are out of order")
        _hold(turns[-1].end <= request.sound.duration, "it goes beyond the sound")
        for span in request.speech:
            at = span.start
            for turn in turns:
                if turn.start <= at < turn.end:
                    at = turn.end
            _hold(at >= span.end, f"nobody says what is heard at {at} ms")

    def test_it_is_known_and_repeats_itself(self) -> None:
        """Its provenance names it, and the same sound gives the same turns."""
        request = self.spoken()
        one, another = self.diariser(), self.diariser()
        before = one.provenance()
        _hold(before.engine == one.name, "its provenance does not name it")
        _hold(one.tell_apart(request) == another.tell_apart(request), "it repeats itself not")
        _hold(one.provenance() == before, "its provenance changes when it has worked")

    def test_one_voice_alone_is_one(self) -> None:
        """The first stretch of speech, by itself, has one speaker from end to end."""
        request = self.spoken()
        (first, *_) = request.speech
        turns = self.diariser().tell_apart(replace(request, speech=(first,))).turns
        _hold(len({turn.speaker for turn in turns}) == 1, "it makes two of one")

    def test_progress_only_grows(self) -> None:
        """Progress is of the request, goes forward and reaches the end of the sound."""
        request = self.spoken()
        told: list[tuple[str, int]] = []
        self.diariser().tell_apart(request, lambda name, done: told.append((name, done)))
        done = [at for _, at in told]
        _hold({name for name, _ in told} == {request.id}, "it tells of a request nobody made")
        _hold(done == sorted(done), "its progress goes back")
        _hold(done[-1] == request.sound.duration, "its progress does not reach the end")

    def test_nothing_and_silence(self) -> None:
        """No speech has no turns; silence that was taken for speech is borne."""
        silence = silent_sound(4_000)
        empty = self.diariser().tell_apart(SpeakersRequest("none", silence, ()))
        _hold(empty.turns == (), "it hears somebody where nobody speaks")
        taken = self.diariser().tell_apart(SpeakersRequest("taken", silence, (Span(500, 3_500),)))
        _hold(len({turn.speaker for turn in taken.turns}) == 1, "it tells silence apart")


def _hold(holds: bool, message: str) -> None:
    if not holds:
        raise AssertionError(message)
