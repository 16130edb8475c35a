"""How many lines, how long, and whether there are any."""

from __future__ import annotations

from dataclasses import replace

import pytest

from localize.checks.lines import EmptyCue, LineCount, LineLength
from localize.findings import Fix
from localize.script import Cue, CueKind, Placement
from localize.testing.checks import CheckContract, context, cue

LONG = "x" * 45
FITS = "x" * 42


class TestLineCount(CheckContract):
    check = LineCount()
    clean = (
        cue("1", 0, 2000, "One line."),
        cue("2", 2100, 4000, "One line,", "and another."),
        cue("3", 4100, 6000),
        cue("4", 6100, 8000, "", "", ""),
    )
    broken = (
        (cue("1", 0, 2000, "One,", "two,", "three."),),
        (cue("1", 0, 2000, "One,", " ", "three."),),
        (cue("1", 0, 2000, "a" * 42, "b" * 42, "c"),),
    )

    @pytest.mark.parametrize(
        ("lines", "message", "fix"),
        [
            (
                ("One,", "two,", "three."),
                "3 lines, 2 allowed: its text fits into 2 lines: break it anew",
                None,
            ),
            (
                ("One,", " ", "three."),
                "3 lines, 2 allowed: drop the blank lines",
                Fix("1", lines=("One,", "three.")),
            ),
            (
                ("a" * 42, "b" * 42, "c"),
                "3 lines, 2 allowed: cut it, or split it into two cues",
                None,
            ),
        ],
    )
    def test_messages(self, lines, message, fix):
        (finding,) = self.find((cue("1", 0, 2000, *lines),))
        assert (finding.message, finding.fix) == (message, fix)
        assert (finding.measured, finding.limit, finding.unit) == (3, 2, "lines")

    def test_chinese_for_the_hard_of_hearing_may_have_three(self):
        cues = (cue("1", 0, 2000, "一", "二", "三"),)
        assert not list(LineCount().run(cues, context("zh-Hans", sdh=True)))
        assert len(list(LineCount().run(cues, context("zh-Hans")))) == 1


