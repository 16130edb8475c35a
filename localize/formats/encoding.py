"""Bytes → text: which encoding a subtitle file is in, without ever failing on it.

In order: byte order marks; UTF-16 and UTF-32 without one, by where their NULs stand; the escapes
of ISO-2022; strict UTF-8; UTF-8 with a few broken bytes; then the legacy encodings, by
`localize.formats.guess` and last by `charset_normalizer`. Whatever cannot be decoded is shown as
U+FFFD and named in a finding.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from localize.errors import FormatError
from localize.findings import Finding, Severity
from localize.formats.guess import guess, sample

#: A subtitle file of a whole day is under 10 MB; anything near this is not one.
MAX_BYTES: Final = 64 * 1024 * 1024

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Bytes that are looked at to tell UTF-16 and UTF-32 by their NULs.
_HEAD: Final = 65_536
#: NULs are at least this share of a UTF-16 subtitle file: its times and line ends are ASCII.
_NUL_SHARE: Final = 0.05
#: Escapes that begin a Japanese, Korean or Chinese set (ISO-2022-JP, -KR, HZ).
_ESCAPES: Final = (
    (re.compile(rb"\x1b\$[@B]|\x1b\([IJ]|\x1b\$\(D"), "iso2022_jp_ext"),
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
    (re.compile(rb"~\{(?:[!-w][!-~])+~\}"), "hz"),
)
#: A broken byte in this share of the sequences beyond ASCII still leaves a text UTF-8: by chance
#: no more than one in three legacy sequences is valid UTF-8.
_BROKEN_SHARE: Final = 0.2
#: Readings closer than this to the best are named in a finding.
_DOUBT: Final = 0.05


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text.

    Attributes:
        text: without byte order mark and NULs; line ends as they were.
        encoding: Python's name of the encoding.
        findings: what could not be decoded, or is doubtful.
    """

    text: str
    encoding: str
    findings: tuple[Finding, ...] = ()


def decode(data: bytes, locale: str = "") -> Decoded:
    """Decode a subtitle file of any encoding.

    Args:
        data: the file's bytes.
        locale: the file's language, where it is known; it breaks ties only.

    Raises:
        FormatError: larger than `MAX_BYTES`.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(
            f"A file of {len(data):,} bytes is no subtitle file; {MAX_BYTES:,} is the limit.",
            hint="Was a video named by mistake?",
        )
    findings: list[Finding] = []
    text, encoding = _decode(data, locale, findings)
    nulls = text.count("\0")
    if nulls:
        line = text.count("\n", 0, text.index("\0")) + 1
        text = text.replace("\0", "")
        findings.append(_finding("null-bytes", f"NUL characters removed: {nulls}.", line))
    return Decoded(text, encoding, tuple(findings))


def _decode(data: bytes, locale: str, findings: list[Finding]) -> tuple[str, str]:
    for bom, name in _BOMS:
        if data.startswith(bom):
            body = data[len(bom) :]
            if name == "utf-8":
                return _bytewise(body, locale, findings)
            return _lossy(body, name, findings), name
    wide = _wide(data)
    if wide:
        return _lossy(data, wide, findings), wide
    return _bytewise(data, locale, findings)


def _wide(data: bytes) -> str:
    """UTF-16 or UTF-32 without a byte order mark, told by where the NULs stand; else empty."""
    head = data[: min(len(data), _HEAD) // 4 * 4]
    if len(head) < 8:
        return ""
    nulls = [head[n::4].count(0) * 4 / len(head) for n in range(4)]
    if sum(nulls) / 4 < _NUL_SHARE:
        return ""
    if min(nulls[1:]) > 0.4 > nulls[0]:
        return "utf-32-le"
    if min(nulls[:3]) > 0.4 > nulls[3]:
        return "utf-32-be"
    even, odd = nulls[0] + nulls[2], nulls[1] + nulls[3]
    if max(even, odd) <= 4 * min(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _bytewise(data: bytes, locale: str, findings: list[Finding]) -> tuple[str, str]:
    """Decode an encoding in which ASCII is ASCII."""
    for pattern, name in _ESCAPES:
        found = pattern.search(data) if data.isascii() else None
        # Korean shifts into its set after the escape, or there is none of it.
        shifted = name != "iso2022_kr" or (found and b"\x0e" in data[found.end() :])
        if found and shifted:
            return _lossy(data, name, findings), name
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass  # the question is now how badly it fails
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd") - data.count("\ufffd".encode())
    whole = len(text) - len(text.encode("ascii", "ignore")) - text.count("\ufffd")
    if whole and broken <= _BROKEN_SHARE * (whole + broken):
        return _lossy(data, "utf-8", findings), "utf-8"
    readings = guess(data, locale)
    if readings:
        best = readings[0]
        if len(sample(data)) < 400:
            _doubt(
                data,
                [one.encoding for one in readings if best.score - one.score < _DOUBT],
                findings,
            )
        return _lossy(data, best.encoding, findings), best.encoding
    # Bytes beyond ASCII in times and nowhere else, or next to none, are damage and no letters.
    damaged = broken <= 0.01 * len(data) or not sample(data)
    name = "utf-8" if damaged else _ask_charset_normalizer(data)
    return _lossy(data, name, findings), name


def _doubt(data: bytes, names: list[str], findings: list[Finding]) -> None:
    """Say so where readings that differ in a letter are about as likely."""
    texts: dict[str, str] = {}
    for name in names:
        texts.setdefault(data.decode(name, errors="replace"), name)
    if len(texts) > 1:
        listed = ", ".join(texts.values())
        findings.append(
            _finding(
                "encoding-doubtful",
                f"Too little text to be sure of the encoding; likeliest first: {listed}. "
                "Check the accented letters.",
                None,
            )
        )


def _ask_charset_normalizer(data: bytes) -> str:
    """What a general detector makes of text in no language that we know."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 -- rarely needed, slow to load

    match = from_bytes(sample(data)).best()
    if match is None or match.encoding in ("ascii", "utf_8"):
        return "cp1252"
    return str(match.encoding)


def _lossy(data: bytes, name: str, findings: list[Finding]) -> str:
    """Decode, with U+FFFD and a finding for what cannot be."""
    text = data.decode(name, errors="replace")
    try:
        data.decode(name)
    except UnicodeDecodeError:
        lines = [
            number for number, line in enumerate(text.split("\n"), start=1) if "\ufffd" in line
        ]
        listed = ", ".join(map(str, lines[:8])) + (" …" if len(lines) > 8 else "")
        findings.append(
            _finding(
                "undecodable-bytes",
                f"Bytes that are not {name} were replaced by \ufffd: line {listed}.",
                lines[0] if lines else None,
            )
        )
    return text


def _finding(rule: str, message: str, line: int | None) -> Finding:
    return Finding(rule, Severity.WARNING, message, line=line)
