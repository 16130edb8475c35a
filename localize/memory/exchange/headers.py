"""Headers of tables as people write them: which column says what, and the cells below it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize.errors import InputError, LocaleError
from localize.locales import language, normalize
from localize.memory.exchange.language_names import has_name, locale_named, names_language
from localize.memory.exchange.sheets import letters
from localize.memory.rules import one_line, prose

if TYPE_CHECKING:
    from localize.memory.exchange.sheets import Sheet

#: Rows of a sheet among which the header is looked for.
_TITLES: Final = 12
#: Column → how people call it, folded.
_COLUMNS: Final = {
    "source": ("source term", "source", "term", "key name", "original", "source name", "phrase"),
    "kind": ("type", "kind", "category"),
    "note": ("notes", "note", "comments", "comment", "description", "context"),
    "frequency": ("frequency", "count", "occurrences"),
    "kept": ("do not translate", "dnt", "keep"),
    "name": ("name", "character", "character name"),
    "gender": ("gender", "sex"),
}
#: How people call the column of renderings where it is the only one.
_TARGETS: Final = frozenset(
    {"target", "target term", "translation", "translated term", "rendering", "target text"}
)
#: Words of headings over what is plainly no rendering.
_ASIDE: Final = frozenset(
    (
        *("id", "ids", "uid", "guid", "uuid", "key", "no", "nr", "number", "num", "index", "row"),
        *("owner", "author", "editor", "translator", "reviewer", "approver", "requester"),
        *("contact", "person", "actor", "voice", "speaker", "priority", "version"),
        *("status", "state", "stage", "approved", "approval", "created", "updated", "modified"),
        *("changed", "added", "date", "time", "day", "year"),
        *("comment", "comments", "remark", "remarks", "note", "notes", "query", "queries"),
        *("question", "questions", "answer", "context", "definition", "description"),
        *("explanation", "example", "examples", "usage", "domain", "subject", "field", "topic"),
        *("category", "type", "kind", "pos", "speech", "gender", "pronunciation", "ipa"),
        *("season", "series", "show", "episode", "episodes", "scene", "timecode", "tc", "frame"),
        *("url", "link", "reference", "ref", "screenshot", "image", "picture", "file", "source"),
        *("count", "frequency", "occurrences", "hits", "length", "characters", "limit", "back"),
    )
)
#: Those of them that may stand over renderings too where a language is named: "French show name".
_EITHER: Final = frozenset(
    (
        *("approved", "created", "updated", "modified", "changed", "added", "version", "answer"),
        *("season", "series", "show", "episode", "episodes", "scene"),
        *("reference", "ref", "source", "back"),
    )
)
#: What a refusal names as what works.
_WORKING: Final = "a tag or a name, such as fr-FR, French or Canadian French"
_CALLED: Final = {called: column for column, names in _COLUMNS.items() for called in names}
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
#: As headings these are words: Indonesian and Norwegian are asked for in small letters.
_WORDS_NOT_TAGS: Final = frozenset({"ID", "NO"})
_SMALL: Final = frozenset(map(str.lower, _WORDS_NOT_TAGS))
_NOTES: Final = re.compile(r"\A(.+?)\s+(?:notes?|comments?)\Z", re.IGNORECASE)
_WORDS: Final = re.compile(r"\A(.+?)\s+(?:term|translation|target|rendering)\Z", re.IGNORECASE)
_WORD: Final = re.compile(r"\w+")
#: A tag among other words.
_AMONG: Final = re.compile(rf"(?<![\w-]){_TAG.pattern}(?![\w-])")
_BRACKETED: Final = re.compile(r"\([^()]*\)")
_BACK: Final = re.compile(r"\bback[ -]translation\b")
#: How far a rendering is, beside what it is called: "Approved French", "French version (final)".
_HOW_FAR: Final = re.compile(
    r"\A(?:approved|final)\s+(?!\()|(?:\s+version)?\s*\((?:approved|final)\)\Z|\s+version\Z",
    re.IGNORECASE,
)
#: What terms are called in each of two columns: "Term (English)", "Term (French)".
_TERMS: Final = frozenset({"term", "phrase", "name"})
_SOURCE: Final = re.compile(r"\A(.+?)\s*\(([^()]*)\)\Z")


class RowError(Exception):
    """A row that cannot be taken in, and the column that is at fault."""

    def __init__(self, column: int, message: str) -> None:
        super().__init__(message)
        self.column = column


@dataclass(slots=True)
class Header:
    """The header of a table.

    Attributes:
        row: where it stands, from 0.
        columns: what is known by name → its column, from 0.
        terms: locale → the column of its renderings.
        notes: locale → the column of notes about them.
        source_locale: language of the source terms; empty where the header does not say.
        aside: columns that are plainly no renderings, and their names.
        unplaced: columns that may be some → why they are not read.
    """

    row: int
    columns: dict[str, int]
    terms: dict[str, int]
    notes: dict[str, int]
    source_locale: str
    aside: dict[int, str]
    unplaced: dict[int, str]


def header_of(sheet: Sheet, source: str = "", target: str = "") -> Header | None:
    """The header of a table of terms or of characters; None where it has none.

    Args:
        sheet: the table.
        source: language of the terms, by which their column may be called; empty for none.
        target: language of a column that is called "target"; empty for none.
    """
    for number, row in enumerate(sheet.rows[:_TITLES]):
        header = _columns_of(sheet, number, target)
        if "source" in header.columns or {"name", "gender"} <= header.columns.keys():
            return _without_empty(sheet, header)
        targets = any(_bare(cell) in _TARGETS for cell in row)
        if "name" in header.columns and (header.terms or targets):
            header.columns["source"] = header.columns.pop("name")
            return _without_empty(sheet, header)
        own = _own(header, source)
        if own and (len(header.terms) > 1 or targets):
            header.columns["source"] = header.terms.pop(own)
            header.source_locale = own
            return _without_empty(sheet, header)
    return None


def _own(header: Header, source: str) -> str:
    """The language among a header's that terms are in; empty where it has none of that."""
    if not source:
        return ""
    if source in header.terms:
        return source
    return next((tag for tag in header.terms if language(tag) == language(source)), "")


