"""Cue ids ↔ ``xml:id``, which must be a name: it begins with a letter and holds no space.

An id that is a name stays as it is. Any other, a number above all, is written after ``cue-`` with
what a name cannot hold spelled as ``_x20_``; reading gives it back exactly.

Source: Namespaces in XML (W3C), NCName; of its characters only those of ASCII are used, for which
all programs agree.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Container

_PREFIX: Final = "cue-"
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*", re.ASCII)
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9.-]", re.ASCII)
_SPELLED: Final = re.compile(r"_x([0-9a-f]{1,6})_", re.ASCII)
_LAST: Final = 0x10FFFF


def write_id(name: str, taken: Container[str]) -> str:
    """A cue's id as an ``xml:id``; ``taken`` are the ids of everything else in the document."""
    if _NAME.fullmatch(name) and not name.startswith(_PREFIX) and name not in taken:
        return name
    return _PREFIX + _UNSAFE.sub(lambda match: f"_x{ord(match[0]):x}_", name)


def read_id(name: str) -> str:
    """The cue's id that was written so; any other ``xml:id`` is one as it is."""
    if not name.startswith(_PREFIX):
        return name
    found = _SPELLED.sub(_character, name.removeprefix(_PREFIX))
    return found if found and write_id(found, (found,)) == name else name


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if code <= _LAST else match[0]
