"""Hunspell dictionaries: which one a locale has, where it lies, and what it says of a word.

They are looked for in the folders of ``LOCALIZE_DICTIONARIES``, in ``dictionaries`` of the user's
data folder, where systems keep them (Debian's ``hunspell-*`` packages: ``/usr/share/hunspell``),
and in the binding itself, which brings American English. Which file serves which locale is data
(``dictionaries.toml`` beside this module).
"""

from __future__ import annotations

import codecs
import os
import re
import sys
import time
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

import platformdirs

from localize import locales

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

VARIABLE: Final = "LOCALIZE_DICTIONARIES"

_DATA: Final = Path(__file__).with_name("dictionaries.toml")
_SYSTEM: Final = (
    "/usr/local/share/hunspell",
    "/usr/share/hunspell",
    "/usr/share/myspell/dicts",
    "/opt/homebrew/share/hunspell",
    "/Library/Spelling",
)

#: Words kept with what was found of them, a dictionary.
_MOST_WORDS: Final = 200_000

#: A dictionary is tried on so many of its own words, and must know this part of them: Hunspell
#: reads an empty or a damaged one without a word, and its version here knows no word of Debian's
#: Korean one. (Of the German one's, 26 % are parts of compounds and no words.)
_TRIED: Final = 200
_LEAST_KNOWN: Final = 0.3

#: Suggestions that are looked for one slip away; the search ends with the last of them.
_MOST_NEAR: Final = 3

#: What is typed for letters that a keyboard lacks.
_TYPED: Final = (
    *(("ss", "ß"), ("ae", "ä"), ("ae", "æ"), ("oe", "ö"), ("oe", "ø"), ("oe", "œ")),
    *(("ue", "ü"), ("aa", "å"), ("ny", "ñ")),
)


class _Hunspell(Protocol):
    """What is used of the binding's class."""

    _dic_encoding: str

    def spell(self, word: str) -> bool: ...
    def suggest(self, word: str) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Missing:
    """A dictionary that is not there, or cannot be used.

    Attributes:
        reason: what is wrong.
        advice: what to do about it.
    """

    reason: str
    advice: str


class Patience:
    """Time that may be spent on looking for suggestions; what is known already costs none.

    Args:
        seconds: how much.
    """

    def __init__(self, seconds: float) -> None:
        self._left = seconds
        self._untouched = True

    @property
    def over(self) -> bool:
        """Whether nothing is left."""
        return self._left <= 0

    def allows(self, seconds: float) -> bool:
        """Whether something may be begun that may take so long; the first always may."""
        return self._untouched or self._left > seconds

    def begin(self) -> None:
        """Something is begun that takes long."""
        self._untouched = False

    def spend(self, since: float) -> None:
        """Count the time since a reading of `time.monotonic`."""
        self._left -= time.monotonic() - since


class Dictionary:
    """One dictionary, or several of one language, loaded; asked word by word, and it remembers.

    Attributes:
        paths: the ``.dic`` files.
    """

    def __init__(self, files: Sequence[tuple[Path, _Hunspell, str]]) -> None:
        """Take what is loaded.

        Args:
            files: path, Hunspell's object and the letters that its language writes, each.
        """
        self.paths = tuple(path for path, _, _ in files)
        self._hunspells = tuple(hunspell for _, hunspell, _ in files)
        self._letters = "".join(dict.fromkeys("".join(letters for _, _, letters in files)))
        self._known: dict[str, bool] = {}
        self._nearest: dict[str, tuple[str, ...]] = {}
        self._answered: dict[str, tuple[str, ...]] = {}
        self._slowest = 0.0

    def knows(self, word: str) -> bool:
        """Whether a word is spelt right.

        One with letters that the dictionary's encoding lacks is of another language, which is not
        for this dictionary to judge: it passes.
        """
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= _MOST_WORDS:
                self._known.clear()
            found = self._known[word] = any(_spells(one, word) for one in self._hunspells)
        return found

    def near(self, word: str, patience: Patience) -> tuple[str, ...] | None:
        """Words one slip of the keyboard away, the likeliest first; 5 to 75 ms once a word.

        None where there was no time to look.
        """
        found = self._nearest.get(word)
        if found is None and not patience.over:
            if len(self._nearest) >= _MOST_WORDS:
                self._nearest.clear()
            began = time.monotonic()
            found = self._nearest[word] = tuple(islice(self._near(word), _MOST_NEAR))
            patience.spend(began)
        return found

    def suggest(self, word: str, patience: Patience, most: int = 3) -> tuple[str, ...] | None:
        """Words that may be meant, the likeliest first; None where there was no time to look.

        First those one slip away. Hunspell itself is asked where there are none: an answer takes
        50 ms to 1 s, so none but the first is begun where the slowest so far would take too long.
        What was looked for is remembered, and asked again costs nothing.
        """
        near = self.near(word, patience)
        found = near or self._answered.get(word)
        if found is None and near is not None and patience.allows(self._slowest):
            patience.begin()
            began = time.monotonic()
            found = self._answers(word)
            self._slowest = max(self._slowest, time.monotonic() - began)
            patience.spend(began)
        return None if found is None else found[:most]

    def _answers(self, word: str) -> tuple[str, ...]:
        """What Hunspell suggests."""
        if len(self._answered) >= _MOST_WORDS:
            self._answered.clear()
        answers = self._hunspells[0].suggest(word)
        found = tuple(dict.fromkeys(answer for answer in answers if _is_word(answer, word)))
        self._answered[word] = found
        return found

    def _near(self, word: str) -> Iterator[str]:
        """Words of the dictionary one slip away."""
        for changed in dict.fromkeys(_slips(word, self._letters)):
            # Not by `knows`: hundreds of non-words need not be remembered.
            if changed != word and any(_spells(one, changed) for one in self._hunspells):
                yield changed