def _without_empty(sheet: Sheet, header: Header) -> Header:
    """The header without columns that say nothing, and with those that say it under no heading."""
    said: dict[int, bool] = {}
    for row in sheet.rows[header.row + 1 :]:
        for place, cell in enumerate(row):
            said[place] = said.get(place, False) or any(map(str.isalpha, cell))
    known = {*header.columns.values(), *header.terms.values(), *header.notes.values()}
    for place, words in said.items():
        if words and place not in known and place not in header.aside:
            header.unplaced.setdefault(place, "the column has no heading")
    for place in [place for place in header.unplaced if not said.get(place)]:
        header.unplaced.pop(place)
        header.aside[place] = sheet.cell(header.row, place)
    return header


def _columns_of(sheet: Sheet, number: int, target: str) -> Header:
    header = Header(number, {}, {}, {}, "", {}, {})
    for place, cell in enumerate(sheet.rows[number]):
        given = " ".join(cell.split())
        said = _SOURCE.match(given)
        name = (said[1] if said else given).casefold()
        column = _CALLED.get(given.casefold()) or (_CALLED.get(name) if said else None)
        noted = _NOTES.match(given)
        if not given:
            continue
        before = next((tag for tag, at in header.terms.items() if at == place - 1), "")
        meant = locale_of(said[2]) if said else ""
        about = meant if meant in header.terms else before
        if column == "note" and about:
            header.notes.setdefault(about, place)  # "Notes" after a language is about it
        elif column is not None and column not in header.columns:
            header.columns[column] = place
            if column == "source":
                header.source_locale = meant
        elif noted and (tag := _noted(noted[1], target)):
            header.notes.setdefault(tag, place)
        elif _bare(given) in _TARGETS and not target:
            header.unplaced[place] = (
                f"{given!r} does not say its language: call the column so ({_WORKING}), "
                "or give --locale on the command line"
            )
        elif tag := _locale_of_column(sheet, number, place, target):
            if tag in header.terms:
                header.unplaced[place] = f"{tag} has the column {letters(header.terms[tag])}"
            else:
                header.terms[tag] = place
        else:
            _set_aside(header, place, given, known=column is not None)
    return header


def _set_aside(header: Header, place: int, given: str, *, known: bool) -> None:
    """Put a column among those that are not read, with why."""
    if _is_no_rendering(given, known=known):
        header.aside[place] = given
    elif known or _ASIDE & _words(given):
        header.unplaced[place] = (
            f"the heading {given!r} says more than a language: call a column of renderings "
            f"by that alone ({_WORKING})"
        )
    else:
        header.unplaced[place] = (
            f"the heading {given!r} says neither a language ({_WORKING}) nor "
            "what else is known (Notes, Type, Frequency, Do not translate)"
        )


def _noted(about: str, target: str) -> str:
    """The language that a column of notes is about; empty where it says none."""
    return target if about.casefold() in _TARGETS else locale_of(about)


def _locale_of_column(sheet: Sheet, number: int, place: int, target: str) -> str:
    """The language of a column of renderings; empty where it is another column."""
    given = " ".join(sheet.cell(number, place).split())
    if given in _SMALL and _numbers_rows(sheet, number, place):
        return ""
    return _rendered(given, target)


