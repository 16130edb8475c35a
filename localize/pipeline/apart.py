"""Stereo dialogue with one speaker a channel: each channel is heard by itself.

A recogniser that hears the mix loses what is said at the same time, and cannot say who speaks. So
where the channels carry different voices the speech engine gets one request a channel, and what it
heard is brought together again; everything else of a run knows of one transcript alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from localize import registry
from localize.engines import SpeechRequest, Transcript, Turn
from localize.errors import LocalizeError
from localize.findings import Finding, Severity
from localize.media.channels import SIDES
from localize.speakers import given, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from localize.engines import Progress, SpeechEngine
    from localize.media import Sound
    from localize.media.channels import Levels
    from localize.media.info import AudioStream
    from localize.pipeline.stages import LazySound

#: Where the speakers are not known by their channels alone: `RunSettings.speakers`.
AUTO: Final = "auto"
CHANNELS: Final = "channels"
NONE: Final = "none"
#: Words of `--speakers` that are no diariser's name.
WORDS: Final = (AUTO, CHANNELS, NONE)

#: Changes whenever what is heard of such a file may change; part of its transcript's key.
_METHOD: Final = "1"

#: Each channel has at least so much speech, ms, and such a part of all that is said.
_SPEECH: Final = 1_000
_PART: Final = 0.02


def key_part(speakers: str, dialogue: AudioStream) -> tuple[str, ...]:
    """What of this can change a transcript, for its content key; nothing for most files.

    Args:
        speakers: as `RunSettings.speakers`.
        dialogue: the stream that is heard.
    """
    if speakers not in (AUTO, CHANNELS) or dialogue.channels != 2:
        return ()
    return (f"channels:{speakers}:{_METHOD}", *_detector_part())


def _detector_part() -> tuple[str, ...]:
    """What hears whether somebody speaks in each channel; nothing where none is installed."""
    try:
        detector = registry.voice_detector()
    except LocalizeError:
        return ()  # told where channels have to be listened to, which few files come to
    return detector.name, detector.method


def voices(sound: LazySound, speakers: str) -> tuple[Sound, ...]:
    """Each channel of a dialogue by itself, where somebody else speaks in each; else nothing.

    Args:
        sound: of the episode; is told what a person should know of it.
        speakers: as `RunSettings.speakers`.

    Raises:
        MediaError, OutputError: as `LazySound.open`.
    """
    if not asked(sound, speakers):
        return ()
    found = (sound.open_channel(0), sound.open_channel(1))
    detector = registry.voice_detector()
    speech = [sum(span.duration for span in detector.listen(one).speech) for one in found]
    for number, spoken in enumerate(speech):
        if spoken < max(_SPEECH, _PART * sum(speech)):
            if speakers == CHANNELS:
                sound.tell(_no_voices(f"nobody speaks in the {SIDES[number]} channel"))
            return ()
    sound.tell(
        Finding(
            "speakers-apart",
            Severity.NOTE,
            "There is one speaker a channel: each is heard by itself, and cues are theirs apart.",
        )
    )
    return found


def asked(sound: LazySound, speakers: str) -> bool:
    """Whether the channels of a dialogue are one speaker's each, as far as their loudness tells."""
    if speakers not in (AUTO, CHANNELS):
        return False
    sound.open()
    levels = sound.levels
    if speakers == AUTO:
        return levels is not None and levels.apart
    if levels is None:
        sound.tell(_no_voices("the dialogue is no stereo stream"))
    elif levels.alike:
        sound.tell(_no_voices("both channels carry the same sound"))
    return levels is not None and not levels.alike


def _no_voices(why: str) -> Finding:
    return Finding(
        "speakers-channels",
        Severity.WARNING,
        f"The channels do not tell the speakers apart: {why}. `localize doctor` lists the "
        "diarisers that may be named with --speakers instead.",
    )


def by_channel(transcript: Transcript, levels: Levels) -> Transcript:
    """A transcript of the mix, such as of a script's words, each word its louder channel's."""
    turns = []
    for word in transcript.words:
        side = levels.louder(word.start, word.end)
        if side is not None:
            turns.append(Turn(SIDES[side], word.start, max(word.end, word.start + 1)))
    return replace(transcript, words=given(transcript.words, turns, transcript.language))


def parted(request: SpeechRequest, sounds: Iterable[Sound]) -> tuple[SpeechRequest, ...]:
    """One request for each voice of an episode; the request itself where there are none."""
    apart = tuple(
        replace(request, id=f"{request.id}\x1f{side}", sound=sound)
        for side, sound in zip(SIDES, sounds, strict=False)
    )
    return apart or (request,)


def transcribe(
    engine: SpeechEngine,
    requests: Iterable[tuple[SpeechRequest, ...]],
    progress: Progress | None = None,
) -> Iterator[Transcript]:
    """As `SpeechEngine.transcribe`, each transcript of all voices of an episode.

    Args:
        engine: hears each voice.
        requests: for each episode what `parted` gave.
        progress: called with the episode's name.
    """
    waiting: dict[str, _Voices] = {}

    def each() -> Iterator[SpeechRequest]:
        for group in requests:
            if len(group) > 1:
                open_ = _Voices(tuple(request.id for request in group))
                waiting.update((request.id, open_) for request in group)
            yield from group

    def tell(name: str, done: int) -> None:
        if progress is not None:
            open_ = waiting.get(name)
            progress(*((name, done) if open_ is None else open_.done(name, done)))

    for transcript in engine.transcribe(each(), tell):
        open_ = waiting.get(transcript.id)
        if open_ is None:
            yield transcript
        elif open_.take(transcript):
            yield open_.whole()


@dataclass
class _Voices:
    """The voices of one episode, until all are heard.

    Attributes:
        ids: of their requests; the requests themselves would hold their sounds.
        heard: what was heard of each, by its id.
        at: how far each is, ms.
    """

    ids: tuple[str, ...]
    heard: dict[str, Transcript] = field(default_factory=dict)
    at: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Of the episode."""
        return self.ids[0].rpartition("\x1f")[0]

    def done(self, voice: str, done: int) -> tuple[str, int]:
        """How far the episode is when a voice is so far."""
        self.at[voice] = done
        return self.name, sum(self.at.values()) // len(self.ids)

    def take(self, transcript: Transcript) -> bool:
        """Keep what a voice says; whether it was the last."""
        self.heard[transcript.id] = transcript
        return len(self.heard) == len(self.ids)

    def whole(self) -> Transcript:
        """All of them in one; they are let go."""
        found = joined([self.heard.pop(one) for one in self.ids]).transcript
        made = found.provenance
        parameters = tuple(sorted((*made.parameters, ("channels", _METHOD))))
        return replace(found, id=self.name, provenance=replace(made, parameters=parameters))