class TestLineLength(CheckContract):
    check = LineLength()
    clean = (
        cue("1", 0, 2000, FITS),
        cue("2", 2100, 4000, f"<i>{FITS}</i>"),
        cue("3", 4100, 6000, "e\u0301" * 42),
        cue("4", 6100, 8000),
    )
    broken = (
        (cue("1", 0, 2000, LONG),),
        (cue("1", 0, 2000, "short", LONG), cue("2", 2100, 4000, LONG, LONG)),
        (cue("1", 0, 2000, f"  {FITS} ", "short "),),
    )

    @pytest.mark.parametrize(
        ("locale", "lines", "messages"),
        [
            (
                "en",
                ("short", LONG),
                [
                    (
                        "45 characters in line 2, 42 allowed: "
                        "cut 3 characters, or break the lines elsewhere"
                    )
                ],
            ),
            (
                "en",
                (LONG, LONG),
                [
                    "45 characters in line 1, 42 allowed: cut 3 characters",
                    "45 characters in line 2, 42 allowed: cut 3 characters",
                ],
            ),
            (
                "en",
                (f"{FITS}  ",),
                ["44 characters in line 1, 42 allowed: take away the spaces at its ends"],
            ),
            (
                "ja",
                ("今日はとても暑い一日でした!",),
                [
                    (
                        "13.5 characters in line 1, 13 allowed: "
                        "cut 0.5 characters, or break the lines elsewhere"
                    )
                ],
            ),
            ("ja", ("今日はとても暑い日でした",), []),
            (
                "th",
                ("ก็" * 36,),
                [
                    (
                        "36 characters in line 1, 35 allowed: "
                        "cut 1 character, or break the lines elsewhere"
                    )
                ],
            ),
        ],
    )
    def test_messages(self, locale, lines, messages):
        found = LineLength().run((cue("1", 0, 2000, *lines),), context(locale))
        assert [finding.message for finding in found] == messages

    def test_vertical_lines_have_a_limit_of_their_own(self):
        horizontal = cue("1", 0, 2000, "今日はとても暑い日でした")
        vertical = replace(horizontal, placement=Placement(vertical="rl"))
        assert not list(LineLength().run((horizontal,), context("ja")))
        (finding,) = LineLength().run((vertical,), context("ja"))
        assert (finding.measured, finding.limit) == (12, 11)

    @pytest.mark.parametrize(
        ("lines", "fix"),
        [
            (
                ("Excuse me, sir, has the last train of the night left?",),
                ("Excuse me, sir, has the last train", "of the night left?"),
            ),
            (
                ("<i>Somewhere in La Mancha, in a place whose name</i>", "<i>I do not recall.</i>"),
                ("<i>Somewhere in La Mancha,", "in a place whose name</i> <i>I do not recall.</i>"),
            ),
            (
                (
                    "<i>Somewhere in La Mancha, in a place whose",
                    "name I do not care to recall now.</i>",
                ),
                None,  # both fit as they are
            ),
            (
                ("<i>Somewhere in La Mancha, in a place whose name", "I do not recall.</i>"),
                ("<i>Somewhere in La Mancha,", "in a place whose name I do not recall.</i>"),
            ),
            (("- Excuse me, sir, has the last train left? - No, it has not.",), None),
            (("♪ Excuse me, sir, has the last train left me behind? ♪",), None),
            (("x" * 30 + " " + "y" * 43,), None),
        ],
    )
    def test_what_two_lines_hold_is_broken_into_them(self, lines, fix):
        found = self.find((cue("1", 0, 5000, *lines),))
        assert {one.fix and one.fix.lines for one in found} <= {fix}

    @pytest.mark.parametrize(
        ("locale", "lines", "fix"),
        [
            (
                "ja",
                ("この巨像はあなたの物です。だから持って帰ってください",),
                ("この巨像はあなたの物です。", "だから持って帰ってください"),
            ),
            (
                "zh-Hans",
                ("我们一直坚信每个人都应该有机会获得高等教育不管这种机会",),
                ("我们一直坚信每个人都应该有机会", "获得高等教育不管这种机会"),
            ),
            (
                "zh-TW",
                ("我們一直堅信每個人都應該有機會獲得高等教育不管這種",),
                ("我們一直堅信每個人都應該有機會", "獲得高等教育不管這種"),
            ),
            (
                "th",
                ("วันนี้อากาศดีมากฉันอยากออกไปเดินเล่นกับเพื่อนที่สวน",),
                ("วันนี้อากาศดีมากฉันอยากออกไปเดินเล่น", "กับเพื่อนที่สวน"),
            ),
            (
                "lo",
                ("ຂ້ອຍຢາກໄປຕະຫຼາດກັບໝູ່ຂອງຂ້ອຍ ແຕ່ວ່າມື້ນີ້ຝົນຕົກຫຼາຍ ແຕ່ວ່າມື້ນີ້",),
                ("ຂ້ອຍຢາກໄປຕະຫຼາດກັບໝູ່ຂອງຂ້ອຍ", "ແຕ່ວ່າມື້ນີ້ຝົນຕົກຫຼາຍ ແຕ່ວ່າມື້ນີ້"),
            ),
            (
                "km",
                ("ខ្ញុំចង់ទៅផ្សារជាមួយមិត្តភក្តិរបស់ខ្ញុំ ប៉ុន្តែថ្ងៃនេះភ្លៀងខ្លាំងណាស់ភ្លៀងខ្លាំងណាស់",),
                ("ខ្ញុំចង់ទៅផ្សារជាមួយមិត្តភក្តិរបស់ខ្ញុំ", "ប៉ុន្តែថ្ងៃនេះភ្លៀងខ្លាំងណាស់ភ្លៀងខ្លាំងណាស់"),
            ),
            # One phrase, whose words nothing here knows.
            ("km", ("ខ្ញុំចង់ទៅផ្សារជាមួយមិត្តភក្តិរបស់ខ្ញុំប៉ុន្តែថ្ងៃនេះភ្លៀងខ្លាំងណាស់ភ្លៀងខ្លាំងណាស់",), None),
            # Tags and readings go with their words, and a wide space stays one.
            (
                "ja",
                ("<i>この巨像はあなたの物です。</i>だから持って帰ってください",),
                ("<i>この巨像はあなたの物です。</i>", "だから持って帰ってください"),
            ),
            (
                "ja",
                ("<ruby>巨像<rt>きょぞう</rt></ruby>は私の物です。持って<i>帰ってください</i>",),
                ("<ruby>巨像<rt>きょぞう</rt></ruby>は私の物です。", "持って<i>帰ってください</i>"),
            ),
            ("ja", ("そう　今日はいい天気ですね。",), ("そう　今日は", "いい天気ですね。")),
            # The old break is one sentence's end, inside a phrase, or may stand for a comma.
            (
                "ja",
                ("今日はとてもいい天気ですねえ。", "行こう"),
                ("今日はとてもいい", "天気ですねえ。行こう"),
            ),
            (
                "ja",
                ("この人たちはみんなあ", "なたの物です。だから帰ってね。"),
                ("この人たちはみんなあなたの", "物です。だから帰ってね。"),
            ),
            ("ja", ("今日はとてもいい天気ですねえ", "行こう"), None),
            # A figure may go on over the old break, or another begin there.
            ("ja", ("彼は1", "00万円を持って帰ってきたのです"), None),
            ("ja", ("価格は1,", "000円を払って帰ってきたのです"), None),
            ("ja", ("価格は1", ",000円を払って帰ってきたのです"), None),
            ("ja", ("これはCO2-", "2000という名前の機械なのです"), None),
            ("ja", ("彼は１", "００万円を持って帰ってきたのです"), None),
            (
                "ja",
                ("OK!", "10万円を持って帰ってきたのです"),
                ("OK! 10万円を持って", "帰ってきたのです"),
            ),
            # A reading that is open at the end of a line would hide what follows it.
            (
                "ja",
                ("<ruby>巨像<rt>きょぞう", "は私の物です。持って帰ってください</rt></ruby>"),
                None,
            ),
            # No two lines hold it.
            ("ja", ("この巨像はあなたの物です。" * 3,), None),
        ],
    )
    def test_scripts_without_spaces_break_where_drafts_do(self, locale, lines, fix):
        found = list(LineLength().run((cue("1", 0, 9000, *lines),), context(locale)))
        assert {one.fix and one.fix.lines for one in found} == {fix}

    def test_a_title_stays_as_the_picture_has_it(self):
        one = cue("1", 0, 5000, "THE SCHOOL OF THE ARTS AND OF THE SCIENCES OF WASHINGTON")
        (found,) = self.find((replace(one, kind=CueKind.TITLE),))
        assert found.fix is None


class TestEmptyCue(CheckContract):
    check = EmptyCue()
    clean = (
        cue("1", 0, 2000, "Text."),
        Cue("2", 2100, 4000, (), translate=False),
        Cue("3", 4100, 6000, ("[sigh]",), kind=CueKind.SOUND),
    )
    broken = (
        (cue("1", 0, 2000),),
        (cue("1", 0, 2000, ""),),
        (cue("1", 0, 2000, " ", "\u3000"),),
        (cue("1", 0, 2000, "<i></i>"),),
        (cue("1", 0, 2000, "\u200b\ufeff"),),
        (Cue("1", 0, 2000, (), kind=CueKind.FORCED),),
    )

    def test_text_that_looks_like_nothing_is_text(self):
        assert not self.find((cue("1", 0, 2000, "…"), cue("2", 2100, 4000, "< i >")))
