"""A supplied script laid on the sound: its words stand, at the times of what was heard.

What was recognised says *when*; the script says *what*. Words that both have are at the times of
the recogniser; where it heard otherwise, or nothing, the script's words share the time or the voice
that is there. Words of the script that nobody says (a scene that was cut) are left out, and words
that the script lacks are kept as they were heard; each is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median
from typing import TYPE_CHECKING, Final

from localize import locales
from localize.findings import Finding, Severity
from localize.script import Word
from localize.timeline import Span
from localize_models.speech.matching import pairs
from localize_models.speech.script_words import Token, of_heard, of_script
from localize_models.speech.words import LEAST_WORD_MS, settled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence  # noqa: TC004 -- only frozen values hold them

    from localize.engines import ScriptLine, Transcript

#: A script of which less than this is heard is another episode's.
_LEAST_SHARE: Final = 0.2
#: ms that a letter takes where nothing is heard to measure it by: 13 a second, as English is read.
_LETTER_MS: Final = 75
#: Words fit into the voice that is there from this part of their usual time on.
_LEAST_ROOM: Final = 0.4
#: So many times as many letters on one side as on the other are no other hearing of the same.
_MOST_RATIO: Final = 3.0
#: So few words, between two of one line that are heard and close together, are taken as said.
_FEW: Final = 2
_CLOSE_MS: Final = 700
#: Voice between two words that is no longer than this, ms, belongs to one of them.
_SLIVER_MS: Final = 120
#: Of a text so many characters are told.
_QUOTED: Final = 80


@dataclass(frozen=True, slots=True)
class Aligned:
    """A script on the sound.

    Attributes:
        words: in order, none overlapping the next.
        findings: what the script and the sound do not agree in.
        agreed: words of the script that were heard as they are written.
        placed: words of the script that are in ``words``.
        script: words of the script.
    """

    words: tuple[Word, ...]
    findings: tuple[Finding, ...]
    agreed: int
    placed: int
    script: int


@dataclass(frozen=True, slots=True)
class _Gap:
    """What lies between two pairs: words of the script, words that were heard, and the time."""

    ours: Sequence[Token]
    theirs: Sequence[Token]
    start: int
    end: int
    inside: bool  # both neighbours are of the line that the script's words are of


def aligned(
    heard: Sequence[Word], script: Sequence[ScriptLine], speech: Sequence[Span], locale: str
) -> Aligned:
    """Lay a script on what was heard.

    Args:
        heard: words of the recogniser, in order.
        script: what people say by the script, in order.
        speech: where somebody speaks, by voice activity, in order.
        locale: language of the dialogue.
    """
    unspaced = locales.is_unspaced(locale)
    ours = of_script(script, unspaced=unspaced)
    theirs = of_heard(heard, unspaced=unspaced)
    found = pairs([token.key for token in ours], [token.key for token in theirs])
    if len(found) < _LEAST_SHARE * len(ours):
        return _another_episodes(heard, len(found), len(ours))
    work = _Work(ours, theirs, heard, speech)
    work.go_through(found)
    words = _of_lines(work.placed, heard, script, unspaced=unspaced)
    return Aligned(
        words=tuple(_in_order(words)),
        findings=(*work.findings, work.summary()),
        agreed=work.agreed,
        placed=sum(not placed.heard for placed in work.placed),
        script=len(ours),
    )


def with_script(transcript: Transcript, script: Sequence[ScriptLine]) -> Transcript:
    """A transcript in the words of a supplied script; as it is where there is none.

    Args:
        transcript: what was heard.
        script: what people say by the script; empty for none.
    """
    if not script or not transcript.words:
        return transcript
    made = aligned(transcript.words, script, transcript.speech, transcript.language)
    return replace(transcript, words=made.words, findings=(*transcript.findings, *made.findings))


@dataclass(frozen=True, slots=True)
class _Placed:
    """A word with its time; ``heard`` tells one that the script lacks."""

    token: Token
    start: int
    end: int
    probability: float
    of: int  # index of the heard word that it was taken from; -1 for none
    heard: bool = False


class _Work:
    """The alignment of one episode, while it is made."""

    def __init__(
        self,
        ours: Sequence[Token],
        theirs: Sequence[Token],
        heard: Sequence[Word],
        speech: Sequence[Span],
    ) -> None:
        self._ours, self._theirs, self._heard = ours, theirs, heard
        self._speech = speech
        self._letter = float(_LETTER_MS)
        self.placed: list[_Placed] = []
        self.findings: list[Finding] = []
        self.agreed = self._otherwise = self._unheard = self._cut = self._added = 0

    def go_through(self, found: Sequence[tuple[int, int]]) -> None:
        """Place everything, pair by pair and gap by gap."""
        self._letter = self._pace(found)
        self._theirs = self._near_their_own(found)
        at, to = -1, -1
        for i, j in [*found, (len(self._ours), len(self._theirs))]:
            gap = self._gap((at, to), (i, j))
            if gap.ours or gap.theirs:
                self._fill(gap)
            if i < len(self._ours):
                self._pair(self._ours[i], self._theirs[j])
            at, to = i, j

    def summary(self) -> Finding:
        """What became of the script, in one line."""
        parts = [
            f"{self.agreed} heard as written",
            f"{self._otherwise} heard otherwise",
            f"{self._unheard} placed by the voice alone",
            f"{self._cut} never said",
        ]
        return Finding(
            "script-placed",
            Severity.NOTE,
            f"Of the script's {len(self._ours)} words {', '.join(parts)}; "
            f"{self._added} words are said that it lacks.",
            measured=len(self._ours) - self._cut,
            limit=len(self._ours),
            unit="words",
        )

    def _pace(self, found: Sequence[tuple[int, int]]) -> float:
        """How long a letter takes as people speak here, ms."""
        pace = [
            (self._theirs[j].end - self._theirs[j].start) / len(self._ours[i].key)
            for i, j in found
            if self._ours[i].key == self._theirs[j].key
        ]
        return max(1.0, median(pace)) if pace else _LETTER_MS

    def _near_their_own(self, found: Sequence[tuple[int, int]]) -> list[Token]:
        """What was heard, with words that strayed into what was missed back beside their own.

        Where the recogniser passes over what is said, it has the first word of what follows at the
        start of that, far before the rest. Where the script has words that were missed there, and
        somebody speaks between, that word belongs just before the one that follows it.
        """
        theirs = list(self._theirs)
        for (before, _), (i, j), (after, following) in zip(
            [(-1, -1), *found], found, found[1:], strict=False
        ):
            if i - before <= 1 or after != i + 1 or following != j + 1:
                continue
            if self._ours[after].source != self._ours[i].source:
                continue
            missed = sum(len(token.key) for token in self._ours[before + 1 : i])
            end = theirs[following].start
            own = min(round(self._letter * len(theirs[j].key)), end - theirs[j].start)
            voiced = _within(self._speech, theirs[j].start, end)
            room = sum(span.duration for span in voiced) - own
            # The word itself may be drawn out over what was missed.
            if room >= max(_CLOSE_MS, _LEAST_ROOM * self._letter * missed):
                theirs[j] = replace(theirs[j], start=end - own, end=end)
        return theirs

    def _gap(self, before: tuple[int, int], after: tuple[int, int]) -> _Gap:
        ours = self._ours[before[0] + 1 : after[0]]
        last = self._speech[-1].end if self._speech else 0
        inside = (
            bool(ours)
            and before[0] >= 0
            and after[0] < len(self._ours)
            and self._ours[before[0]].source == self._ours[after[0]].source
        )
        start = self._theirs[before[1]].end if before[1] >= 0 else 0
        end = self._theirs[after[1]].start if after[1] < len(self._theirs) else last
        theirs = self._theirs[before[1] + 1 : after[1]]
        return _Gap(ours, theirs, start, max(start, end), inside)

    def _pair(self, ours: Token, theirs: Token) -> None:
        if ours.key == theirs.key:
            self.agreed += 1
        else:
            self._otherwise += 1
            self._tell_otherwise([ours], [theirs])
        self._place([ours], [theirs])

    def _fill(self, gap: _Gap) -> None:
        """What lies between two pairs."""
        need = self._letter * sum(len(token.key) for token in gap.ours)
        voiced = _within(self._speech, gap.start, gap.end)
        room = sum(span.duration for span in voiced)
        if not gap.ours:
            self._add(gap.theirs)
        elif gap.theirs and _alike(gap.ours, gap.theirs):
            self._otherwise += len(gap.ours)
            self._tell_otherwise(gap.ours, gap.theirs)
            self._place(gap.ours, gap.theirs)
        elif room >= _LEAST_ROOM * need and len(gap.theirs) < len(gap.ours):
            # Somebody speaks long enough: what little was recognised was recognised badly.
            self._unheard += len(gap.ours)
            self._tell_unheard(gap)
            self._spread(gap.ours, voiced)
        elif gap.inside and len(gap.ours) <= _FEW and gap.end - gap.start <= _CLOSE_MS:
            self._unheard += len(gap.ours)
            self._add(gap.theirs)
            self._squeeze(gap)
        else:
            self._cut += len(gap.ours)
            self._tell_cut(gap)
            self._add(gap.theirs)

    def _place(self, ours: Sequence[Token], theirs: Sequence[Token]) -> None:
        """The script's words over the time of what was heard instead, letter by letter."""
        sure = self._probability(theirs) if theirs else 0.0
        spans = [Span(token.start, max(token.start, token.end)) for token in theirs]
        for token, (start, end) in zip(ours, _shares(ours, spans, by=theirs), strict=True):
            middle = (start + end) / 2
            near = min(theirs, key=lambda t: abs((t.start + t.end) / 2 - middle))
            self.placed.append(_Placed(token, start, end, sure, near.source))

    def _spread(self, ours: Sequence[Token], voiced: Sequence[Span]) -> None:
        """Words that were not recognised, over the voice that is there."""
        for token, (start, end) in zip(ours, _shares(ours, voiced), strict=True):
            # No word reaches over a pause.
            parts = [(max(start, span.start), min(end, span.end)) for span in voiced]
            low, high = max(parts, key=lambda part: part[1] - part[0])
            self.placed.append(_Placed(token, low, max(low, high), 0.0, -1))

    def _squeeze(self, gap: _Gap) -> None:
        """A short word or two that have no time of their own take some of the word before."""
        need = round(self._letter * sum(len(token.key) for token in gap.ours) * _LEAST_ROOM)
        start = gap.start
        if self.placed and gap.end - start < need:
            last = self.placed[-1]
            start = max((last.start + last.end) // 2, gap.end - need)
            self.placed[-1] = replace(last, end=min(last.end, start))
        self._spread(gap.ours, [Span(start, max(start, gap.end))])

    def _add(self, theirs: Sequence[Token]) -> None:
        """Words that the script lacks."""
        if not theirs:
            return
        self._added += len(theirs)
        for token in theirs:
            probability = self._heard[token.source].probability
            self.placed.append(
                _Placed(token, token.start, token.end, probability, token.source, heard=True)
            )
        self.findings.append(
            Finding(
                "script-lacks",
                Severity.NOTE if len(theirs) <= _FEW else Severity.WARNING,
                f"The script lacks what is said here: {_quoted(theirs)}.",
                start=theirs[0].start,
                measured=len(theirs),
                unit="words",
            )
        )

    def _probability(self, theirs: Sequence[Token]) -> float:
        return sum(self._heard[token.source].probability for token in theirs) / len(theirs)

    def _tell_otherwise(self, ours: Sequence[Token], theirs: Sequence[Token]) -> None:
        self.findings.append(
            Finding(
                "script-otherwise",
                Severity.NOTE,
                f"Heard as {_quoted(theirs)}; the script has {_quoted(ours)}, which stands.",
                start=theirs[0].start,
            )
        )

    def _tell_unheard(self, gap: _Gap) -> None:
        instead = f"only {_quoted(gap.theirs)}" if gap.theirs else "nothing"
        self.findings.append(
            Finding(
                "script-unheard",
                Severity.WARNING,
                f"Somebody speaks, and {instead} was recognised; the script has "
                f"{_quoted(gap.ours)}, placed by the voice.",
                start=gap.start,
                measured=len(gap.ours),
                unit="words",
            )
        )

    def _tell_cut(self, gap: _Gap) -> None:
        self.findings.append(
            Finding(
                "script-cut",
                Severity.WARNING,
                f"The script has {_quoted(gap.ours)}, and nobody says it here; it is left out.",
                start=gap.start,
                measured=len(gap.ours),
                unit="words",
            )
        )


def _another_episodes(heard: Sequence[Word], agreed: int, script: int) -> Aligned:
    finding = Finding(
        "script-unfit",
        Severity.WARNING,
        f"Only {agreed} of the script's {script} words are heard in this episode: it seems to be "
        "another's, or in another language, and was not used.",
        measured=agreed,
        limit=round(_LEAST_SHARE * script),
        unit="words",
    )
    return Aligned(tuple(heard), (finding,), agreed, 0, script)


def _alike(ours: Sequence[Token], theirs: Sequence[Token]) -> bool:
    """Whether one may be another hearing of the other, by their lengths."""
    a, b = (sum(len(token.key) for token in side) for side in (ours, theirs))
    return max(a, b) <= _MOST_RATIO * max(1, min(a, b))


def _within(speech: Sequence[Span], start: int, end: int) -> list[Span]:
    cut = (Span(max(s.start, start), min(s.end, end)) for s in speech
           if s.start < end and s.end > start)  # fmt: skip
    found = [span for span in cut if span.duration > 0]
    # The last of one word and the first of the next are no voice of their own.
    return [span for span in found if span.duration > _SLIVER_MS] or found


def _shares(
    ours: Sequence[Token], spans: Sequence[Span], *, by: Sequence[Token] = ()
) -> list[tuple[int, int]]:
    """Times of words in stretches of time, by their letters; pauses between stay out.

    Args:
        ours: the words.
        spans: the stretches, at least one.
        by: the words that were heard in them; a stretch then holds as many letters as its word,
            else as many as its length is worth.
    """
    weights = [float(len(t.key)) for t in by] or [float(span.duration or 1) for span in spans]
    scale = sum(weights) / sum(len(token.key) for token in ours)
    times: list[tuple[int, int]] = []
    at = 0.0
    for token in ours:
        first, at = at, at + len(token.key) * scale
        times.append((_time(first, spans, weights, late=True), _time(at, spans, weights)))
    return times


def _time(at: float, spans: Sequence[Span], weights: Sequence[float], *, late: bool = False) -> int:
    """The time after so much weight; at an edge between two stretches the later one if ``late``."""
    for span, weight in zip(spans, weights, strict=True):
        if at < weight - 1e-6 or (at <= weight + 1e-6 and not late):
            return span.start + round(span.duration * min(1.0, at / weight))
        at -= weight
    return spans[-1].end


def _of_lines(
    placed: Sequence[_Placed],
    heard: Sequence[Word],
    script: Sequence[ScriptLine],
    *,
    unspaced: bool,
) -> Iterator[Word]:
    """Words as the transcript has them: heard ones whole, characters joined to phrases again."""
    for (given, _, _), group in groupby(
        enumerate(placed),
        key=lambda pair: (
            pair[1].heard,
            pair[1].token.source if not pair[1].heard else -1,
            (pair[1].of if pair[1].of >= 0 else -2) if unspaced else pair[0],
        ),
    ):
        members = [one for _, one in group]
        first = members[0]
        like = heard[first.of] if first.of >= 0 else None
        yield Word(
            text="".join(
                " " * (m.token.spaced and n > 0) + m.token.text for n, m in enumerate(members)
            ),
            start=first.start,
            end=max(first.start, members[-1].end),
            probability=min(1.0, sum(m.probability for m in members) / len(members)),
            speaker=(like.speaker if like else "") if given else script[first.token.source].speaker,
            spaced=first.token.spaced,
            language=like.language if like else "",
            sung=like.sung if like else False,
        )


def _in_order(words: Iterator[Word]) -> list[Word]:
    found = list(words)
    if not found:
        return found
    end = max(len(found) * LEAST_WORD_MS, *(word.end for word in found))
    times = settled(((word.start, word.end) for word in found), Span(0, end))
    return [
        replace(word, start=start, end=end) for word, (start, end) in zip(found, times, strict=True)
    ]


def _quoted(tokens: Sequence[Token]) -> str:
    text = ""
    for token in tokens:
        text += " " * token.spaced + token.text
    text = text.strip()
    return f"“{text if len(text) <= _QUOTED else text[: _QUOTED - 1].rstrip() + '…'}”"
