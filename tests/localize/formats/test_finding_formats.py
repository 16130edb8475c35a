"""Which format a file is in, which language, which episode."""

from __future__ import annotations

from pathlib import Path

import pytest

from localize.engines import SubtitleFormat, WriteOptions
from localize.errors import FormatError, SettingsError, UnknownNameError
from localize.formats import (
    detect,
    episode_from_name,
    format_for_path,
    locale_from_name,
    read_bytes,
    read_file,
    write_bytes,
)
from localize.formats.srt import SrtFormat
from localize.formats.vtt import DRAFT_NOTE, VttFormat

SRT_TEXT = b"1\n00:00:01,000 --> 00:00:02,000\nHi\n"
BARE_DOTS = b"00:01.000 --> 00:02.000\nHi\n"


@pytest.mark.parametrize(
    ("data", "path", "name"),
    [
        (SRT_TEXT, "", "srt"),
        (SRT_TEXT, "a.vtt", "srt"),
        (b"WEBVTT\n\n" + BARE_DOTS, "", "vtt"),
        (b"WEBVTT\n\n" + SRT_TEXT, "a.srt", "vtt"),
        (b"\xef\xbb\xbfWEBVTT\n\n" + BARE_DOTS, "a.srt", "vtt"),
        ("WEBVTT\n\n".encode("utf-16") + BARE_DOTS.decode().encode("utf-16-le"), "", "vtt"),
        (BARE_DOTS, "a.vtt", "vtt"),
        (BARE_DOTS, "a.srt", "srt"),
        (SRT_TEXT, "a.txt", "srt"),
        (b"", "a.srt", "srt"),
        (b"", "A.VTT", "vtt"),
    ],
)
def test_content_decides_before_the_extension(data: bytes, path: str, name: str) -> None:
    assert detect(data, path).name == name


@pytest.mark.parametrize("data", [b"Dear Sir or Madam,", b"", b"\0" * 64, bytes(range(256))])
def test_what_fits_nothing_is_refused_with_the_formats_there_are(data: bytes) -> None:
    with pytest.raises(FormatError, match=r"srt, .*vtt"):
        detect(data, "letter.txt")


def test_extensions() -> None:
    assert format_for_path("a.b.SRT").name == "srt"
    assert format_for_path(Path("x") / "a.vtt").name == "vtt"
    with pytest.raises(UnknownNameError, match=r"\.srt"):
        format_for_path("a.docx")
    with pytest.raises(SettingsError, match=r"Call it \.ttml"):
        format_for_path("a.ITT")


def test_both_formats_fulfil_the_protocol() -> None:
    assert isinstance(SrtFormat(), SubtitleFormat)
    assert isinstance(VttFormat(), SubtitleFormat)


@pytest.mark.parametrize(
    ("name", "locale", "episode"),
    [
        ("show.S01E01.es-419.srt", "es-419", "show.S01E01"),
        ("show.en.draft.srt", "en", "show"),
        ("show.fr.sdh.draft.vtt", "fr", "show"),
        ("name_pt-BR.vtt", "pt-BR", "name_pt-BR"),
        ("name.pt_br.vtt", "pt-BR", "name"),
        ("wwa_captions_zh_Hant.srt", "zh-Hant", "wwa_captions_zh_Hant"),
        ("captions_ja.srt", "ja", "captions_ja"),
        ("show.zh_Hant.forced.srt", "zh-Hant", "show"),
        ("show.eng.srt", "en", "show"),
        ("show.hi.srt", "hi", "show"),
        ("show.en.hi.srt", "en", "show"),
        ("film [pt-br].srt", "pt-BR", "film [pt-br]"),
        ("en.srt", "en", "en"),
        ("Yes.or.No.srt", None, "Yes.or.No"),
        ("a.bad.web.srt", None, "a.bad.web"),
        ("The Pilot.srt", None, "The Pilot"),
        ("draft.srt", None, "draft"),
    ],
)
def test_names(name: str, locale: str | None, episode: str) -> None:
    assert locale_from_name(name) == locale
    assert episode_from_name(Path("folder") / name) == episode


def test_reading_a_file(tmp_path: Path) -> None:
    path = tmp_path / "show.pt-BR.draft.srt"
    path.write_bytes(SRT_TEXT)
    track = read_file(path).track
    assert (track.episode, track.locale, track.cues[0].lines) == ("show", "pt-BR", ("Hi",))
    other = read_file(path, episode="S01E01", locale="en", format_name="vtt").track
    assert (other.episode, other.locale) == ("S01E01", "en")


def test_errors_name_the_file(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"none\.srt.*No such file"):
        read_file(tmp_path / "none.srt")
    path = tmp_path / "letter.srt"
    path.write_text("Dear Sir or Madam,")
    with pytest.raises(FormatError) as caught:
        read_file(path, format_name="srt")
    assert caught.value.path == str(path)
    with pytest.raises(UnknownNameError, match="docx"):
        read_bytes(SRT_TEXT, format_name="docx")


def test_writing_by_name() -> None:
    track = read_bytes(SRT_TEXT).track
    assert (track.locale, track.episode) == ("und", "episode")
    assert DRAFT_NOTE.encode() in write_bytes(track, "vtt", WriteOptions(draft=True))
    assert DRAFT_NOTE.encode() not in write_bytes(track, "vtt")
