"""How likely a drafted cue is wrong: a score with its reasons, each in words. Pure.

The score orders what a person looks at first; it judges nothing, and a cue without a reason may be
wrong. Reasons add up, to 100 at most. What stands in the cue's own findings counts by rule; the
rest is measured here: how sure the recogniser was of the words and the engine of the draft, length
against what this track usually makes of its source, a "not" that is on one side only, names and
words that go with others than the source has.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from rapidfuzz import fuzz

from localize import locales
from localize.checks.rendering import translated
from localize.drafting.negation import negations
from localize.drafting.nets import weight
from localize.drafting.partners import lacking, words
from localize.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localize.checks.rendering import Pair
    from localize.engines import CheckContext
    from localize.script import Cue

#: The most that a cue's reasons come to.
MOST: Final = 100
#: Rule of a finding → points. Our own figures, set on dialogue (`benchmarks/risk.py`).
RULES: Final = {
    "untranslated": 60,
    "lost": 60,
    "source-missing": 50,
    "doubtful-draft": 35,
    "source-numbers": 40,
    "source-names": 30,
    "names-kept": 25,
    "term": 30,
    "address-unsettled": 12,
    "address": 20,
    "known-line": 15,
    "joined-draft": 10,
    "source-length": 10,
    "source-marks": 12,
    "repeated-word": 12,
    "mixed-script": 20,
    "wrong-script": 20,
    "two-scripts": 20,
    "mojibake": 30,
    "speech-uncovered": 10,
    "no-speech": 15,
    "empty": 40,
}
#: Any other error: a limit is broken, which is to be seen to, but says little of the words.
_ERROR: Final = 4
_NEGATION: Final = 30
_NAME: Final = 30
_NAME_GONE: Final = 6
_NAME_NEW: Final = 18
_COPIED: Final = 45
_SAME: Final = 15
#: Points for each word without its partner, and at most.
_LACKING: Final = 9
_MOST_LACKING: Final = 36
#: Lines are as long as usual up to so many deviations; points for each beyond, and at most.
_USUAL: Final = 2.0
_PER_DEVIATION: Final = 9
_MOST_LENGTH: Final = 35
#: The least spread of the logarithm of lengths, so that a track of like lines is no alarm.
_LEAST_SPREAD: Final = 0.22
#: Lines shorter than this (letters of the Latin script) have any length.
_SHORT: Final = 10.0
#: A recogniser that is less sure of a line's words than this, on average, was guessing at some.
_SURE: Final = 0.6
_MOST_HEARD: Final = 25
#: A draft's mean log-probability a token below the track's median, from which on it counts.
_UNSURE: Final = 0.35
_PER_UNSURE: Final = 30
_MOST_ENGINE: Final = 30
#: Names are alike from here on: inflected, or written another way.
_ALIKE: Final = 70
_NAMED: Final = re.compile(r"(?<=[\w,;] )[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’-]+")
#: Languages that write every noun with a capital.
_CAPITALS: Final = frozenset({"de", "lb"})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a cue may be wrong.

    Attributes:
        why: in words.
        points: what it adds.
    """

    why: str
    points: int