def _spells(hunspell: _Hunspell, word: str) -> bool:
    try:
        return bool(hunspell.spell(word))
    except UnicodeEncodeError:
        return True


def _is_word(answer: str, word: str) -> bool:
    """Whether an answer is one word, and not the word itself cut in two."""
    return bool(answer) and " " not in answer and ("-" not in answer or "-" in word)


def _slips(word: str, letters: str) -> Iterator[str]:
    """What a word may be a slip for, the likeliest slips first."""
    places = range(len(word))
    small = [letter for letter in letters if letter.isalpha() and not letter.isupper()]
    for typed, meant in _TYPED:
        if typed in word and meant in letters:
            yield word.replace(typed, meant)
    plain = [_base(letter) for letter in small]
    yield from (
        word[:at] + letter + word[at + 1 :]
        for at in places
        for letter, base in zip(small, plain, strict=True)
        if base == _base(word[at]) and letter != word[at]
    )
    yield from (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in places[:-1])
    yield from (word[:at] + word[at + 1 :] for at in places if len(word) > 2)
    yield from (word[:at] + x + word[at:] for at in range(len(word) + 1) for x in small)
    yield from (word[:at] + x + word[at + 1 :] for at in places for x in small)


@lru_cache(maxsize=4096)
def _base(letter: str) -> str:
    """A letter without its accents."""
    return unicodedata.normalize("NFD", letter)[0]


def folders() -> tuple[Path, ...]:
    """The folders in which dictionaries are looked for, those of the user first."""
    own = [Path(part) for part in os.environ.get(VARIABLE, "").split(os.pathsep) if part]
    return (
        *own,
        platformdirs.user_data_path("localize", appauthor=False) / "dictionaries",
        *map(Path, _SYSTEM),
        *_bundled(),
    )


def find(locale: str) -> Path | None:
    """The ``.dic`` file of a locale's dictionary; None where there is none.

    A user's folder comes before the system's even where that has one for a nearer locale.
    """
    names = _names(locale)
    language = locales.language(locale)
    for folder in folders():
        for name in names:
            if (found := _pair(folder, name)) is not None:
                return found
        # Any country of the language, where none was named.
        others = sorted(folder.glob(f"{language}_*.dic")) if folder.is_dir() else []
        for other in others:
            if re.fullmatch(r"[a-z]{2,3}_[A-Z]{2}", other.stem) and _pair(folder, other.stem):
                return other
    return None


def installed() -> tuple[Path, ...]:
    """Every dictionary that is there, one a file (links of one name for another left out)."""
    found: dict[str, Path] = {}
    for folder in folders():
        for path in sorted(folder.glob("*.dic")) if folder.is_dir() else ():
            if not path.is_symlink() and _pair(folder, path.stem) and path.stem not in found:
                found[path.stem] = path
    return tuple(found.values())


