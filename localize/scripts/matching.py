"""Which script belongs to which episode of a run."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from localize.errors import SettingsError
from localize.formats import episode_from_name
from localize.scripts import is_script_file, read_script

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from localize.engines import ScriptLine

#: Season and episode as files name them: S01E02, 1x02.
_CODE: Final = re.compile(r"(?<![a-z0-9])(?:s(\d{1,2})[ ._-]?e(\d{1,3})|(\d{1,2})x(\d{1,3}))(?!\d)")


def scripts_for(path: Path, episodes: Sequence[str]) -> dict[str, tuple[ScriptLine, ...]]:
    """Each episode's script, for those that have one.

    A file is the script of the one episode there is. In a folder, with all below it, a script is
    an episode's if it is called as that is (with a language after it or not), in the same folders
    or in none, or if both names have the same season and episode in them (``S01E02``).

    Args:
        path: the file, or the folder.
        episodes: their names, ``/`` between folders.

    Raises:
        SettingsError: no such path, a file for several episodes, or two scripts for one.
        FormatError: a script cannot be read, or nothing in it is said.
    """
    if path.is_dir():
        return {
            episode: read_script(found)
            for episode in episodes
            if (found := _its_own(path, episode)) is not None
        }
    if not path.exists():
        raise SettingsError(
            f"There is no script {str(path)!r}.",
            hint="See how it is spelt: --script, or script in localize.toml.",
        )
    if len(episodes) > 1:
        raise SettingsError(
            f"{str(path)!r} is one script for {len(episodes)} episodes.",
            hint="Give --script a folder with a script for each, called as the episodes are.",
        )
    return {episode: read_script(path) for episode in episodes}


def _its_own(folder: Path, episode: str) -> Path | None:
    files = sorted(p for p in folder.rglob("*") if p.is_file() and is_script_file(p))
    wanted = PurePosixPath(episode.casefold())
    named = {p: PurePosixPath(p.relative_to(folder).as_posix().casefold()) for p in files}
    for fits in (
        lambda own: own.with_name(_stem(own)) == wanted,
        lambda own: _stem(own) == wanted.name,
        lambda own: _code(own.name) is not None and _code(own.name) == _code(wanted.name),
    ):
        found = [path for path, own in named.items() if fits(own)]
        if len(found) > 1:
            raise SettingsError(
                f"Episode {episode!r} has more than one script: "
                + ", ".join(repr(str(one)) for one in found)
                + ".",
                hint="Leave one of them in the folder.",
            )
        if found:
            return found[0]
    return None


def _stem(own: PurePosixPath) -> str:
    """A script's name without extension, and without the language before that."""
    return episode_from_name(own.name)


def _code(name: str) -> tuple[int, int] | None:
    found = _CODE.search(name)
    if found is None:
        return None
    season, number = (found[1], found[2]) if found[1] else (found[3], found[4])
    return int(season), int(number)
