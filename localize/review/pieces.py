"""A cue's text cut in two and joined again, without breaking tags, readings or characters.

A text here is a cue's lines joined by newlines, tags included; places in it are counted in code
points, tags included, as an editor's caret counts them.
"""

from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING, Final

from localize.guides.graphemes import clusters
from localize.guides.model import DashStyle
from localize.locales import is_unspaced
from localize.markup import TAG

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_RUBY: Final = re.compile(r"<ruby>.*?(?:</ruby>|\Z)", re.DOTALL)
_STYLE: Final = re.compile(r"<(/?)([ibu])>")
_EMPTY: Final = re.compile(r"<([ibu])>(\s*)</\1>|</([ibu])>(\s*)<\3>")
_READING: Final = re.compile(r"<rt>.*?(?:</rt>|\Z)", re.DOTALL)
_LEADING: Final = re.compile(r"\A((?:<[ibu]>)*)\s+")
_TRAILING: Final = re.compile(r"\s+((?:</[ibu]>)*)\Z")
_LEADING_STYLES: Final = re.compile(r"(?:<[ibu]>)*")
_DASH: Final = re.compile(r"\A((?:<[ibu]>)*)[-–—‐]\s*")


class Join(enum.StrEnum):
    """How the texts of two cues become one."""

    LINES = "lines"  # the second's lines under the first's
    WORDS = "words"  # one flow: the second goes on where the first ends
    DIALOGUE = "dialogue"  # two speakers, told apart by dashes


def visible(text: str) -> list[tuple[int, str]]:
    """The characters that are read, each with its place in the text: no tags, no readings."""
    hidden: set[int] = set()
    for pattern in (_READING, TAG):
        for match in pattern.finditer(text):
            hidden.update(range(match.start(), match.end()))
    return [(place, char) for place, char in enumerate(text) if place not in hidden]


def plain(text: str) -> str:
    """The text as it is read: no tags, no readings; line breaks stay."""
    return "".join(char for _, char in visible(text))


def tidy(text: str) -> str:
    """The text without empty styles and without styles that end where they begin again."""
    while True:
        shorter = _EMPTY.sub(lambda match: match[2] or match[4] or "", text)
        if shorter == text:
            return text
        text = shorter


def lines_of(text: str) -> tuple[str, ...]:
    """A text in lines: trimmed, none empty, no empty styles."""
    lines: list[str] = []
    opened = ""  # tags that stand alone before the line that they are for
    for line in tidy(text).split("\n"):
        trimmed = _TRAILING.sub(r"\1", _LEADING.sub(r"\1", line.strip())).strip()
        if plain(trimmed).strip():
            lines.append(opened + trimmed)
            opened = ""
        elif trimmed.startswith("</") and lines:
            lines[-1] += trimmed
        else:
            opened += trimmed
    return tuple(lines)


def cut(text: str, at: int) -> tuple[str, str]:
    """The text in two; styles that are open at the cut are closed and opened again.

    A place inside a tag, a reading with its base, or a character of several code points is moved
    back to before it.
    """
    at = _whole(text, max(0, min(at, len(text))))
    opened: list[str] = []
    for match in _STYLE.finditer(text, 0, at):
        if not match[1]:
            opened.append(match[2])
        elif match[2] in opened:
            opened.reverse()
            opened.remove(match[2])
            opened.reverse()
    closing = "".join(f"</{name}>" for name in reversed(opened))
    opening = "".join(f"<{name}>" for name in opened)
    return text[:at] + closing, opening + text[at:]


def _whole(text: str, at: int) -> int:
    for pattern in (_RUBY, TAG):
        for match in pattern.finditer(text):
            if match.start() < at < match.end():
                return match.start()
    place = 0
    for cluster in clusters(text):
        if place + len(cluster) > at:
            return place
        place += len(cluster)
    return at


def join(
    first: Sequence[str],
    second: Sequence[str],
    how: Join,
    *,
    locale: str = "",
    dash: DashStyle | None = None,
) -> tuple[str, ...]:
    """The lines of two cues as one cue's.

    Args:
        first: lines of the earlier.
        second: lines of the later.
        how: under each other, as one flow, or as two speakers.
        locale: of the track: says whether a space stands between words.
        dash: how two speakers are told apart; None for a hyphen and a space before both.
    """
    if not first or not second:
        return tuple(first) or tuple(second)
    if how is Join.WORDS:
        space = "" if is_unspaced(locale) else " "
        return lines_of("\n".join([*first[:-1], f"{first[-1]}{space}{second[0]}", *second[1:]]))
    if how is Join.DIALOGUE:
        marks = (dash or DashStyle.BOTH_SPACED).marks
        # One line a speaker; lines in which several speak already keep their own dashes.
        first, second = (
            _spoken(lines, mark, locale) for lines, mark in zip((first, second), marks, strict=True)
        )
    return lines_of("\n".join([*first, *second]))


def _spoken(lines: Sequence[str], mark: str, locale: str) -> tuple[str, ...]:
    if sum(bool(_DASH.match(line)) for line in lines) > 1:
        return tuple(lines)
    space = "" if is_unspaced(locale) else " "
    line = _DASH.sub(r"\1", space.join(lines), count=1)
    styles = _LEADING_STYLES.match(line)
    at = styles.end() if styles else 0
    return (line[:at] + mark + line[at:],)


def word_starts(text: str, locale: str) -> list[int]:
    """Places at which a word (in unspaced scripts a phrase) begins, the first one's included."""
    # A phrase model is loaded only where words have no spaces.
    from localize.syntax.phrases import tokens_of  # noqa: PLC0415

    shown = visible(text)
    letters = "".join(" " if char == "\n" else char for _, char in shown)
    starts, at = [], 0
    for token, _ in tokens_of(letters, locale):
        at = letters.index(token, at)
        starts.append(shown[at][0])
        at += len(token)
    return starts


def share(text: str, at: int) -> float:
    """How much of what is read stands before a place, 0 to 1, white space not counted."""
    letters = [place for place, char in visible(text) if not char.isspace()]
    if not letters:
        return 0.0
    return sum(place < at for place in letters) / len(letters)


def letters_of(texts: Iterable[str]) -> str:
    """Letters and digits alone, folded: by which a text is told to be the same as spoken words."""
    return "".join(char for text in texts for char in text.casefold() if char.isalnum())
