"""`--guide`: a style guide that the command line names, for every market."""

from __future__ import annotations

from pathlib import Path


def named_guide(guide: str) -> str:
    """A guide as `localize.season.style_guide` takes it, which looks from the project's folder.

    Args:
        guide: a name, or the path of a file as seen from the current folder; empty for none.
    """
    from localize.guides.load import is_path  # noqa: PLC0415 -- `--help` needs no guides

    return str(Path(guide).expanduser().absolute()) if is_path(guide) else guide
