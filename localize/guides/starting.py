"""The file that a person starts from who writes a guide of their own."""

from __future__ import annotations

import os
from pathlib import Path

from localize.errors import OutputError, SettingsError
from localize.guides.load import is_path, load_guide, read_guide

_TEXT = """\
# Style guide of one's own. How it is written, and every key: docs/guides.md of localize.
# What it comes to: localize guide show {file} --locale es-419

name = "{name}"
title = "{name}"
version = "1" # change it with every figure, so that a delivery says which it was made to
inherit = "{inherit}"

# What holds for every language, whatever {inherit} says of it:
[override]
# max_line_length = 40
# reading_speed = {{ adult = 16, children = 12 }}

# What holds for one language:
# [language.es-419]
# dash = "both"
# [language.es-419.sdh]
# max_lines = 3
"""


def start_guide(name: str, inherit: str, folder: Path) -> Path:
    """Write the beginning of a guide into ``folder``; it works as it stands.

    Args:
        name: the guide's name; its file is called so.
        inherit: the guide to start from: a name, or a path seen from the working folder.
        folder: where the file is written; it must be there.

    Returns:
        The file.

    Raises:
        SettingsError: a name that no file can have, or no such guide to inherit from.
        OutputError: there is such a file already, or it cannot be written.
    """
    if not name or not all(char.isalnum() or char in "-_" for char in name):
        raise SettingsError(
            f"{name!r} cannot be a guide's name.", hint="Use letters, digits, hyphens: house-2."
        )
    load_guide(inherit)  # says what is wrong with it
    path = folder / f"{name}.toml"
    parent = inherit
    if is_path(inherit):
        there = Path(inherit).expanduser()
        parent = there.as_posix() if there.is_absolute() else _seen_from(folder, there)
    text = _TEXT.format(name=name, inherit=parent, file=path.as_posix())
    read_guide(text, str(path), folder)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise OutputError(
            f"There is a file {str(path)!r} already; it was left as it is.",
            path=str(path),
            hint="Choose another name, or remove it.",
        ) from error
    except OSError as error:
        raise OutputError(
            f"The guide {str(path)!r} cannot be written: {error.strerror}.", path=str(path)
        ) from error
    return path


def _seen_from(folder: Path, path: Path) -> str:
    """A path as a file in ``folder`` names it; with a separator, so that it is taken for a path."""
    seen = Path(os.path.relpath(path, folder)).as_posix()
    return seen if "/" in seen else f"./{seen}"
