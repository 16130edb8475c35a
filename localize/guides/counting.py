"""How many characters a line is: the counting rules that guides name, as pure functions.

Every rule works on what is read: tags and ruby readings are gone (`localize.markup.strip`),
characters without a shape are gone, and what is left is taken in grapheme clusters
(`localize.guides.graphemes`). Counts are multiples of 0.5, exact in binary.

The rules are data for other programs too: ``counting_vectors.json`` beside this module holds texts
with the count that each rule must give, and the browser's code runs the same list.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING, Final

from localize.errors import UnknownNameError
from localize.guides.graphemes import HALF_WIDTH_MARKS, SARA_AM, clusters
from localize.markup import strip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: Characters without a shape, which no rule counts: controls, soft hyphen, zero-width space, byte
#: order mark, direction marks and the like. Joiners stay until the clusters are found.
_SHAPELESS: Final = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001]"
)

#: What may stand alone after that and still shows nothing: joiners, variation selectors, tags.
_JOINERS: Final = re.compile(
    "[\u034f\u200c\u200d\ufe00-\ufe0f\U000e0020-\U000e007f\U000e0100-\U000e01ef]+"
)

_REGIONAL: Final = re.compile("[\U0001f1e6-\U0001f1ff]")
_HANGUL_JAMO: Final = re.compile("[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]")

#: Makes the character before it an emoji, which is as wide as an ideograph (UAX #11, ED4).
_EMOJI_STYLE: Final = "\ufe0f"


def _shown(line: str) -> list[str]:
    """The grapheme clusters of a line that a reader sees, spaces among them."""
    text = _SHAPELESS.sub("", strip(line))
    found = clusters(text)
    if _JOINERS.search(text) is None:
        return found
    return [cluster for cluster in found if not _JOINERS.fullmatch(cluster)]


def _latin(line: str) -> float:
    return float(len(_shown(line)))


def _is_wide(cluster: str, *, ambiguous: str) -> bool:
    """Whether a cluster is as wide as an ideograph.

    Args:
        cluster: one grapheme cluster.
        ambiguous: first letters of the categories of which characters of ambiguous width (UAX #11)
            are taken as wide.
    """
    base = cluster[0]
    width = unicodedata.east_asian_width(base)
    return (
        width in ("W", "F")
        or _EMOJI_STYLE in cluster
        or _REGIONAL.match(base) is not None
        or (width == "A" and unicodedata.category(base)[0] in ambiguous)
    )


def _by_width(line: str, *, ambiguous: str, hangul: bool) -> float:
    total = 0.0
    for cluster in _shown(line):
        wide = _is_wide(cluster, ambiguous=ambiguous)
        total += 1.0 if wide or (hangul and _HANGUL_JAMO.match(cluster)) else 0.5
        total += 0.5 * sum(char in HALF_WIDTH_MARKS for char in cluster[1:])
    return total


def _full_width(line: str) -> float:
    return _by_width(line, ambiguous="PSN", hangul=False)


def _korean(line: str) -> float:
    return _by_width(line, ambiguous="SN", hangul=True)


def _thai(line: str) -> float:
    shown = _shown(line)
    return float(len(shown) + sum(char in SARA_AM for found in shown for char in found[1:]))


#: Name → rule. Sources: the Netflix guides of the languages (addresses in ``netflix.toml``) and,
#: for what they leave open, UAX #11, "East Asian Width".
#:
#: ``latin``: every cluster counts 1, spaces and punctuation included. Arabic and Hindi are counted
#: so too: vowel signs and conjuncts are part of a cluster.
#:
#: ``full-width`` (Japanese, Chinese): full width 1, half width 0.5. What UAX #11 calls ambiguous is
#: wide where it is punctuation, a sign or a number (``…``, ``“``, ``♪``, ``①``), as East Asian
#: fonts draw it, and narrow where it is a letter (``é``). A halfwidth voice mark takes a cell.
#:
#: ``korean``: Hangul 1; Latin letters, digits, spaces and punctuation 0.5; what else is wide 1.
#:
#: ``thai``: tone marks and the vowels above and below are free; SARA AM, which stands beside its
#: consonant, is not.
_RULES: Final[dict[str, Callable[[str], float]]] = {
    "latin": _latin,
    "full-width": _full_width,
    "korean": _korean,
    "thai": _thai,
}

#: Names of the rules.
RULES: Final = tuple(_RULES)

#: The least by which counts of a rule differ.
STEPS: Final = {"latin": 1.0, "full-width": 0.5, "korean": 0.5, "thai": 1.0}


def count(text: str, rule: str) -> float:
    """Characters in a line.

    Args:
        text: one line, tags and all; they are not counted, nor is a line break.
        rule: name of a counting rule.

    Raises:
        UnknownNameError: no such rule.
    """
    counter = _RULES.get(rule)
    if counter is None:
        raise UnknownNameError("counting rule", rule, RULES)
    return counter(text)


def is_blank(line: str) -> bool:
    """Whether nothing of a line can be seen: no text, or only spaces and shapeless characters."""
    first = line[:1]
    if first.isascii() and first.isalnum():
        return False  # asked of every line by every check, and true of most
    return all(cluster.isspace() for cluster in _shown(line))


def reading_speed(lines: Iterable[str], duration_ms: int, rule: str) -> float:
    """Characters per second of a cue; the break between two lines counts nothing.

    Args:
        lines: the cue's lines, tags and all.
        duration_ms: how long the cue stands, ms.
        rule: name of a counting rule.

    Returns:
        The speed; 0 for a cue without text, infinite for text that stands for no time.

    Raises:
        UnknownNameError: no such rule.
        ValueError: the duration is negative.
    """
    if duration_ms < 0:
        raise ValueError(f"a duration must not be negative: {duration_ms} ms")
    characters = sum(count(line, rule) for line in lines)
    if not characters:
        return 0.0
    return characters * 1000 / duration_ms if duration_ms else math.inf