def _numbers_rows(sheet: Sheet, number: int, place: int) -> bool:
    """Whether a column that is called "id" or "no" numbers the rows, as it does more often.

    Each of its cells then has a figure, or has no letter. A column of notes about the language
    ("id notes") says that it is one.
    """
    row = sheet.rows[number]
    if f"{row[place].strip()} notes" in {cell.strip().casefold() for cell in row}:
        return False
    cells = [said for at in range(number + 1, len(sheet.rows)) if (said := sheet.cell(at, place))]
    return bool(cells) and all(
        any(map(str.isdigit, cell)) or not any(map(str.isalpha, cell)) for cell in cells
    )


def _is_no_rendering(heading: str, *, known: bool) -> bool:
    """Whether a column is plainly none of renderings; beside a language's name few words say so.

    Args:
        heading: of the column.
        known: whether a column is called so that there is already.
    """
    if not known and not _ASIDE & _words(heading):
        return False
    if not _speaks_of_renderings(heading) or _BACK.search(heading.casefold()):
        return True
    return _ends_aside(heading)


def _ends_aside(heading: str) -> bool:
    """Whether a heading ends in what is no rendering: "French status", "Translation ID (old)"."""
    said = _WORD.findall(_BRACKETED.sub(" ", heading).casefold())
    return bool(said) and said[-1] in _ASIDE - _EITHER


def _speaks_of_renderings(heading: str) -> bool:
    """Whether a heading names a language, or what renderings are called, among other words."""
    if names_language(heading) or _words(heading) & _TARGETS:
        return True
    return any(
        has_name(tag)
        for said in _AMONG.findall(heading)
        if (tag := tag_of(said))
        and ("-" in tag or (said.isupper() and said not in _WORDS_NOT_TAGS))
    )


def _words(heading: str) -> set[str]:
    return set(_WORD.findall(heading.casefold()))


def _bare(heading: str) -> str:
    """What a column is called, folded, without how far its renderings are."""
    return _HOW_FAR.sub("", heading.strip()).casefold()


def _rendered(heading: str, target: str) -> str:
    """The language of a column of renderings; empty where it is another column."""
    plain = _HOW_FAR.sub("", heading)
    folded = plain.casefold()
    if folded in _TARGETS:
        return target
    if plain != heading:  # "app version" is not one in Apma
        tag = "" if folded in _SMALL else locale_of(plain) or _rendered(plain, target)
        return tag if has_name(tag) else ""
    said = _SOURCE.match(heading)
    if said and (said[1].casefold() in _TARGETS | _TERMS or tag_of(said[2]).find("-") > 0):
        # "Target (French)", "French (fr-FR)", but "Status (fr-FR)"
        return "" if _ends_aside(said[1]) else locale_of(said[2])
    worded = _WORDS.match(heading)
    return locale_of(worded[1]) if worded else _language(heading)


def _language(heading: str) -> str:
    """The tag that a column is called by; empty where it is rather a word (ID, No, nr, Age)."""
    bare = "-" not in heading and "_" not in heading
    code = len(heading) == 2 and heading.isupper() and heading not in _WORDS_NOT_TAGS
    word = heading in _ASIDE - _SMALL
    called = "" if word or (bare and not (heading.islower() or code)) else tag_of(heading)
    return called or locale_named(heading)


def locale_of(text: str) -> str:
    """The normal form of a language's tag, or of its name; empty where it is neither."""
    return tag_of(text) or locale_named(text)


def tag_of(text: str) -> str:
    """A language tag's normal form; empty where it is none."""
    if not _TAG.fullmatch(text.strip()):
        return ""
    try:
        return normalize(text)
    except LocaleError:
        return ""


def line_of(sheet: Sheet, row: int, column: int | None, what: str, most: int) -> str:
    """A cell as a text on one line; nothing where the table has no such column.

    Raises:
        RowError: it cannot be one.
    """
    return "" if column is None else kept_line(column, what, sheet.cell(row, column), most)


def kept_line(column: int, what: str, text: str, most: int) -> str:
    """A text on one line.

    Raises:
        RowError: it is too long, or holds what cannot be kept.
    """
    try:
        return one_line(what, text, most)
    except InputError as error:
        raise RowError(column, error.message) from error


def note_of(sheet: Sheet, row: int, column: int | None) -> str:
    """A cell as a note; nothing where the table has no such column.

    Raises:
        RowError: it cannot be one.
    """
    return "" if column is None else note_text(column, sheet.cell(row, column))


def note_text(column: int, text: str) -> str:
    """A text as a note.

    Raises:
        RowError: it cannot be one.
    """
    try:
        return prose(text)
    except InputError as error:
        raise RowError(column, error.message) from error
