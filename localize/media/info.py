"""What a media file holds, as plain values: no decoder is needed to read or to keep them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from localize.findings import Finding
from localize.timeline import FrameRate


@dataclass(frozen=True, slots=True)
class VideoStream:
    """The picture.

    Attributes:
        index: number of the stream in the file, from 0.
        codec: its name, such as ``h264``.
        width: in pixels, as coded.
        height: in pixels, as coded.
        rate: exact frame rate (the broadcast rate where one is meant), with drop-frame numbering
            where the start timecode says so. Where the rate varies, the usual one.
        variable: the frames do not come at one rate (measured, not taken from a header).
        start: the first frame, in ms from the start of the container (`MediaInfo.start`); above 0
            where the sound starts before the picture.
    """

    index: int
    codec: str
    width: int
    height: int
    rate: FrameRate
    variable: bool
    start: int = 0


@dataclass(frozen=True, slots=True)
class AudioStream:
    """One sound stream.

    Attributes:
        index: number of the stream in the file, from 0; what ``--audio-stream`` takes.
        codec: its name, such as ``aac``; empty where this build of PyAV cannot decode it.
        channels: how many.
        layout: ``stereo``, ``5.1(side)``, or ``8 channels`` where the file gives them no places.
        sample_rate: samples a second; 0 where the file does not say.
        language: BCP 47; empty where the file does not say, or says something that is no language.
        title: as the file gives it; may be empty.
        default: flagged as the one to play.
        start: first sound, in ms from the start of the container (`MediaInfo.start`); 0 where the
            file does not say.
        hearing_impaired: mixed for people who hear badly.
        visual_impaired: carries a description of the picture.
        commentary: people talk about the programme.
        partial: not the whole programme: music and effects, karaoke, lyrics.
    """

    index: int
    codec: str
    channels: int
    layout: str
    sample_rate: int
    language: str = ""
    title: str = ""
    default: bool = False
    start: int = 0
    hearing_impaired: bool = False
    visual_impaired: bool = False
    commentary: bool = False
    partial: bool = False

    def __str__(self) -> str:
        """As a person tells streams apart: ``1 (ja, aac, 5.1, default, "Main")``."""
        marks = (
            (self.default, "default"),
            (self.commentary, "commentary"),
            (self.visual_impaired, "picture description"),
            (self.hearing_impaired, "for hard of hearing"),
            (self.partial, "music and effects"),
            (bool(self.title), f'"{self.title}"'),
        )
        parts = [
            self.language or "no language",
            self.codec or "cannot be decoded",
            self.layout or f"{self.channels} channels",
            *(text for told, text in marks if told),
        ]
        return f"{self.index} ({', '.join(parts)})"


@dataclass(frozen=True, slots=True)
class SubtitleStream:
    """A subtitle track inside the file.

    Attributes:
        index: number of the stream in the file, from 0.
        codec: its name, such as ``subrip``; empty where it is unknown.
        language: BCP 47; empty where the file does not say.
    """

    index: int
    codec: str
    language: str


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What `localize.media.probe.probe` found.

    Attributes:
        format: FFmpeg's name of the container, such as ``matroska,webm``.
        duration: ms from ``start``, as the file says or as its size lets one reckon; the
            decoded sound knows better. 0 where nothing tells.
        start: where the container's clock stands at the start of the picture, in exact seconds;
            every timestamp minus this is a time in our sense.
        video: the picture; None in a file of sound alone (a cover picture is no video).
        audio: every sound stream, in the file's order.
        dialogue: the one that is recognised.
        start_timecode: SMPTE timecode of the first frame; empty where none is known.
        subtitles: subtitle tracks inside the file.
        findings: what a person should know before anything is drafted.
    """

    format: str
    duration: int
    start: Fraction
    video: VideoStream | None
    audio: tuple[AudioStream, ...]
    dialogue: AudioStream
    start_timecode: str = ""
    subtitles: tuple[SubtitleStream, ...] = ()
    findings: tuple[Finding, ...] = ()