@dataclass(frozen=True, slots=True)
class Risk:
    """How likely a cue is wrong.

    Attributes:
        reasons: the weightiest first.
    """

    reasons: tuple[Reason, ...] = ()

    @property
    def score(self) -> int:
        """0 to 100."""
        return min(MOST, sum(reason.points for reason in self.reasons))

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Risk:
        """From what `to_data` gave."""
        return cls(tuple(Reason(one["why"], one["points"]) for one in data["reasons"]))

    def to_data(self) -> dict[str, Any]:
        """As JSON data: ``{score, reasons: [{why, points}]}``."""
        reasons = [{"why": one.why, "points": one.points} for one in self.reasons]
        return {"score": self.score, "reasons": reasons}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a track beside its text.

    Attributes:
        findings: of drafting, layout and checks.
        scores: cue id → the engine's mean log-probability a token.
        heard: id of a source cue → mean probability of its words, 0 to 1.
        doubtful: id of a source cue → what is doubtful about what was heard there.
    """

    findings: Sequence[Finding] = ()
    scores: Mapping[str, float] = field(default_factory=dict)
    heard: Mapping[str, float] = field(default_factory=dict)
    doubtful: Mapping[str, str] = field(default_factory=dict)


def risks(cues: Sequence[Cue], context: CheckContext, evidence: Evidence) -> dict[str, Risk]:
    """The risk of each cue of a draft.

    Args:
        cues: of the track, in programme order.
        context: what it is checked against; its source is needed.
        evidence: the rest.
    """
    work = _Work(cues, context)
    work.found(evidence.findings)
    work.engine(evidence.scores)
    work.heard(evidence.heard, evidence.doubtful)
    work.text()
    return work.result()


class _Work:
    """One track while its reasons are gathered."""

    def __init__(self, cues: Sequence[Cue], context: CheckContext) -> None:
        self._cues = cues
        self._source, self._target = context.source_locale, context.limits.locale
        self._pairs: Sequence[Pair] = translated(cues, context) if context.source else ()
        self._reasons: defaultdict[str, list[Reason]] = defaultdict(list)

    def result(self) -> dict[str, Risk]:
        """Every cue's risk."""
        return {
            cue.id: Risk(tuple(sorted(self._reasons[cue.id], key=lambda one: -one.points)))
            for cue in self._cues
        }

    def _add(self, cue_ids: Iterable[str], why: str, points: float) -> None:
        whole = round(points)
        if whole > 0:
            for cue_id in cue_ids:
                self._reasons[cue_id].append(Reason(why, whole))

    # --- What others know -------------------------------------------------------------------------

    def found(self, findings: Sequence[Finding]) -> None:
        """Findings, each rule once a cue; what is said of a source cue goes to what renders it."""
        ids = {cue.id for cue in self._cues}
        renders: defaultdict[str, list[str]] = defaultdict(list)
        for cue in self._cues:
            for source in cue.source_ids:
                renders[source].append(cue.id)
        told: set[tuple[str, str]] = set()
        for one in findings:
            points = RULES.get(one.rule, _ERROR if one.severity is Severity.ERROR else 0)
            own = [one.cue_id] if one.cue_id in ids else renders.get(one.cue_id, [])
            fresh = [cue_id for cue_id in own if (cue_id, one.rule) not in told]
            told.update((cue_id, one.rule) for cue_id in fresh)
            self._add(fresh, one.message, points)

    def engine(self, scores: Mapping[str, float]) -> None:
        """Drafts of which the engine was less sure than of this track's others."""
        if not scores:
            return
        usual = median(scores.values())
        for cue_id, score in scores.items():
            below = usual - score - _UNSURE
            if below > 0:
                points = min(_MOST_ENGINE, _PER_UNSURE * below)
                share = math.exp(score)
                self._add([cue_id], f"The engine gave its words {share:.0%} on average", points)

    def heard(self, heard: Mapping[str, float], doubtful: Mapping[str, str]) -> None:
        """Words that the recogniser was not sure of, and what else is doubtful in the sound."""
        for cue in self._cues:
            known = [heard[one] for one in cue.source_ids if one in heard]
            if known and (least := min(known)) < _SURE:
                points = _MOST_HEARD * (_SURE - least) / _SURE
                self._add([cue.id], f"Words were heard with {least:.0%} certainty", points)
            for why in dict.fromkeys(doubtful[i] for i in cue.source_ids if i in doubtful):
                self._add([cue.id], why, _NAME_GONE * 2)

    # --- What the text says -----------------------------------------------------------------------

    def text(self) -> None:
        """What the two texts of each pair tell against each other."""
        self._lengths()
        self._partners()
        self._repeated()
        for pair in self._pairs:
            ids = _ids(pair)
            self._negation(pair, ids)
            self._names(pair, ids)
            self._copied(pair, ids)

    def _lengths(self) -> None:
        measured = [(pair, weight(pair.source_text), weight(pair.target_text))
                    for pair in self._pairs]  # fmt: skip
        telling = [(p, math.log(t / s)) for p, s, t in measured if s and t and max(s, t) >= _SHORT]
        if len(telling) < _TELLING:
            return
        usual = median(ratio for _, ratio in telling)
        spread = max(_LEAST_SPREAD, 1.4826 * median(abs(ratio - usual) for _, ratio in telling))
        for pair, ratio in telling:
            beyond = abs(ratio - usual) / spread - _USUAL
            if beyond > 0:
                way = "longer" if ratio > usual else "shorter"
                times = math.exp(abs(ratio - usual))
                why = f"{times:.1f} times {way} than this track's lines usually are"
                self._add(_ids(pair), why, min(_MOST_LENGTH, _PER_DEVIATION * beyond))

    def _partners(self) -> None:
        sides = [
            (words(pair.source_text, self._source), words(pair.target_text, self._target))
            for pair in self._pairs
        ]
        for pair, found in zip(self._pairs, lacking(sides), strict=True):
            said = [
                f"“{one.word}”, but not “{one.partner}”"
                for one in found[: _MOST_LACKING // _LACKING]
            ]
            if said:
                why = f"Words that elsewhere go together: {'; '.join(said)}"
                self._add(_ids(pair), why, _LACKING * len(said))

    def _repeated(self) -> None:
        """One text for sources that differ: a loop over lines, or a model's favourite phrase."""
        sources: defaultdict[str, set[str]] = defaultdict(set)
        for pair in self._pairs:
            if len(pair.target_text.split()) > 2 or len(pair.target_text) >= _TELLING:
                sources[pair.target_text.casefold()].add(pair.source_text.casefold())
        for pair in self._pairs:
            others = sources.get(pair.target_text.casefold(), set())
            if len(others) > 1:
                self._add(_ids(pair), f"The same text as {len(others) - 1} other lines have", _SAME)

    def _negation(self, pair: Pair, ids: Sequence[str]) -> None:
        theirs = negations(pair.source_text, self._source)
        ours = negations(pair.target_text, self._target)
        if theirs is None or ours is None or bool(theirs) == bool(ours):
            return
        why = "The source says “not”, the draft does not" if theirs else (
            "The draft says “not”, the source does not"
        )  # fmt: skip
        self._add(ids, why, _NEGATION if theirs else _NEGATION * 0.6)

    def _names(self, pair: Pair, ids: Sequence[str]) -> None:
        languages = {locales.language(self._source), locales.language(self._target)}
        if languages & _CAPITALS:
            return
        theirs, ours = _named(pair.source_text), _named(pair.target_text)
        gone = [name for name in theirs if not _said(name, pair.target_text)]
        new = [name for name in ours if not _said(name, pair.source_text)]
        if gone and new:
            self._add(ids, f"Says “{new[0]}”, where the source says “{gone[0]}”", _NAME)
        elif new:
            self._add(ids, f"Says “{new[0]}”, which the source does not", _NAME_NEW)
        elif gone:
            self._add(ids, f"Does not say “{gone[0]}”", _NAME_GONE)

    def _copied(self, pair: Pair, ids: Sequence[str]) -> None:
        """Lines too short for the check of what is left untranslated."""
        if locales.language(self._source) == locales.language(self._target):
            return
        ours, theirs = pair.target_text.casefold().split(), pair.source_text.casefold().split()
        if min(len(ours), len(theirs)) < 2 or any(_named(pair.source_text)):
            return
        if SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= 0.8:
            self._add(ids, "The same words as the source", _COPIED)


#: Lines that a track must have before what is usual in it says anything.
_TELLING: Final = 12


def _ids(pair: Pair) -> list[str]:
    return [cue.id for cue in pair.targets]


def _named(text: str) -> list[str]:
    """Words inside sentences that begin with a capital."""
    return _NAMED.findall(text)


def _said(name: str, text: str) -> bool:
    """Whether a text has a name, perhaps inflected or spelt in another way."""
    wanted = name.casefold()
    plain = "".join(c if c.isalnum() else " " for c in text.casefold())
    return any(
        word.startswith(wanted[:4]) or fuzz.ratio(word, wanted) >= _ALIKE for word in plain.split()
    )
