"""What holds for every format holds for each of ours."""

from __future__ import annotations

from localize.engines import WriteOptions
from localize.formats.ass import AssFormat, SsaFormat
from localize.formats.json import JsonFormat
from localize.formats.scc import SccFormat
from localize.formats.srt import SrtFormat
from localize.formats.stl import StlFormat, TeletextStlFormat
from localize.formats.vtt import VttFormat
from localize.testing.formats import FormatContract
from localize.timeline import FrameRate


class TestSrt(FormatContract):
    format = SrtFormat()


class TestVtt(FormatContract):
    format = VttFormat()


class TestAss(FormatContract):
    format = AssFormat()


class TestSsa(FormatContract):
    format = SsaFormat()


class TestStl(FormatContract):
    format = StlFormat()


class TestStlAtTen(FormatContract):
    format = StlFormat()
    options = WriteOptions(rate=FrameRate.parse("29.97df"), start="10:00:00;00")


class TestTeletextStl(FormatContract):
    format = TeletextStlFormat()
    options = WriteOptions(rate=FrameRate.parse("50"), start="10:00:00:00")


class TestScc(FormatContract):
    format = SccFormat()


class TestSccNonDrop(FormatContract):
    format = SccFormat()
    options = WriteOptions(rate=FrameRate.parse("29.97"), start="00:59:58:00")


class TestJson(FormatContract):
    format = JsonFormat()
