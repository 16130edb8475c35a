"""Sentences out of words and cues: the least that is translated by itself.

A cue is cut for reading, so one often holds half a sentence; translating it alone is the commonest
reason why machines' subtitles go wrong. Units follow the sentence across cue borders, and say
which cues they come from.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from localize import locales, markup, timing
from localize.drafting.labels import SPOKEN, capitals, is_label
from localize.engines import TranslationUnit
from localize.script import Cue, CueKind, Word
from localize.syntax.borders import Level, Syntax, syntax_of
from localize.syntax.phrases import tokens_of
from localize.timeline import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from localize.guides.model import Limits

#: A pause that ends a unit whatever the punctuation, ms: nobody holds a sentence so long, and a
#: recogniser that gives no punctuation must not make one unit of a whole scene.
_LONG_PAUSE: Final = 2_000
#: A unit longer than this is ended at the next pause of `_SHORT_PAUSE`, or with a cue that ends a
#: clause, ms; a unit longer than the last of them with any cue: engines that work from sound hear
#: 30 s at once, and cues that follow each other without pauses and punctuation are no sentence.
_LONG_UNIT: Final = 20_000
_SHORT_PAUSE: Final = 300
_OVERLONG_UNIT: Final = 25_000
#: So much of what sounds and lines of a song take between two cues is no pause, ms: as much as a
#: sound in brackets lasts, but not a song.
_MOST_LABELS: Final = 5_000

#: A dash that begins a line of a cue with two speakers (subtitle guides: ``-``, ``- ``; French and
#: Spanish files also have longer ones).
_DASH: Final = re.compile(r"^\s*[-‐‑–—]\s*(?=\S)")


def units_of_words(
    words: Sequence[Word], words_of: Mapping[str, tuple[int, int]], *, locale: str
) -> tuple[TranslationUnit, ...]:
    """The sentences of a transcript.

    Args:
        words: of the transcript, in order.
        locale: of the words; says what ends a sentence.
        words_of: cue id → indices of its first and its last word.

    Returns:
        Units in programme order; every word is in exactly one.
    """
    return _units(words, words_of, {}, locale=locale)


def _units(
    words: Sequence[Word],
    words_of: Mapping[str, tuple[int, int]],
    labels: Mapping[str, int],
    *,
    locale: str,
) -> tuple[TranslationUnit, ...]:
    """The sentences of words; ``labels``: cue id → how long labels stand before it, ms."""
    syntax = syntax_of(locale)
    unspaced = locales.is_unspaced(locale)
    cue_of = {i: cue for cue, (first, last) in words_of.items() for i in range(first, last + 1)}
    units: list[TranslationUnit] = []
    first = 0
    for i, word in enumerate(words):
        following = words[i + 1] if i + 1 < len(words) else None
        last = cue_of.get(i) != cue_of.get(i + 1)
        held = labels.get(cue_of.get(i + 1, ""), 0) if last else 0
        if following is not None and not (
            _ends(words[first], word, following, syntax, last=last, held=held)
            or (unspaced and _stands_apart(word, following))
        ):
            continue
        cues = tuple(dict.fromkeys(cue_of[k] for k in range(first, i + 1) if k in cue_of))
        if cues:
            units.append(_unit(len(units), words[first : i + 1], cues))
        first = i + 1
    return tuple(units)


def _ends(
    begin: Word, word: Word, following: Word, syntax: Syntax, *, last: bool, held: int
) -> bool:
    """Whether a unit that began with ``begin`` ends between two words.

    ``last`` says whether the first of them is the last of its cue, ``held`` how much of the time
    between them labels take, ms.
    """
    pause = following.start - word.end
    level = syntax.border(word.text, following.text).level
    length = word.end - begin.start
    return (
        pause - held >= _LONG_PAUSE
        or following.speaker != word.speaker
        or following.language != word.language
        or level is Level.SENTENCE
        or (length >= _LONG_UNIT and (pause >= _SHORT_PAUSE or (last and level is Level.CLAUSE)))
        or (length >= _OVERLONG_UNIT and last)
    )


def _stands_apart(word: Word, following: Word) -> bool:
    """Whether a space parts two words of a script that has none between words.

    Recognisers that give little punctuation there put one where a sentence may end. Latin words
    and figures inside such text have spaces of their own.
    """
    return following.spaced and not (word.text[-1].isascii() or following.text[0].isascii())


def with_room(units: Sequence[TranslationUnit], limits: Limits) -> tuple[TranslationUnit, ...]:
    """Units with the characters that can be read in the time of each, under a market's guide.

    The time is the speech and the hold after it (`localize.timing`), until the next unit begins.
    """
    roomy = []
    for number, unit in enumerate(units):
        after = units[number + 1].span.start if number + 1 < len(units) else None
        held = timing.TAIL if after is None else min(timing.TAIL, after - unit.span.end)
        seconds = (unit.span.duration + max(0, held)) / 1000
        roomy.append(replace(unit, room=round(seconds * limits.reading_speed, 1)))
    return tuple(roomy)


# --- Cues -----------------------------------------------------------------------------------------


def units_of_cues(
    cues: Sequence[Cue], *, locale: str, notes: Mapping[str, str] | None = None
) -> tuple[TranslationUnit, ...]:
    """The sentences of a track.

    A sentence goes on over cue borders where nothing ends it: no punctuation, no long pause, no
    other speaker, no other kind or place of cue. In a cue with two speakers each has units of
    their own, without the dash. A sign over dialogue stands by itself, and so does what a file
    without kinds says instead of one (`localize.drafting.labels`): a sound in brackets, a line of
    a song, what is in capitals alone but for one word inside a sentence. A sentence goes on past
    it; the time of a sound or a line of a song is no pause in it.

    Args:
        cues: in programme order. Those that are not to be translated and those without text have
            no unit.
        locale: of the cues.
        notes: cue id → what is said of it for those who translate.

    Returns:
        Units in order of their first cue; every word of a cue that is to be translated is in
        exactly one.
    """
    told = notes or {}
    wanted = [cue for cue in cues if cue.translate]
    joins = not locales.is_unspaced(locale) or _punctuated(wanted, locale)
    order = {cue.id: place for place, cue in enumerate(cues)}
    units: list[TranslationUnit] = []
    for run, labels in _runs(cues, locale):
        words, words_of = _words_of(run, locale, joins=joins)
        if words:
            units += _units(words, words_of, labels, locale=locale)
    units.sort(key=lambda unit: (order[unit.source_ids[0]], unit.span.start))
    return tuple(
        replace(
            unit,
            id=f"u{number:04}",
            speaker=unit.speaker.rpartition(_TURN)[0],
            turn=int(unit.speaker.rpartition(_TURN)[2] or 0),
            note=" / ".join(dict.fromkeys(told[i] for i in unit.source_ids if told.get(i))),
        )
        for number, unit in enumerate(units, start=1)
    )


#: Parts a speaker's name from the number of their turn, so that two turns are never one sentence.
_TURN: Final = "\x1f"


#: Share of cues that end with a mark, from which on a script without spaces has punctuation. Most
#: Japanese and Chinese subtitles have none, and then a cue is a sentence or a clause.
_PUNCTUATED: Final = 0.2


def _punctuated(cues: Sequence[Cue], locale: str) -> bool:
    """Whether sentences of these cues end with marks."""
    syntax = syntax_of(locale)
    texts = [text for cue in cues if (text := markup.strip(cue.text).strip())]
    ended = sum(syntax.border(text, "X").level is Level.SENTENCE for text in texts)
    return ended >= _PUNCTUATED * len(texts)


def _runs(cues: Sequence[Cue], locale: str) -> Iterator[tuple[list[Cue], dict[str, int]]]:
    """Cues of one kind, place and writing after each other: those whose sentences may go on.

    With each run come, by cue id, how much of the time before a cue labels take, ms.
    """
    open_: dict[tuple[object, ...], list[Cue]] = {}
    wanted = [cue for cue in cues if cue.translate]
    loud = capitals(wanted, locale)
    labels = {cue.id: cue.span for cue in cues if cue.kind is CueKind.SOUND or is_label(cue)}
    spans = sorted(labels.values(), key=lambda span: span.start)
    held: dict[str, int] = {}
    for cue in wanted:
        look = (cue.kind, cue.placement, cue.id in loud)
        if cue.kind not in SPOKEN or cue.id in labels:
            yield [cue], {}
            continue
        run = open_.setdefault(look, [])
        if run:
            held[cue.id] = _held(run[-1], cue, spans)
            if cue.start - run[-1].end - held[cue.id] >= _LONG_PAUSE:
                yield run, held
                run = open_[look] = []
        run.append(cue)
    yield from ((run, held) for run in open_.values() if run)


def _held(cue: Cue, following: Cue, labels: Sequence[Span]) -> int:
    """How much of the pause between two cues labels take that begin between them, ms."""
    first, stop = (
        bisect_left(labels, one.start, key=lambda label: label.start) for one in (cue, following)
    )
    taken, at = 0, cue.end
    for label in labels[first:stop]:
        ends = min(label.end, following.start)
        taken += max(0, ends - max(at, label.start))
        at = max(at, ends)
    return min(taken, _MOST_LABELS)


def _words_of(
    run: Sequence[Cue], locale: str, *, joins: bool
) -> tuple[list[Word], dict[str, tuple[int, int]]]:
    """The words of cues with shares of their time, and which words are each cue's.

    Args:
        run: the cues.
        locale: of them.
        joins: whether a sentence may go on in the next cue.
    """
    unspaced = locales.is_unspaced(locale)
    words: list[Word] = []
    words_of: dict[str, tuple[int, int]] = {}
    turn = 0
    for cue in run:
        tokens: list[tuple[str, bool, str]] = []
        lines = [markup.strip(line).strip() for line in cue.lines]
        dashed = sum(bool(_DASH.match(line)) for line in lines)
        for place, line in enumerate(lines):
            starts = _DASH.match(line) if dashed and len(lines) > 1 else None
            if starts or (dashed and place == 0):
                turn += 1
                line = line[starts.end() :] if starts else line  # noqa: PLW2901 -- without its dash
            name = f"{cue.speaker}{_TURN}{turn if dashed else ''}"
            own = [(text, spaced, name) for text, spaced in tokens_of(line, locale)]
            if own and unspaced and (tokens or joins):
                own[0] = (own[0][0], False, name)  # a line goes on where the one before it ends
            tokens += own
        if not tokens:
            continue
        marks = _shares(cue, [len(text) for text, _, _ in tokens])
        first = len(words)
        words += [
            Word(text, start, end, speaker=name, spaced=spaced)
            for (text, spaced, name), start, end in zip(tokens, marks, marks[1:], strict=False)
        ]
        words_of[cue.id] = (first, len(words) - 1)
        turn += bool(dashed)
    return words, words_of


def _shares(cue: Cue, sizes: Sequence[int]) -> list[int]:
    """Where words of so many characters begin and end in a cue's time, ms."""
    total = sum(sizes)
    return [cue.start + cue.duration * at // total for at in accumulate(sizes, initial=0)]


def _unit(number: int, words: Sequence[Word], cues: tuple[str, ...]) -> TranslationUnit:
    text = "".join((" " if word.spaced and i else "") + word.text for i, word in enumerate(words))
    span = Span(words[0].start, max(word.end for word in words))
    return TranslationUnit(
        f"u{number + 1:04}", text, span, cues, words[0].speaker, language=words[0].language
    )
