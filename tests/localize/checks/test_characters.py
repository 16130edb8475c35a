"""Single characters: unseen, unreadable, of another script, misread."""

from __future__ import annotations

import pytest

from localize.checks.characters import Glyph, Invisible, Unreadable
from localize.checks.scripts import MixedScript, Mojibake
from localize.findings import Severity
from localize.testing.checks import CheckContract, context, cue


def fixed(check, text, locale="en"):
    """The text that the check's fix gives; None where it finds nothing or has no fix."""
    found = list(check.run((cue("1", 0, 5000, text),), context(locale)))
    assert len(found) <= 1
    return found[0].fix.lines[0] if found and found[0].fix else None


class TestInvisible(CheckContract):
    check = Invisible()
    clean = (
        cue("1", 0, 2000, "Plain — “text”…\u00a0!", "👩\u200d🚀 ❤\ufe0f"),
        cue("2", 2100, 4000, "می\u200cروم", "क्\u200dष"),
        cue("3", 4100, 6000, "ไป\u200bไหน"),
        cue("4", 6100, 8000, "\u200fשלום\u200f"),
    )
    broken = (
        (cue("1", 0, 2000, "\ufeffOne"),),
        (cue("1", 0, 2000, "o\u200bne", "sof\u00adt"),),
        (cue("1", 0, 2000, "One\ttwo"),),
        (cue("1", 0, 2000, "\u200eOne\u202c"),),
        (cue("1", 0, 2000, "One\u200d"),),
        (cue("1", 0, 2000, "One\x07"),),
    )

    def test_what_looks_like_a_space_becomes_one(self):
        assert fixed(self.check, "One\ttwo\u200b") == "One two"


class TestUnreadable(CheckContract):
    check = Unreadable()
    clean = (cue("1", 0, 2000, "é 漢 ♪ 😀"),)
    broken = (
        (cue("1", 0, 2000, "Caf\ufffd"),),
        (cue("1", 0, 2000, "\ue000"),),
        (cue("1", 0, 2000, "\ufdd0"),),
    )


class TestGlyph(CheckContract):
    check = Glyph()
    clean = (cue("1", 0, 2000, "“Olé!” — ♪ …", "\u200b\ufffd"),)
    broken = ((cue("1", 0, 2000, "One ≪two≫"),), (cue("1", 0, 2000, "One\u2009two"),))

    def test_a_thin_space_becomes_a_plain_one(self):
        assert fixed(self.check, "One\u2009two") == "One two"

    def test_each_language_by_its_own_list(self):
        assert not list(self.check.run((cue("1", 0, 2000, "漢字"),), context("ja")))
        (found,) = self.check.run((cue("1", 0, 2000, "漢字"),), context("en"))
        assert found.severity is Severity.WARNING  # the list is ours
        assert found.measured == 2


class TestMixedScript(CheckContract):
    check = MixedScript()
    clean = (
        cue("1", 0, 2000, "Владимир and Peter", "α-helix, Ωmega µm"),
        cue("2", 2100, 4000, "SMSка"),
        cue("3", 4100, 6000, "СССР"),
    )
    broken = ((cue("1", 0, 2000, "The p\u0430ge"),), (cue("1", 0, 2000, "<i>\u0391BC</i>"),))

    @pytest.mark.parametrize(
        ("locale", "text", "expected"),
        [
            ("en", "p\u0430ge", "page"),
            ("ru", "Mосква", "Москва"),
            ("ru", "cepa", None),
            ("ru", "cера", "сера"),
            ("el", "Aθήνα", "Αθήνα"),
            ("en", "\u0421lose", "Close"),
        ],
    )
    def test_fixes(self, locale, text, expected):
        assert fixed(self.check, text, locale) == expected


class TestMojibake(CheckContract):
    check = Mojibake()
    clean = (
        cue("1", 0, 2000, "Não! NÃO, “IRMÔ", "«\u00a0Café\u00a0»"),
        cue("2", 2100, 4000, "Älä, ESPAÑA», „JÄ“"),
        cue("3", 4100, 6000, "proximité\u00a0»"),
    )
    broken = (
        (cue("1", 0, 2000, "CafÃ©"),),
        (cue("1", 0, 2000, "donâ€™t"),),
        (cue("1", 0, 2000, "ÐŸÑ€Ð¸Ð²ÐµÑ‚"),),
        (cue("1", 0, 2000, "Â¿QuÃ©?"),),
    )

    @pytest.mark.parametrize("text", ["Café, où ça?", "don’t — “no”", "Привет", "¿Qué?", "日本"])
    def test_what_was_meant_is_the_fix(self, text):
        misread = text.encode().decode("cp1252", "surrogateescape")
        misread = "".join(
            chr(ord(char) - 0xDC00) if 0xDC80 <= ord(char) < 0xDD00 else char for char in misread
        )
        assert misread != text
        assert fixed(self.check, misread) == text
