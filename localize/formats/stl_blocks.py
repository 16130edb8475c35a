"""The blocks of an EBU STL file: one of 1024 bytes about it (GSI), then many of 128 (TTI).

Source: EBU Tech 3264-E (1991), chapters 3 and 4. Numbers of the GSI block are ASCII digits, those
of a TTI block are bytes, its subtitle number low byte first.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

GSI_SIZE: Final = 1024
TTI_SIZE: Final = 128
#: Bytes of text in one block; what is left of them is filled with `UNUSED`.
TEXT_SIZE: Final = 112
UNUSED: Final = 0x8F
#: EBN: the last block of a subtitle, and a block of user data.
LAST_BLOCK: Final = 0xFF
USER_BLOCK: Final = 0xFE
#: Extension blocks are numbered 00 to EF.
MOST_BLOCKS: Final = 0xF0 + 1
#: Subtitles that two bytes can number.
MOST_SUBTITLES: Final = 0x1_0000

_TTI: Final = struct.Struct("<BHBB4B4BBBB112s")
#: Fields of the GSI block: name, first byte, length.
_FIELDS: Final = (
    ("CPN", 0, 3),
    ("DFC", 3, 8),
    ("DSC", 11, 1),
    ("CCT", 12, 2),
    ("LC", 14, 2),
    ("OPT", 16, 32),
    ("OET", 48, 32),
    ("TPT", 80, 32),
    ("TET", 112, 32),
    ("TN", 144, 32),
    ("TCD", 176, 32),
    ("SLR", 208, 16),
    ("CD", 224, 6),
    ("RD", 230, 6),
    ("RN", 236, 2),
    ("TNB", 238, 5),
    ("TNS", 243, 5),
    ("TNG", 248, 3),
    ("MNC", 251, 2),
    ("MNR", 253, 2),
    ("TCS", 255, 1),
    ("TCP", 256, 8),
    ("TCF", 264, 8),
    ("TND", 272, 1),
    ("DSN", 273, 1),
    ("CO", 274, 3),
    ("PUB", 277, 32),
    ("EN", 309, 32),
    ("ECD", 341, 32),
    ("UDA", 448, 576),
)
#: Names of the code tables that CPN may name, by its digits; 850 is multilingual Latin.
_NAMES: Final = {"437": "cp437", "850": "cp850", "860": "cp860", "863": "cp863", "865": "cp865"}

#: Language codes (appendix 3): 01 upward for languages in Latin script …
_LATIN: Final = (
    "sq br ca hr cy cs da de en es eo et eu fo fr fy ga gd gl is it se la lv lb lt hu mt nl no oc "
    "pl pt ro rm sr sk sl fi sv tr nl wa"
)
#: … and 7F downward for the others; ``-`` where the language has no tag of its own.
_OTHERS: Final = (
    "am ar hy as az bm be bn bg my zh cv prs ff ka el gu gn ha he hi id ja kn kk km ko lo mk mg ms "
    "ro mr nd ne or pap fa pa ps qu ru - sh sn si so srn sw tg ta tt te th uk ur uz vi zu"
)
_LANGUAGES: Final[dict[str, str]] = {
    **{f"{0x01 + at:02X}": tag for at, tag in enumerate(_LATIN.split())},
    **{f"{0x7F - at:02X}": tag for at, tag in enumerate(_OTHERS.split()) if tag != "-"},
}


@dataclass(frozen=True, slots=True)
class Tti:
    """One text block.

    Attributes:
        group: number of its group (SGN).
        number: of its subtitle (SN).
        extension: `LAST_BLOCK`, or the block's number among those of a long subtitle (EBN).
        cumulative: 0 none, 1 first, 2 intermediate, 3 last of a set that builds up (CS).
        start: in-time: hours, minutes, seconds, frames.
        end: out-time likewise.
        row: of the first line, from 0 or 1 at the top (VP).
        justification: 0 unchanged, 1 left, 2 centred, 3 right (JC).
        comment: whether its text is for people alone (CF).
        text: `TEXT_SIZE` bytes.
    """

    group: int
    number: int
    extension: int
    cumulative: int
    start: tuple[int, int, int, int]
    end: tuple[int, int, int, int]
    row: int
    justification: int
    comment: bool
    text: bytes

    def pack(self) -> bytes:
        """Its 128 bytes."""
        text = self.text.ljust(TEXT_SIZE, bytes([UNUSED]))
        return _TTI.pack(
            self.group,
            self.number,
            self.extension,
            self.cumulative,
            *self.start,
            *self.end,
            self.row,
            self.justification,
            int(self.comment),
            text,
        )


def unpack(block: bytes) -> Tti:
    """A text block; one that is cut short is filled up."""
    values = _TTI.unpack(block.ljust(TTI_SIZE, bytes([UNUSED]))[:TTI_SIZE])
    group, number, extension, cumulative = values[:4]
    start, end = values[4:8], values[8:12]
    row, justification, comment, text = values[12:]
    return Tti(
        group, number, extension, cumulative, start, end, row, justification, bool(comment), text
    )


def pack_gsi(fields: dict[str, str]) -> bytes:
    """A GSI block of so many fields; text that is too long is cut, numbers fill from the left."""
    block = bytearray(b" " * GSI_SIZE)
    for name, first, length in _FIELDS:
        value = fields.get(name, "").encode("cp850", errors="replace")[:length]
        block[first : first + length] = value.ljust(length)
    return bytes(block)


def unpack_gsi(block: bytes) -> dict[str, str]:
    """The fields of a GSI block, without the space around them."""
    block = block.ljust(GSI_SIZE)
    table = _NAMES.get(block[:3].decode("ascii", errors="replace"), "cp850")
    return {
        name: block[first : first + length].decode(table, errors="replace").strip(" \0")
        for name, first, length in _FIELDS
    }


def language_code(locale: str) -> str:
    """The GSI block's code of a locale's language; 00 where there is none."""
    language = locale.partition("-")[0].lower()
    language = {"nb": "no", "nn": "no", "cmn": "zh", "yue": "zh", "bs": "sh"}.get(
        language, language
    )
    return next((code for code, tag in _LANGUAGES.items() if tag == language), "00")


def language_of(code: str) -> str:
    """The language tag of a GSI block's code; empty where it has none."""
    return _LANGUAGES.get(code.strip().upper(), "")
