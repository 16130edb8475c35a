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

    def element(self, element: Element) -> str:
        """``p``, ``ttm:title`` …; ``other:`` before the name of a foreign element."""
        prefix, colon, local = element.name.rpartition(":")
        if not colon or prefix in element.spaces:
            return self._prefix(element.spaces.get(prefix, "")) + local
        return (f"{prefix}:" if prefix in _USUAL else "") + local

    def attributes(self, element: Element) -> dict[str, str]:
        """Name, such as ``begin`` or ``tts:color`` → value; foreign attributes are left out."""
        found: dict[str, str] = {}
        for name, value in element.attributes.items():
            prefix, _, local = name.rpartition(":")
            if not prefix:
                if local != "xmlns":
                    found.setdefault(local, value)
            elif prefix == "xml":
                found[f"xml:{local}"] = value
            elif prefix in element.spaces:
                ours = self._prefix(element.spaces[prefix])
                if ours != "other:":
                    found[ours + local] = value
            elif prefix in _USUAL:
                found[f"{prefix}:{local}"] = value
        return found

    def _prefix(self, space: str) -> str:
        if space not in self._known:
            self._known[space] = known_prefix(space)
        prefix = self._known[space]
        return "other:" if prefix is None else prefix
