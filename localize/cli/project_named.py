"""The folder that `--project` names: it must be there where a command only reads it.

`run` and `import` may begin a project, and say so where they make its folder: it may be mistyped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path


def see_project(project: Path) -> None:
    """See that a project's folder is there, so that a mistyped one is no empty season.

    Raises:
        SettingsError: it is not, or is no folder.
    """
    if project.is_dir():
        return
    if project.exists():
        raise SettingsError(f"{str(project)!r} is no folder.", hint="Name a folder with --project.")
    raise SettingsError(
        f"There is no folder {str(project)!r}.", hint="Look at the spelling of --project."
    )


def begun_in(project: Path) -> str:
    """What is said where a command makes the project's folder; empty where it is there.

    Raises:
        SettingsError: it is no folder.
    """
    if project.exists():
        see_project(project)
        return ""
    return f"New project: {project.absolute()!s} was not there, and is made."