def package_of(locale: str) -> str:
    """The Debian package with a locale's dictionary; empty where there is none."""
    data = _data()
    for tag in locales.chain(locale):
        if tag in data:
            return str(data[tag]["package"])
    language = locales.language(locale)
    return f"hunspell-{language}" if language in data["packages"]["named"] else ""


def dictionary_for(locale: str) -> Dictionary | Missing:
    """The dictionary of a locale, loaded once a process.

    Where a locale names a language that several countries spell in their own ways and no country
    (``en``), each of those ways is right.
    """
    tag = next((tag for tag in locales.chain(locale) if tag in _data()), "")
    others = _data()[tag].get("also", []) if tag == locale else []
    paths = [path for name in (locale, *others) if (path := find(name)) is not None]
    if not paths:
        return Missing(f"there is no spelling dictionary for {locale}", _advice(locale))
    try:
        stamped = tuple((path, path.stat().st_mtime_ns) for path in dict.fromkeys(paths))
    except OSError as error:
        return Missing(f"the dictionary cannot be read ({error})", _advice(locale))
    return _loaded(stamped)


def _advice(locale: str) -> str:
    package = package_of(locale)
    own = f"put {locale.replace('-', '_')}.aff and .dic into a folder that {VARIABLE} names"
    return f"install {package} (Debian), or {own}" if package else own


@lru_cache(maxsize=16)
def _loaded(stamped: tuple[tuple[Path, int], ...]) -> Dictionary | Missing:
    """Dictionaries' files, read; a changed file has another time and is read anew."""
    try:
        return Dictionary([_read(path) for path, _ in stamped])
    except (OSError, ValueError) as error:
        where = f"put another .aff and .dic into a folder that {VARIABLE} names"
        return Missing(f"the dictionary {stamped[0][0]} cannot be used ({error})", where)


def _read(path: Path) -> tuple[Path, _Hunspell, str]:
    """Hunspell's object for a dictionary, and the letters that its language writes.

    Raises:
        OSError: it cannot be read.
        ValueError: it holds no words that Hunspell knows.
    """
    import hunspell  # noqa: PLC0415 -- a library that few runs need

    head = path.with_suffix(".aff").read_bytes()
    words = path.read_bytes().splitlines()[1:]
    made = cast(
        "_Hunspell",
        hunspell.Hunspell(
            path.stem,
            hunspell_data_dir=str(path.parent),
            system_encoding=sys.getfilesystemencoding(),
        ),
    )
    encoding = _python_name(head)
    if encoding:
        made._dic_encoding = encoding
    tried = [_entry(line, encoding) for line in words[:: max(1, len(words) // _TRIED)]]
    tried = [word for word in tried if word]
    known = sum(_spells(made, word) for word in tried)
    if known < max(1, _LEAST_KNOWN * len(tried)):
        raise ValueError("Hunspell does not know its words")
    letters = re.search(rb"^TRY\s+(\S+)", head, re.MULTILINE)
    return path, made, letters[1].decode(encoding or "utf-8", "ignore") if letters else ""


def _entry(line: bytes, encoding: str) -> str:
    return re.split(rb"[/\t ]", line.strip())[0].decode(encoding or "utf-8", "ignore")


def _python_name(affixes: bytes) -> str:
    """Python's name of the encoding that an affix file names; empty where Python has none."""
    match = re.search(rb"^(?:\xef\xbb\xbf)?SET\s+(\S+)", affixes, re.MULTILINE)
    if match is None:
        return "iso8859-1"  # Hunspell's default
    name = match[1].decode("ascii", "replace").lower().removeprefix("microsoft-")
    name = {"tis620-2533": "tis-620", "iscii-devanagari": ""}.get(name, name)
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        return ""


def _names(locale: str) -> list[str]:
    """File names to look for, the best first."""
    data = _data()
    names = [locale.replace("-", "_")]
    for tag in locales.chain(locale):
        names += data[tag]["files"] if tag in data else []
    language = locales.language(locale)
    return list(dict.fromkeys((*names, language, f"{language}_{language.upper()}")))


def _pair(folder: Path, name: str) -> Path | None:
    path = folder / f"{name}.dic"
    return path if path.is_file() and path.with_suffix(".aff").is_file() else None


@lru_cache(maxsize=1)
def _bundled() -> tuple[Path, ...]:
    import importlib.util  # noqa: PLC0415 -- beside its use

    spec = importlib.util.find_spec("hunspell")
    places = spec.submodule_search_locations if spec else None
    return tuple(Path(place) / "dictionaries" for place in places or ())


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))
