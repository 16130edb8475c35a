"""What a media file holds: streams, clock, rate, timecode, and which sound is the dialogue."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from av.error import FFmpegError
from av.stream import Disposition

from localize.findings import Finding, Severity
from localize.media import cadence, dialogue, timecodes
from localize.media.clock import THINNEST
from localize.media.info import AudioStream, MediaInfo, SubtitleStream, VideoStream
from localize.media.opening import open_media, packets
from localize.media.refusal import media_error
from localize.timeline import FrameRate, nearest_standard

if TYPE_CHECKING:
    from pathlib import Path

    from av import audio, video
    from av.container import InputContainer
    from av.stream import Stream

    from localize.errors import MediaError

#: Containers whose clock may run through zero (33 bits of 90 kHz): a negative start is real there.
_WRAPPING: Final = frozenset({"mpegts", "mpeg"})

#: Sound that an encoder puts before the programme's own, seconds at most: 2048 samples of HE-AAC
#: at 44.1 kHz are 46 ms.
_RUN_IN: Final = Fraction(50, 1000)

#: Packets tried before a stream is called undecodable; a few broken ones at the start are common
#: in recordings.
_TRIED: Final = 200

#: Packets of all streams read to see the dialogue's first one.
_READ: Final = 20_000

#: What a person calls FFmpeg's types of streams.
_KINDS: Final = {"video": "picture", "subtitle": "subtitles"}

#: Titles that muxers write where people gave none.
_NO_TITLE: Final = frozenset(
    {"soundhandler", "soundhandle", "core media audio", "apple sound media handler", "stereo"}
)


def probe(
    path: Path, *, audio_stream: int | None = None, language: str = "", start_timecode: str = ""
) -> MediaInfo:
    """Look into a media file.

    Args:
        path: the file.
        audio_stream: the stream to take for the dialogue, by its number in the file (all streams
            are counted, from 0, as ``ffprobe`` and MKVToolNix do); None to choose.
        language: BCP 47 language of the dialogue, where it is known; empty for any.
        start_timecode: SMPTE timecode of the first frame, which wins over the file's own; empty
            to take that.

    Raises:
        MediaError: the file cannot be read, has no sound, or not the stream that is asked for; or
            the start timecode does not exist at its frame rate.
        SettingsError: the start timecode is none.
    """
    with open_media(path) as container:
        streams = _audio(container)
        chosen = _dialogue(path, container, streams, audio_stream, language)
        chosen = _checked(path, container, chosen)
        streams = tuple(chosen if s.index == chosen.index else s for s in streams)
        subtitles = _subtitles(container)
        duration = _duration(container)
        findings = dialogue.doubts(chosen, streams, language if audio_stream is None else "")
        start = start_of(container)
        name = container.format.name
        told = list(timecodes.recorded(container))
    # A fresh container: what was read above cannot be had again without seeking.
    with open_media(path) as container:
        picture = _video(container)
        told += _of_group(container, picture)
        shown = _measured(container, picture)
    known = None if shown is None else shown.rate
    rate, timecode, more = _timecode(path, told, known, start_timecode)
    if shown is not None and rate is not None:
        shown = replace(shown, rate=rate)
    return MediaInfo(
        format=name,
        duration=duration,
        start=start,
        video=shown,
        audio=streams,
        dialogue=chosen,
        start_timecode=timecode,
        subtitles=subtitles,
        findings=(*findings, *more),
    )


def start_of(container: InputContainer) -> Fraction:
    """Where the container's clock stands at the start of the picture, in seconds.

    That is its first timestamp; but sound that starts before 0 (an encoder's run-in) is no part
    of the programme, except where the clock has run through zero. There the run-in is told by
    the picture, which starts just after it.
    """
    start = Fraction(container.start_time or 0, 1_000_000)
    if container.format.name not in _WRAPPING:
        return max(Fraction(0), start)
    picture = _video(container)
    if picture is None or picture.start_time is None or picture.time_base is None:
        return start
    shown = picture.start_time * picture.time_base
    return shown if start < shown <= start + _RUN_IN else start


def _text(stream: Stream, key: str) -> str:
    return next((v.strip() for k, v in stream.metadata.items() if k.lower() == key), "")


def _first(stream: Stream, container: InputContainer) -> int:
    """Where a stream starts, in ms from the start of the container; 0 where that is not told."""
    if stream.start_time is None or stream.time_base is None:
        return 0
    return max(0, round((stream.start_time * stream.time_base - start_of(container)) * 1000))


def _codec(stream: Stream) -> str:
    """The codec's name; empty where there is no decoder for it."""
    # PyAV gives None for the context of a codec that it does not know, unlike what its types say.
    context: object = stream.codec_context
    return stream.codec_context.codec.canonical_name if context is not None else ""


def _audio(container: InputContainer) -> tuple[AudioStream, ...]:
    return tuple(_audio_stream(stream, container) for stream in container.streams.audio)


def _audio_stream(stream: audio.AudioStream, container: InputContainer) -> AudioStream:
    title = _text(stream, "title") or _text(stream, "handler_name")
    if title.lower() in _NO_TITLE:
        title = ""
    commentary, described, partial = dialogue.told_by_title(title)
    flags = stream.disposition
    codec = _codec(stream)
    known = bool(codec)
    return AudioStream(
        index=stream.index,
        codec=codec,
        channels=stream.codec_context.layout.nb_channels if known else 0,
        layout=stream.codec_context.layout.name if known else "",
        sample_rate=stream.codec_context.sample_rate or 0 if known else 0,
        language=dialogue.language_of(_text(stream, "language")),
        title=title,
        default=bool(flags & Disposition.default),
        start=_first(stream, container),
        hearing_impaired=bool(flags & Disposition.hearing_impaired),
        visual_impaired=described
        or bool(flags & (Disposition.visual_impaired | Disposition.descriptions)),
        commentary=commentary or bool(flags & Disposition.comment),
        partial=partial
        or bool(flags & (Disposition.karaoke | Disposition.lyrics | Disposition.clean_effects)),
    )


def _dialogue(
    path: Path,
    container: InputContainer,
    streams: tuple[AudioStream, ...],
    wanted: int | None,
    language: str,
) -> AudioStream:
    if not streams:
        held = sorted({_KINDS.get(stream.type, "data") for stream in container.streams})
        what = f"has no sound; it holds {' and '.join(held)} only." if held else "has no sound."
        raise media_error(path, what, "Give the version of the file that has its sound.")
    if wanted is not None:
        for stream in streams:
            if stream.index == wanted:
                return stream
        listed = ", ".join(map(str, streams))
        raise media_error(
            path,
            f"has no sound stream {wanted}.",
            f"Its sound streams are: {listed}. Give one of these numbers to --audio-stream.",
        )
    decodable = [stream for stream in streams if stream.codec]
    return dialogue.choose(decodable or streams, language)


def _checked(path: Path, container: InputContainer, chosen: AudioStream) -> AudioStream:
    """The stream with the start and layout that its first sound shows, once some was decoded.

    Raises:
        MediaError: there is none, or none of it can be decoded.
    """
    if not chosen.codec:
        raise media_error(
            path,
            f"has sound stream {chosen} in a codec that is not known here.",
            "Convert the sound to AAC, FLAC or WAV; or choose another stream with --audio-stream.",
        )
    stream = container.streams[chosen.index]
    seen = failed = 0
    try:
        for read, packet in enumerate(packets(container)):
            if packet.stream.index != chosen.index:
                if read > _READ:
                    return chosen  # it starts late; the decoder will meet it
                continue
            seen += packet.size > 0
            try:
                frames = packet.decode()
            except FFmpegError:
                failed += 1
                frames = []
            if frames and stream.type == "audio":
                return chosen
            if failed >= _TRIED:
                break
    except FFmpegError as error:
        raise no_sound_decoded(path, chosen, packets=seen) from error
    raise no_sound_decoded(path, chosen, packets=seen)


def no_sound_decoded(path: Path, stream: AudioStream, *, packets: int) -> MediaError:
    """The error for a sound stream that is listed and gives no sound.

    Args:
        path: the file.
        stream: the one.
        packets: how many it has; 0 tells an empty stream from a damaged or locked one.
    """
    if not packets:
        what = f"lists sound stream {stream}, but there is no sound in it (0 s)."
        return media_error(path, what, "Give the version of the file that has its sound.")
    what = f"has sound stream {stream}, but none of it can be decoded."
    hint = "It is damaged or locked (DRM): export it anew without protection."
    return media_error(path, what, hint)


def _subtitles(container: InputContainer) -> tuple[SubtitleStream, ...]:
    return tuple(
        SubtitleStream(
            stream.index, _codec(stream), dialogue.language_of(_text(stream, "language"))
        )
        for stream in container.streams.subtitles
    )


def _duration(container: InputContainer) -> int:
    if container.duration is not None:
        length = Fraction(container.duration, 1000)
        start = start_of(container) * 1000
        # Matroska counts from the zero of its clock, not from where its first stream starts.
        if "matroska" in container.format.name and length > start:
            length -= start
        # Where the clock of a stream starts again, FFmpeg reckons a day or more.
        if container.format.name in _WRAPPING and container.size * 8 < length * THINNEST / 1000:
            return 0
        return max(0, round(length))
    known = [
        stream.duration * stream.time_base
        for stream in container.streams
        if stream.duration is not None and stream.time_base is not None
    ]
    return round(max(known, default=Fraction(0)) * 1000)


def _video(container: InputContainer) -> video.VideoStream | None:
    """The picture: no cover, no thumbnails; of several, the default one or the largest."""
    still = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
    moving = [s for s in container.streams.video if not s.disposition & still and _codec(s)]
    return max(
        moving,
        key=lambda s: (bool(s.disposition & Disposition.default), s.width * s.height, -s.index),
        default=None,
    )


def _measured(container: InputContainer, stream: video.VideoStream | None) -> VideoStream | None:
    if stream is None:
        return None
    seen = cadence.measure(container, stream)
    claimed = stream.guessed_rate or stream.average_rate or stream.base_rate
    rate = seen.rate
    if claimed and (rate is None or abs(claimed - rate) * 500 <= rate):
        # Where both agree to 0.2 %, the header knows more digits than rounded timestamps.
        rate = nearest_standard(claimed) if rate is None or rate == claimed else rate
    return VideoStream(
        stream.index,
        _codec(stream),
        stream.width,
        stream.height,
        FrameRate(rate or Fraction(25)),
        seen.variable,
        _first(stream, container),
    )


def _of_group(container: InputContainer, stream: video.VideoStream | None) -> list[str]:
    """The timecode in the first picture of an MPEG-2 stream, in a list; empty for none."""
    if stream is None or _codec(stream) not in ("mpeg1video", "mpeg2video"):
        return []
    try:
        for read, packet in enumerate(packets(container, stream)):
            if packet.is_keyframe and packet.size:
                text = timecodes.of_group(bytes(packet))
                return [text] if text else []
            if read > _TRIED:
                break
    except FFmpegError:
        pass  # damaged at its start; there is no timecode then
    return []


def _timecode(
    path: Path, told: list[str], rate: FrameRate | None, given: str
) -> tuple[FrameRate | None, str, tuple[Finding, ...]]:
    """The rate with its way of counting, the start timecode, and what is doubtful about it."""
    if given.strip():
        text, counted = timecodes.given(given, rate, path)
        return counted, text, ()
    doubts = []
    for text in dict.fromkeys(told):
        try:
            normal, counted = timecodes.at_rate(text, rate)
        except ValueError as error:
            message = (
                f"The file's start timecode is left aside: {error}."
                " Give the right one with --start-timecode."
            )
            doubts.append(Finding("start-timecode", Severity.WARNING, message))
        else:
            return counted, normal, ()
    return rate, "", tuple(doubts)
