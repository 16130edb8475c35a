"""Find and replace, with a preview: what would change is data before anything changes.

Text is searched as it is read: tags and the readings over ruby are neither searched nor lost. A
match is whole characters (grapheme clusters): a search for *e* does not take the letter from under
its accent.

A person's regular expression cannot hang the server: it runs in a child process
(`localize.review.matcher`), which is ended after a time, and is limited in processor time and
memory where the system can. A search for plain text needs none: it takes time in proportion to the
text.
"""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from localize.errors import SettingsError
from localize.guides.graphemes import clusters
from localize.locales import language
from localize.review.edits import Change, Edit
from localize.review.errors import RefusedError
from localize.review.pieces import lines_of, plain, visible
from localize.script import Cue

if TYPE_CHECKING:
    from collections.abc import Sequence

#: How long a regular expression may take over all texts of a search, seconds.
TIME_LIMIT: Final = 5.0
_MEMORY: Final = 1 << 30  # bytes
#: Longest thing to look for, and longest replacement of one match, characters.
_LONGEST: Final = 2_000

_MATCHER: Final = Path(__file__).with_name("matcher.py")

#: Scripts that put no space between words, each with its own: there a whole word is any match.
_NO_WORDS: Final = re.compile(
    "[\u3041-\u309f\u3400-\u9fff\uf900-\ufaff\u0e01-\u0e5b\u0e81-\u0eff\u1000-\u109f"
    "\u1780-\u17ff\U00020000-\U0003ffff]"
)
_KATAKANA: Final = re.compile("[\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9d]")
_APOSTROPHES: Final = "'’ʼ"
#: In these an apostrophe parts two words (l'homme, dell'arte); elsewhere it joins (don't).
_ELIDING: Final = frozenset({"fr", "it", "ca", "oc", "lij", "vec"})
#: In these i is the small letter of İ, and ı of I.
_DOTTED: Final = frozenset({"tr", "az", "crh"})
_TURKISH: Final = ({"i", "İ"}, {"ı", "I"})


@dataclass(frozen=True, slots=True)
class Query:
    r"""What to look for, and what to put in its place.

    Attributes:
        find: text, or a regular expression (Python's ``re``).
        replace: what is put in its place; with ``regex`` groups may be named (``\1``,
            ``\g<name>``). A newline in it begins a line.
        regex: whether ``find`` is a regular expression.
        case: whether capitals matter.
        whole_word: whether only whole words count; where a script has no words, all matches do.
        over_lines: whether a match may run on over a line break, which a space (with ``regex``
            ``\s``) then also finds; the break is lost with the match.

    Raises:
        SettingsError: nothing to look for, or too much.
    """

    find: str
    replace: str = ""
    regex: bool = False
    case: bool = False
    whole_word: bool = False
    over_lines: bool = False

    def __post_init__(self) -> None:
        if not self.find:
            raise SettingsError("There is nothing to look for.", hint="Type what to find.")
        if max(len(self.find), len(self.replace)) > _LONGEST:
            raise SettingsError(
                "What to find or to replace is too long.", hint=f"At most {_LONGEST} characters."
            )


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue in which something was found.

    Attributes:
        cue_id: the cue.
        before: as it is.
        after: as it would be.
        spans: (start, end) of every match in ``before.text``, tags between included; code points.
    """

    cue_id: str
    before: Cue
    after: Cue
    spans: tuple[tuple[int, int], ...]


#: Start and end in a text, and what is put there.
_Match = tuple[int, int, str]
#: What is found in a cue's text, for each piece in which it is searched; empty for nothing.
Matches = tuple[tuple[_Match, ...], ...]


def preview(
    cues: Sequence[Cue], query: Query, *, locale: str = "", seconds: float = TIME_LIMIT
) -> tuple[Hit, ...]:
    """Every cue in which something is found, with what it would become.

    Cues of several tracks may be searched at once; hits come in the order of the cues.

    Args:
        cues: to be searched.
        query: what for.
        locale: of the text; says what a word is, and what its capitals are.
        seconds: how long a regular expression may take.

    Raises:
        SettingsError: the regular expression is none.
        RefusedError: it takes too long.
    """
    found = search([cue.text for cue in cues], query, locale=locale, seconds=seconds)
    hits = []
    for cue, matches in zip(cues, found, strict=True):
        if matches:
            hits.append(hit_of(cue, matches, query))
    return tuple(hits)


def search(
    texts: Sequence[str], query: Query, *, locale: str = "", seconds: float = TIME_LIMIT
) -> list[Matches]:
    """What is found in each of many texts of cues (lines joined by newlines, tags included).

    For most texts nothing is, so nothing is made of them that only a hit needs.

    Args:
        texts: to be searched.
        query: what for.
        locale: of the texts.
        seconds: how long a regular expression may take.

    Raises:
        SettingsError, RefusedError: as `preview`.
    """
    parts = [_parts(text, query) for text in texts]
    found = iter(_matches([part for one in parts for part in one], query, locale, seconds))
    every: list[Matches] = []
    for one in parts:
        counted = [
            [match for match in matches if _counts(part, match, query, locale)]
            if (matches := next(found))
            else matches
            for part in one
        ]
        every.append(tuple(tuple(matches) for matches in counted) if any(counted) else ())
    return every


def hit_of(cue: Cue, matches: Matches, query: Query) -> Hit:
    """What becomes of a cue in whose text `search` has found something.

    Raises:
        ValueError: nothing was found.
    """
    hit = _Readable(cue, over_lines=query.over_lines).hit(matches)
    if hit is None:
        raise ValueError(f"nothing was found in cue {cue.id}")
    return hit


def replace_all(hits: Sequence[Hit], query: Query) -> Edit:
    """The edit that makes the changes of a preview, or of those of its hits that were chosen."""
    changes = tuple(
        Change(hit.cue_id, hit.before, hit.after) for hit in hits if hit.before != hit.after
    )
    count = sum(len(hit.spans) for hit in hits if hit.before != hit.after)
    places = "place" if count == 1 else "places"
    cues = "cue" if len(changes) == 1 else "cues"
    return Edit(
        changes,
        f"Replaced {query.find!r} by {query.replace!r}: {count} {places} in {len(changes)} {cues}",
    )


def _parts(text: str, query: Query) -> list[str]:
    """A text as it is read, in one piece or line by line; as `_Readable.parts`."""
    read = plain(text) if "<" in text else text  # tags are all that is not read
    return [read] if query.over_lines else read.split("\n")


class _Readable:
    """A cue's text as it is read, in one piece or line by line, and the way back to its places."""

    def __init__(self, cue: Cue, *, over_lines: bool) -> None:
        self.cue = cue
        shown = visible(cue.text)
        self.parts: list[list[tuple[int, str]]] = [[]]
        for place, char in shown:
            if char == "\n" and not over_lines:
                self.parts.append([])
            else:
                self.parts[-1].append((place, char))

    def hit(self, matches: Matches) -> Hit | None:
        text = self.cue.text
        pieces: list[str] = []
        spans: list[tuple[int, int]] = []
        at = 0
        for part, wanted in zip(self.parts, matches, strict=True):
            for start, end, new in wanted:
                first, last = part[start][0], part[end - 1][0]
                taken = {place for place, _ in part[start:end]}
                kept = "".join(text[i] for i in range(first, last + 1) if i not in taken)
                # Tags that stood inside the match stay, behind what replaced it.
                pieces += [text[at:first], new, kept]
                spans.append((first, last + 1))
                at = last + 1
        if not spans:
            return None
        pieces.append(text[at:])
        lines = lines_of("\n".join("".join(pieces).splitlines()))
        after = replace(self.cue, lines=lines)
        return Hit(self.cue.id, self.cue, after, tuple(spans))


