"""Which of a file's sound streams holds the dialogue."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from localize import locales
from localize.errors import LocaleError
from localize.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.media.info import AudioStream

#: Codes of ISO 639 that name no language: undetermined, several, none, uncoded, "original".
_NO_LANGUAGE: Final = frozenset({"und", "mul", "zxx", "mis", "qaa"})

#: Words that people give to streams, in the languages of the markets that we know; a container's
#: own flags are often missing.
_COMMENTARY: Final = re.compile(
    r"comment(ary|aire|ator)|kommentar|comentario|comentário|commento|комментари|コメンタリー"
    r"|オーディオコメンタリ|评论|評論|해설",
    re.IGNORECASE,
)
_DESCRIPTION: Final = re.compile(
    r"descripti(on|ve)|audio.?d[eé]scri|\bAD\b|\bDVS\b|hörfilm|audiodeskription|audiodescri"
    r"|visual(ly)?.impaired|тифлокомментари|音声ガイド|音声解説|화면해설|口述影像",
    re.IGNORECASE,
)
_PARTIAL: Final = re.compile(
    r"\bM\s?[&+]\s?E\b|music (and|&) effects|isolated (score|music)|\bscore only\b|karaoke"
    r"|instrumental|カラオケ",
    re.IGNORECASE,
)


def language_of(tag: str) -> str:
    """BCP 47 of a container's language tag (``ger``, ``jpn``, ``en-US``); empty for none."""
    text = tag.strip()
    if not text or text.lower()[:3] in _NO_LANGUAGE or text.lower().startswith("qaa"):
        return ""
    try:
        return locales.normalize(text)
    except LocaleError:
        return ""


def told_by_title(title: str) -> tuple[bool, bool, bool]:
    """Whether a stream's title says commentary, description of the picture, part of the sound."""
    described = bool(_DESCRIPTION.search(title))
    # Russian calls the description of the picture a kind of commentary.
    commentary = bool(_COMMENTARY.search(title)) and not described
    return commentary, described, bool(_PARTIAL.search(title))


def choose(streams: Sequence[AudioStream], language: str = "") -> AudioStream:
    """The stream that holds the dialogue, of those that can be decoded.

    In this order: the programme itself before commentary, descriptions and parts of the sound; the
    wanted language, then streams that name none; the default; more channels (a separate centre
    helps recognition) but no mix for the hard of hearing; the first in the file.

    Args:
        streams: at least one.
        language: the language wanted; empty for any.
    """
    wanted = locales.language(language)

    def rank(stream: AudioStream) -> tuple[bool | int, ...]:
        spoken = locales.language(stream.language)
        foreign = 0 if not wanted or spoken == wanted else 1 if not spoken else 2
        return (
            stream.commentary or stream.visual_impaired or stream.partial,
            foreign,
            not stream.default,
            stream.hearing_impaired,
            -stream.channels,
            stream.index,
        )

    return min(streams, key=rank)


def doubts(
    chosen: AudioStream, streams: Sequence[AudioStream], language: str
) -> tuple[Finding, ...]:
    """What speaks against the choice, for a person to look at."""
    found = []
    others = ", ".join(str(stream) for stream in streams if stream is not chosen)
    wanted, spoken = locales.language(language), locales.language(chosen.language)
    if wanted and spoken and spoken != wanted:
        message = (
            f"No sound stream is marked {language}; stream {chosen} is taken."
            f" {f'There are also: {others}. ' if others else ''}"
            "If another is right, say so with --audio-stream."
        )
        found.append(Finding("audio-language", Severity.WARNING, " ".join(message.split())))
    if chosen.commentary or chosen.visual_impaired or chosen.partial:
        message = f"Stream {chosen} does not look like the programme's own sound."
        if others:
            message += f" There are also: {others}; choose with --audio-stream."
        found.append(Finding("audio-not-dialogue", Severity.WARNING, message))
    return tuple(found)
