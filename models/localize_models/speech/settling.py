"""What stays of a window that the nets have looked at, and which of many attempts is taken. Pure.

Nothing is left out unsaid: what goes, and what stays with a doubt, has its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from localize.engines import StretchKind
from localize_models.speech import nets
from localize_models.speech.sounds import bare, laughs_among, sounds_among, sung_among

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize_models.speech.words import RawWord  # noqa: TC004 -- only frozen values hold it


class Doubt(NamedTuple):
    """Words of a window that are left out, or stay with a doubt.

    Attributes:
        first: index of the first word.
        stop: index after the last one.
        kind: what it is to be reported as.
        why: the reason.
    """

    first: int
    stop: int
    kind: StretchKind
    why: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What stays of a window.

    Attributes:
        words: in order.
        doubts: what was left out and what is doubtful, by the indices of the decoded words.
        net: names of the nets that it failed for good; empty where it is believed.
    """

    words: tuple[RawWord, ...]
    doubts: tuple[Doubt, ...] = ()
    nets: tuple[str, ...] = ()


def best(attempts: Sequence[tuple[nets.Decoded, nets.Verdict]]) -> int:
    """Index of the attempt to take: the first that fails no net, else the least bad.

    Least bad: the fewest words left out, then the fewest doubted, then the greatest
    log-probability.
    """
    for index, (_, said) in enumerate(attempts):
        if said.ok:
            return index

    def badness(index: int) -> tuple[float, float, float]:
        decoded, said = attempts[index]
        total = max(1, len(decoded.words))
        gone = len(_indices(said, nets.Fate.OUT)) / total
        doubted = len(_indices(said, nets.Fate.FLAG)) / total
        return round(gone, 1), round(doubted, 1), -decoded.avg_logprob

    return min(range(len(attempts)), key=badness)


def settle(decoded: nets.Decoded, said: nets.Verdict) -> Settled:
    """What stays of a window that will not be decoded again.

    Args:
        decoded: the attempt that was taken.
        said: of `verdict` about it.
    """
    words = decoded.words
    doubts = [
        Doubt(part.first, part.stop, StretchKind.SOUND, "a sound's name, not words")
        for part in sounds_among(words)
    ]
    sounds = {n for one in doubts for n in range(one.first, one.stop)}
    for part in laughs_among(words):
        if sounds.isdisjoint(range(part.first, part.stop)):
            doubts.append(Doubt(part.first, part.stop, StretchKind.SOUND, "laughter, not words"))
            sounds |= set(range(part.first, part.stop))
    out = set(sounds)
    doubts += [
        Doubt(part.first, part.stop, StretchKind.SONG, "sung, by the model's notes")
        for part in sung_among(words)
        if any(bare(word).text.strip() for word in words[part.first : part.stop])
    ]
    out |= _indices(said, nets.Fate.OUT)
    # The longest first: what lies in one that is left out is another reason for that one.
    for one in sorted(said.failures, key=lambda f: (f.fate is not nets.Fate.OUT, f.first - f.stop)):
        own = range(one.first, one.stop)
        gone = one.fate is nets.Fate.OUT
        if not own or sounds.issuperset(own) or (not gone and out.issuperset(own)):
            continue
        kind = StretchKind.KEPT_OUT if gone else StretchKind.DOUBTFUL
        for n, other in enumerate(doubts):
            if other.kind is kind and other.first <= one.first and one.stop <= other.stop:
                if one.why not in other.why:
                    doubts[n] = other._replace(why=f"{other.why}; {one.why}")
                break
        else:
            doubts.append(Doubt(one.first, one.stop, kind, one.why))
    return Settled(
        tuple(
            plain
            for n, word in enumerate(words)
            if n not in out and (plain := bare(word)).text.strip()
        ),
        tuple(sorted(doubts)),
        tuple(dict.fromkeys(failure.net for failure in said.failures)),
    )


def _indices(said: nets.Verdict, fate: nets.Fate) -> set[int]:
    return {n for f in said.failures if f.fate is fate for n in range(f.first, f.stop)}