# --- Matching -------------------------------------------------------------------------------------


def _matches(texts: list[str], query: Query, locale: str, seconds: float) -> list[list[_Match]]:
    new = unicodedata.normalize("NFC", query.replace)
    if query.regex:
        return _run_matcher(texts, query, new, seconds)
    pattern = _literal(unicodedata.normalize("NFC", query.find), query, locale)
    return [[(m.start(), m.end(), new) for m in pattern.finditer(text)] for text in texts]


def _literal(find: str, query: Query, locale: str) -> re.Pattern[str]:
    dotted = not query.case and language(locale) in _DOTTED
    parts = []
    for char in find:
        pair = next((pair for pair in _TURKISH if dotted and char in pair), None)
        if pair is not None:
            # Without the flag for this one: `re` holds all four of them for the same letter.
            parts.append(f"(?-i:[{''.join(sorted(pair))}])")
        elif char in " \n" and query.over_lines:
            parts.append("[ \n]")
        else:
            parts.append(re.escape(char))
    return re.compile("".join(parts), 0 if query.case else re.IGNORECASE)


def _run_matcher(texts: list[str], query: Query, new: str, seconds: float) -> list[list[_Match]]:
    request = {
        "pattern": unicodedata.normalize("NFC", query.find),
        "flags": int(0 if query.case else re.IGNORECASE),
        "replace": new,
        "texts": texts,
        "seconds": math.ceil(seconds),
        "memory": _MEMORY,
        "longest": _LONGEST,
    }
    too_long = RefusedError(
        "The regular expression takes too long.",
        "Write it more simply: no repetition inside a repetition, as in (a+)+.",
    )
    try:
        done = subprocess.run(  # noqa: S603 -- our own file; the pattern is data on stdin
            [sys.executable, "-I", "-S", str(_MATCHER)],
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise too_long from error
    if done.returncode:
        raise too_long  # the system ended it: processor time or memory
    answer: dict[str, Any] = json.loads(done.stdout)
    if "error" in answer:
        raise SettingsError(
            f"This regular expression cannot be used: {answer['error']}.",
            hint="Mend it, or search for plain text.",
        )
    return [[(start, end, text) for start, end, text in hits] for hits in answer["found"]]


# --- What counts ----------------------------------------------------------------------------------


def _counts(text: str, match: _Match, query: Query, locale: str) -> bool:
    start, end, _ = match
    if not (_between_characters(text, start) and _between_characters(text, end)):
        return False
    return not query.whole_word or (
        _word_border(text, start, locale) and _word_border(text, end, locale)
    )


def _between_characters(text: str, at: int) -> bool:
    if at in (0, len(text)) or (text[at - 1].isascii() and text[at].isascii()):
        return True
    place = 0
    for cluster in clusters(text):
        if place >= at:
            break
        place += len(cluster)
    return place == at


def _word_border(text: str, at: int, locale: str) -> bool:
    before, after = text[at - 1 : at], text[at : at + 1]
    if not before or not after:
        return True
    if language(locale) not in _ELIDING:
        # An apostrophe between two letters stands inside a word.
        if before in _APOSTROPHES and at >= 2 and text[at - 2].isalpha() and after.isalpha():
            return False
        if after in _APOSTROPHES and before.isalpha() and text[at + 1 : at + 2].isalpha():
            return False
    if not (_in_word(before) and _in_word(after)):
        return True
    if _NO_WORDS.match(before) or _NO_WORDS.match(after):
        return True
    return bool(_KATAKANA.match(before)) != bool(_KATAKANA.match(after))


def _in_word(char: str) -> bool:
    return char == "_" or char.isalnum() or unicodedata.category(char).startswith("M")
