"""Names of timed text: whatever version of the standard and whatever prefix a file uses.

A tree is read through `Reader`-neutral names: elements and attributes of TTML (1 and 2, and the
drafts of 2006) by their local names with the usual prefixes (``tts:``, ``ttp:``, ``ttm:``), those
of EBU-TT-D, IMSC and SMPTE-TT by theirs, everything else by ``other:``.

Sources: TTML2 (W3C), 5.1 namespaces; the drafts' are ``http://www.w3.org/2006/04/ttaf1`` and
``…/10/ttaf1``; IMSC 1.1 (W3C), 5.3; EBU Tech 3380; SMPTE ST 2052-1.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localize.formats.xml import Element

TT: Final = "http://www.w3.org/ns/ttml"
TTS: Final = "http://www.w3.org/ns/ttml#styling"
TTP: Final = "http://www.w3.org/ns/ttml#parameter"
TTM: Final = "http://www.w3.org/ns/ttml#metadata"
EBUTTS: Final = "urn:ebu:tt:style"
ITTS: Final = "http://www.w3.org/ns/ttml/profile/imsc1#styling"
ITS: Final = "http://www.w3.org/2005/11/its"
XML: Final = "http://www.w3.org/XML/1998/namespace"

#: Designators of profiles.
IMSC_TEXT: Final = "http://www.w3.org/ns/ttml/profile/imsc1.1/text"
NETFLIX_TEXT: Final = "https://www.netflix.com/ns/imsc1.1/text/1"

_FAMILY: Final = re.compile(
    r"https?://www\.w3\.org/(?:ns/ttml|\d{4}/\d{2}/ttaf1)(?:#(\w*)[\w-]*)?/?$", re.IGNORECASE
)
_PARTS: Final = {
    "": "",
    "styling": "tts:",
    "style": "tts:",
    "parameter": "ttp:",
    "metadata": "ttm:",
}
_OTHERS: Final = {
    EBUTTS: "ebutts:",
    "urn:ebu:tt:metadata": "ebuttm:",
    ITTS: "itts:",
    "http://www.w3.org/ns/ttml/profile/imsc1#parameter": "ittp:",
    ITS: "its:",
    XML: "xml:",
}
#: What prefixes mean where a file forgets to declare them.
_USUAL: Final = frozenset({"tts", "ttp", "ttm", "ebutts", "ebuttm", "itts", "ittp", "its", "smpte"})
_SMPTE: Final = re.compile(r"https?://www\.smpte-ra\.org/schemas/2052-1/")


def known_prefix(space: str) -> str | None:
    """Our prefix for a namespace, with its colon; empty for TTML's own; None for a foreign one."""
    match = _FAMILY.match(space)
    if match is not None:
        return _PARTS.get(match[1] or "")
    if _SMPTE.match(space):
        return "smpte:"
    return _OTHERS.get(space)


class Names:
    """Names of one file. Built from its root, whose namespace is TTML's whatever it is called."""

    def __init__(self, root: Element) -> None:
        prefix = root.name.partition(":")[0] if ":" in root.name else ""
        self._own = root.spaces.get(prefix, "")
        self._known: dict[str, str | None] = {self._own: "", XML: "xml:"}
        # By name and by the declarations in force, which live as long as the tree does.
        self._root = root
        self._elements: dict[tuple[str, int], str] = {}
        self._attributes: dict[tuple[str, int], str] = {}

    def element(self, element: Element) -> str:
        """``p``, ``ttm:title`` …; ``other:`` before the name of a foreign element."""
        key = (element.name, id(element.spaces))
        found = self._elements.get(key)
        if found is None:
            prefix, colon, local = element.name.rpartition(":")
            if not colon or prefix in element.spaces:
                found = self._prefix(element.spaces.get(prefix, "")) + local
            else:
                found = (f"{prefix}:" if prefix in _USUAL else "") + local
            self._elements[key] = found
        return found

    def attributes(self, element: Element) -> dict[str, str]:
        """Name, such as ``begin`` or ``tts:color`` → value; foreign attributes are left out."""
        found: dict[str, str] = {}
        space = id(element.spaces)
        for name, value in element.attributes.items():
            key = (name, space)
            ours = self._attributes.get(key)
            if ours is None:
                ours = self._attributes[key] = self._attribute(name, element.spaces)
            if ours:
                found[ours] = value
        return found

    def _attribute(self, name: str, spaces: Mapping[str, str]) -> str:
        """Our name of an attribute; empty for a foreign one."""
        prefix, _, local = name.rpartition(":")
        if not prefix:
            return "" if local == "xmlns" else local
        if prefix == "xml":
            return f"xml:{local}"
        if prefix in spaces:
            ours = self._prefix(spaces[prefix])
            return "" if ours == "other:" else ours + local
        return f"{prefix}:{local}" if prefix in _USUAL else ""

    def _prefix(self, space: str) -> str:
        if space not in self._known:
            self._known[space] = known_prefix(space)
        prefix = self._known[space]
        return "other:" if prefix is None else prefix
