"""Scripts of Gradio that each of our pages needs, named early.

Gradio 6.31 asks for them one after the other (its start asks for `Blocks`, that for `HTML`, each
with what they import), which is a way to the server and back each time. Named in the page's head,
they come at once. A page works without; where Gradio's files are laid out otherwise, none is named.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

import gradio

_ASSETS: Final = Path(gradio.__file__).parent / "templates" / "frontend" / "assets"
#: The parts that every page of ours draws with.
_FIRST: Final = ("Blocks-*.js", "HTML-*.js")
_IMPORT: Final = re.compile(r'(?:from|import)\s*"\./([\w.@-]+\.js)"')
#: More than these would be no help any more.
_MOST: Final = 40


@cache
def preloads(assets: Path = _ASSETS) -> tuple[str, ...]:
    """Names of the scripts under ``/assets/``, those that import others first."""
    found: dict[str, None] = {}
    waiting = [path.name for one in _FIRST for path in sorted(assets.glob(one))]
    while waiting:
        name = waiting.pop(0)
        if name in found or not (assets / name).is_file():
            continue
        found[name] = None
        waiting += _IMPORT.findall((assets / name).read_text("utf-8"))
    return tuple(found) if len(found) <= _MOST else ()


def preload_lines() -> str:
    """The lines for a page's head."""
    return "".join(
        f'<link rel="modulepreload" crossorigin href="/assets/{name}">' for name in preloads()
    )
