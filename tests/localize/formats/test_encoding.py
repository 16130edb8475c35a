"""Every encoding that subtitle files still come in, read as what it says."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.errors import FormatError
from localize.formats import encoding
from localize.formats.encoding import decode

#: Ordinary dialogue, written for this test, and the encodings that its language came in.
DIALOGUE = {
    "ar": (
        ["لا أعرف ماذا تريد مني.", "أين كنت ليلة أمس؟", "كنت في البيت!", "هذا غير صحيح."],
        ["cp1256", "iso8859-6"],
    ),
    "bg": (
        ["Не знам какво искаш от мен.", "Къде беше снощи?", "Бях си вкъщи, казвам ти!"],
        ["cp1251", "koi8-r", "cp866", "iso8859-5"],
    ),
    "cs": (
        ["Nevím, co ode mě chceš.", "Kde jsi byl včera večer?", "Byl jsem doma, říkám ti!"],
        ["cp1250", "iso8859-2", "cp852", "mac_latin2"],
    ),
    "da": (
        ["Jeg ved ikke, hvad du vil mig.", "Hvor var du i går aftes?", "Sådan er det, søde."],
        ["cp1252", "mac_roman", "cp850"],
    ),
    "de": (
        ["Ich weiß nicht, was du von mir willst.", "Schöne Grüße!", "Natürlich, für dich."],
        ["cp1252", "mac_roman", "cp850", "cp1250", "cp1254"],
    ),
    "el": (
        ["Δεν ξέρω τι θέλεις από μένα.", "Πού πήγες χθες το βράδυ;", "Ήμουν στο σπίτι!"],
        ["cp1253", "iso8859-7", "mac_greek", "cp737"],
    ),
    "en": (["It’s a “good” day — isn’t it?", "The café is closed…"], ["cp1252", "mac_roman"]),
    "es": (
        ["¿Qué quieres de mí?", "Mañana será otro día, señor."],
        ["cp1252", "mac_roman", "cp850"],
    ),
    "fi": (
        ["En tiedä, mitä haluat minusta.", "Missä olit eilen illalla?"],
        ["cp1252", "mac_roman", "cp850"],
    ),
    "fr": (
        ["Je ne sais pas ce que tu veux.", "Où étais-tu hier soir ?", "Ça va très bien, élève."],
        ["cp1252", "iso8859-15", "mac_roman", "cp850"],
    ),
    "he": (
        ["אני לא יודע מה אתה רוצה ממני.", "איפה היית אתמול בלילה?", "זה לא נכון."],
        ["cp1255", "iso8859-8", "cp862"],
    ),
    "hu": (
        ["Nem tudom, mit akarsz tőlem.", "Hol voltál tegnap este?", "Hazudsz, ő is tudja."],
        ["cp1250", "iso8859-2", "cp852"],
    ),
    "ja": (
        ["何が欲しいのか分からない。", "昨日の夜どこにいたの？", "家にいたって言ってるだろ！"],
        ["shift_jis", "cp932", "euc_jp", "iso2022_jp"],
    ),
    "ko": (
        ["네가 나한테 뭘 원하는지 모르겠어.", "어젯밤에 어디 있었어?", "그건 사실이 아니야."],
        ["cp949", "euc_kr", "johab", "iso2022_kr"],
    ),
    "lt": (
        ["Nežinau, ko tu iš manęs nori.", "Kur tu buvai vakar?", "Ačiū, šį kartą užteks."],
        ["cp1257", "iso8859-13"],
    ),
    "pl": (
        ["Nie wiem, czego ode mnie chcesz.", "Gdzie byłeś wczoraj?", "Kłamiesz, zawsze kłamałeś."],
        ["cp1250", "iso8859-2", "cp852", "mac_latin2"],
    ),
    "pt": (
        ["Não sei o que você quer de mim.", "Onde você estava ontem à noite?"],
        ["cp1252", "mac_roman", "cp850"],
    ),
    "ro": (
        ["Nu ştiu ce vrei de la mine.", "Unde ai fost aseară?", "Am fost acasă, îţi spun!"],
        ["cp1250", "iso8859-2"],
    ),
    "ru": (
        ["Я не знаю, чего ты от меня хочешь.", "Где ты был вчера?", "Это неправда."],
        ["cp1251", "koi8-r", "cp866", "iso8859-5", "mac_cyrillic"],
    ),
    "th": (
        ["ฉันไม่รู้ว่าคุณต้องการอะไรจากฉัน", "เมื่อคืนคุณไปไหนมา", "นั่นไม่จริง"],
        ["tis-620", "cp874"],
    ),
    "tr": (
        ["Benden ne istediğini bilmiyorum.", "Dün gece neredeydin?", "Yalan söylüyorsun, işte."],
        ["cp1254", "iso8859-9", "mac_turkish", "cp857"],
    ),
    "uk": (
        ["Я не знаю, чого ти від мене хочеш.", "Де ти був учора ввечері?", "Ти брешеш, їй-богу."],
        ["cp1251", "koi8-u", "iso8859-5"],
    ),
    "zh-Hans": (
        ["我不知道你想从我这里得到什么。", "你昨晚去哪里了？", "这不是真的。"],
        ["gb2312", "gbk", "gb18030", "hz"],
    ),
    "zh-Hant": (
        ["我不知道你想從我這裡得到什麼。", "你昨晚去哪裡了？", "這不是真的。"],
        ["big5", "cp950", "big5hkscs", "gb18030"],
    ),
}
LEGACY = [(tag, name) for tag, (_, names) in DIALOGUE.items() for name in names]
UNICODE = [
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"),
    *("utf-32", "utf-32-le", "utf-32-be"),
]


def as_srt(lines: list[str]) -> str:
    """The lines as cues a second apart."""
    return "".join(
        f"{n}\r\n00:00:{n:02},000 --> 00:00:{n + 1:02},500\r\n{line}\r\n\r\n"
        for n, line in enumerate(lines, start=1)
    )


@pytest.mark.parametrize(("tag", "name"), LEGACY)
def test_legacy_encodings_without_knowing_the_language(tag: str, name: str) -> None:
    text = as_srt(DIALOGUE[tag][0])
    assert decode(text.encode(name)).text == text


@pytest.mark.parametrize(("tag", "name"), LEGACY)
def test_legacy_encodings_with_the_language(tag: str, name: str) -> None:
    text = as_srt(DIALOGUE[tag][0])
    assert decode(text.encode(name), tag).text == text


@pytest.mark.parametrize("name", UNICODE)
@pytest.mark.parametrize("tag", sorted(DIALOGUE))
def test_unicode_with_and_without_byte_order_mark(tag: str, name: str) -> None:
    text = as_srt(DIALOGUE[tag][0])
    decoded = decode(text.encode(name))
    assert decoded.text == text
    assert decoded.findings == ()


def test_the_language_breaks_a_tie() -> None:
    # One byte, 0xE6, is æ in Denmark and ć in Croatia; both read well.
    text = as_srt(["x pæx"]).encode("cp1252")
    assert "pæx" in decode(text, "da").text
    assert "pćx" in decode(text, "hr").text


def test_a_few_broken_bytes_leave_a_text_utf8_and_are_named() -> None:
    lines = ["Où étais-tu hier soir, mon élève préféré ?"] * 50
    data = bytearray(as_srt(lines).encode())
    at = data.index("élève".encode(), len(data) // 2)
    data[at] = 0xFF
    decoded = decode(bytes(data))
    assert decoded.encoding == "utf-8"
    assert decoded.text.count("élève") == 49
    (finding,) = decoded.findings
    assert finding.rule == "undecodable-bytes"
    assert finding.line == decoded.text[: decoded.text.index("\ufffd")].count("\n") + 1


def test_broken_bytes_in_ascii_are_no_letters() -> None:
    data = as_srt(["Hello there."]).encode().replace(b"00:00:01", b"00:00:\xff\xfe01")
    decoded = decode(data)
    assert decoded.encoding == "utf-8"
    assert "\ufffd" in decoded.text
    assert [finding.rule for finding in decoded.findings] == ["undecodable-bytes"]


def test_a_legacy_file_cut_inside_a_character_is_still_read() -> None:
    text = as_srt(DIALOGUE["ja"][0]) + "嘘"
    decoded = decode(text.encode("shift_jis")[:-1])
    assert decoded.text.startswith(as_srt(DIALOGUE["ja"][0]))
    assert [finding.rule for finding in decoded.findings] == ["undecodable-bytes"]


def test_nuls_are_removed_with_a_finding() -> None:
    decoded = decode(as_srt(["One.", "Two."]).encode().replace(b"One", b"O\0ne\0"))
    assert "\0" not in decoded.text
    assert "One." in decoded.text
    (finding,) = decoded.findings
    assert (finding.rule, finding.line) == ("null-bytes", 3)


def test_too_little_text_is_said_to_be_doubtful() -> None:
    decoded = decode(as_srt(["x p\xe6x"]).encode("latin-1"))
    assert any(finding.rule == "encoding-doubtful" for finding in decoded.findings)


def test_a_file_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "MAX_BYTES", 100)
    with pytest.raises(FormatError, match="101 bytes"):
        decode(b"x" * 101)


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_no_bytes_are_too_strange(data: bytes) -> None:
    decoded = decode(data)
    assert "\0" not in decoded.text
    decoded.text.encode("utf-8")  # no lone surrogate is left


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=80))
def test_utf8_is_always_itself(text: str) -> None:
    data = as_srt([text]).encode()
    if b"\x1b" in data or b"~{" in data:
        return  # escapes of ISO-2022 and HZ are not plain UTF-8
    assert decode(data).text == as_srt([text])


def test_text_is_given_as_it_was_written() -> None:
    text = as_srt([unicodedata.normalize("NFD", "Café")])
    assert decode(text.encode()).text == text


def test_no_escape_takes_for_ever() -> None:
    # What grows with the square of its length would take minutes here.
    text = "\x1b$)C" * 200_000
    assert decode(text.encode()).encoding == "utf-8"
    assert decode((text + "\x0e").encode()).encoding == "iso2022_kr"
