"""Finds and loads style guides: those that come with localize by name, one's own by path.

How a file is written is told in ``docs/guides.md``; `localize.guides.reading` reads one file,
strictly, and `localize.guides.inherit` lays it over the guide that it inherits from.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from localize.errors import SettingsError, UnknownNameError
from localize.guides.inherit import inherit
from localize.guides.reading import Reader

if TYPE_CHECKING:
    from localize.guides.style import StyleGuide


def guide_names() -> tuple[str, ...]:
    """Names of the guides that come with localize, sorted."""
    files = resources.files(__package__).iterdir()
    return tuple(sorted(file.name[:-5] for file in files if file.name.endswith(".toml")))


def load_guide(name_or_path: str) -> StyleGuide:
    """Load a guide that comes with localize by its name, or one's own by the path of its TOML file.

    What ends with ``.toml`` or has a path's separator is a path; anything else is a name.

    Raises:
        UnknownNameError: no guide of that name.
        SettingsError: the file cannot be read, a key in it is wrong, or guides inherit from each
            other in a ring; the message names both.
    """
    if is_path(name_or_path):
        return _load_path(Path(name_or_path).expanduser(), ())
    return _load_name(name_or_path)


def is_path(name_or_path: str) -> bool:
    """Whether a guide is named by the path of its file."""
    return name_or_path.lower().endswith(".toml") or "/" in name_or_path or "\\" in name_or_path


def _load_name(name: str) -> StyleGuide:
    if name not in guide_names():
        raise UnknownNameError(
            "style guide", name, guide_names(), hint="Or give the path of a .toml file."
        )
    return _built_in(name)


@lru_cache(maxsize=8)
def _built_in(name: str) -> StyleGuide:
    file = f"{name}.toml"
    return read_guide(resources.files(__package__).joinpath(file).read_text("utf-8"), file)


def _load_path(path: Path, heirs: tuple[Path, ...]) -> StyleGuide:
    """Load a file; ``heirs`` are the files that inherit from it, the first one first."""
    place = path.resolve()
    if place in heirs:
        ring = " → ".join(each.name for each in (*heirs[heirs.index(place) :], place))
        raise SettingsError(
            f"In the style guide {str(heirs[-1])!r}, inherit: the guide comes to inherit from "
            f"itself: {ring}.",
            hint="Let one of them inherit from none, or from one that comes with localize.",
        )
    return read_guide(_text(path), str(path), path.parent, (*heirs, place))


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SettingsError(
            f"The style guide {str(path)!r} cannot be read: {error.strerror}.",
            hint=f"Give the path of a TOML file, or one of: {', '.join(guide_names())}.",
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"The style guide {str(path)!r} is not UTF-8 text.", hint="Save it as UTF-8."
        ) from error


def read_guide(
    text: str, file: str, folder: Path | None = None, heirs: tuple[Path, ...] = ()
) -> StyleGuide:
    """Read a guide from the text of its file, with what it inherits.

    Args:
        text: TOML.
        file: what messages call it.
        folder: where a relative path that it inherits from is looked for; the working folder if
            None.
        heirs: the files that are being read, this one last; none of them may be inherited from.

    Raises:
        SettingsError: not TOML, or a key is wrong; the message names the key and the file.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"The style guide {file!r} is not TOML: {error}.") from error
    reader = Reader(file)
    written = reader.written(data)
    guide = written.guide
    if written.inherit:
        guide = inherit(written, _parent(reader, written.inherit, folder or Path(), heirs))
    reader.believable(guide)
    told = reader.disagreements(written.disagreements, guide)
    return replace(guide, disagreements=(*told, *guide.disagreements))


def _parent(reader: Reader, name_or_path: str, folder: Path, heirs: tuple[Path, ...]) -> StyleGuide:
    if is_path(name_or_path):
        path = folder / Path(name_or_path).expanduser()
        if not path.exists():
            raise reader.refuse(
                "inherit",
                f"there is no file {str(path)!r}",
                f"A path is seen from the guide's own folder. By name: {', '.join(guide_names())}.",
            )
        return _load_path(path, heirs)
    if name_or_path not in guide_names():
        raise reader.refuse(
            "inherit",
            f"there is no style guide named {name_or_path!r}; there are: "
            f"{', '.join(guide_names())}",
            "Or write the path of a .toml file, seen from this one's folder.",
        )
    return _built_in(name_or_path)
