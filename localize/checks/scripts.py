"""Checks of text that looks right and is not: letters of another script, and misread encodings."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, ClassVar, Final

from localize import locales
from localize.checks.text import changed, cited, finding_of, joined, lines_fix
from localize.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import CheckContext
    from localize.script import Cue

#: Letters that look the same in two scripts. Source: Unicode's confusables (UTS 39), those of them
#: that are the same in common fonts.
_LATIN, _CYRILLIC, _GREEK = "latin", "cyrillic", "greek"
_ALIKE: Final = {
    (_CYRILLIC, _LATIN): dict(zip("аеорсухіјАВЕКМНОРСТХІЈ", "aeopcyxijABEKMHOPCTXIJ", strict=True)),
    (_GREEK, _LATIN): dict(zip("ονΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ovABEZHIKMNOPTYX", strict=True)),
    (_GREEK, _CYRILLIC): dict(zip("οΑΒΕΗΚΜΟΡΤΧ", "оАВЕНКМОРТХ", strict=True)),
}
_TABLES: Final = _ALIKE | {
    (b, a): {theirs: ours for ours, theirs in table.items()} for (a, b), table in _ALIKE.items()
}
_RANGES: Final = {
    _LATIN: re.compile("[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]"),
    _CYRILLIC: re.compile("[\u0400-\u052f]"),
    _GREEK: re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
}
_FOREIGN: Final = re.compile("[\u0370-\u052f\u1f00-\u1fff]")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")

#: Languages written in Cyrillic or Greek; in all others a word of look-alikes alone is Latin.
_WRITTEN_IN: Final = {
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg"), _CYRILLIC),
    "el": _GREEK,
}


class MixedScript:
    """No word has letters of two scripts that look alike: search and speech would not know it."""

    name: ClassVar[str] = "mixed-script"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with such a word."""
        usual = _WRITTEN_IN.get(locales.language(context.limits.locale), _LATIN)
        for cue in cues:
            text = cue.text
            if text.isascii() or not _FOREIGN.search(text):
                continue
            mended = {
                word: new
                for word in _WORD.findall(joined(cue.lines))
                if (new := _of_one_script(word, usual)) != word
            }
            if mended:
                word = next(iter(mended))
                yield finding_of(
                    self.name,
                    Severity.WARNING,
                    cue,
                    f"letters of two scripts in {cited(word)}: write it in one",
                    len(mended),
                    "words",
                    fix=lines_fix(
                        cue,
                        changed(
                            cue.lines,
                            lambda text: _WORD.sub(lambda m: mended.get(m[0], m[0]), text),  # noqa: B023
                        ),
                        context,
                    ),
                )


def _of_one_script(word: str, usual: str) -> str:
    """The word with look-alikes replaced, or the word where it is of one script or of two by right.

    By right it is of two where both have letters that the other has not (a loan with an ending).
    """
    scripts = [
        next((name for name, letters in _RANGES.items() if letters.match(char)), "")
        for char in word
    ]
    there = Counter(filter(None, scripts))
    if len(there) < 2:
        return word
    fitting = []
    for target in there:
        tables = [_TABLES.get((name, target), {}) for name in scripts]
        if all(
            name in ("", target) or char in table
            for char, name, table in zip(word, scripts, tables, strict=True)
        ):
            new = "".join(table.get(char, char) for char, table in zip(word, tables, strict=True))
            fitting.append((target == usual, there[target], new))
    return max(fitting)[2] if fitting else word


# --- Misread encodings ----------------------------------------------------------------------------

#: Windows-1252 as programs read it: the five codes that it leaves out stand for themselves.
_BYTES: Final = {
    bytes([code]).decode("cp1252")
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
    else chr(code): code
    for code in range(0x80, 0x100)
}
_BYTES.update({chr(code): code for code in range(0x80, 0xA0)})
_FOLLOW: Final = "".join(char for char, code in _BYTES.items() if 0x80 <= code < 0xC0)


def _led_by(first: int, last: int, following: int) -> str:
    leads = "".join(char for char, code in _BYTES.items() if first <= code <= last)
    return f"[{re.escape(leads)}][{re.escape(_FOLLOW)}]{{{following}}}"


_MISREAD: Final = re.compile(
    "|".join((_led_by(0xF0, 0xF4, 3), _led_by(0xE0, 0xEF, 2), _led_by(0xC2, 0xDF, 1)))
)
#: Marks that may stand after a letter by right: a single pair with one of these is no evidence.
_ORDINARY: Final = frozenset("“”„‘’‚…–—™»«›‹\u00a0·°ªº")
_SUSPECT: Final = re.compile("[\u00c2-\u00f4]")


class Mojibake:
    """No text was written in one encoding and read in another (Ã© for é, â€™ for ’)."""

    name: ClassVar[str] = "mojibake"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with text that was misread."""
        for cue in cues:
            text = cue.text
            if text.isascii() or not _SUSPECT.search(text):
                continue
            found = [match[0] for match in _MISREAD.finditer(text) if _reread(match[0])]
            strong = [one for one in found if _is_strong(one)]
            if not strong and len(found) < 2:
                continue
            lines = changed(
                cue.lines, lambda part: _MISREAD.sub(lambda m: _reread(m[0]) or m[0], part)
            )
            first = (strong or found)[0]
            yield finding_of(
                self.name,
                Severity.WARNING,
                cue,
                f"{cited(first)} stands for {cited(_reread(first))}: the text was read in a wrong "
                "encoding; read the file anew, or write it right",
                len(found),
                "characters",
                fix=lines_fix(cue, lines, context),
            )


def _is_strong(misread: str) -> bool:
    certain = len(misread) > 2 or misread[0] in "ÂÃ"
    return certain and not _ORDINARY.issuperset(misread[1:])


def _reread(misread: str) -> str:
    """What was meant; empty where it cannot be read so, or would be no text."""
    try:
        meant = bytes(_BYTES[char] for char in misread).decode("utf-8")
    except (UnicodeDecodeError, KeyError):
        return ""
    return meant if meant.isprintable() or meant == "\u00a0" else ""
