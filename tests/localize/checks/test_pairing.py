"""Marks in pairs: quotations over many cues, brackets over few, and the guide's own marks."""

from __future__ import annotations

import pytest

from localize.checks.pairing import UnbalancedBrackets, UnbalancedQuotes
from localize.checks.quotation import QuotationStyle
from localize.testing.checks import CheckContract, context, cue


def cues(*texts):
    return tuple(
        cue(str(n), n * 3000, n * 3000 + 2500, *text.split("|")) for n, text in enumerate(texts)
    )


class TestUnbalancedQuotes(CheckContract):
    check = UnbalancedQuotes()
    clean = (
        cue("1", 0, 2000, "“One,” he said, “two.”"),
        cue("2", 2100, 4000, '"One" and "two"', "don't, rock ’n’ roll, 'tis"),
        cue("3", 4100, 6000, 'a 6" nail and 5\' 11"'),
        cue("4", 6100, 8000, "“One “two” three.”"),
    )
    broken = (
        (cue("1", 0, 2000, "“One, he said."),),
        (cue("1", 0, 2000, "One,” he said."),),
        (cue("1", 0, 2000, 'One" he said.'),),
        cues("“One,” he said, “and two.", *["Nothing."] * 14, "Three.”"),
        cues("He said: “Go.", "No.", "“Hello,” he said."),
    )

    @pytest.mark.parametrize(
        ("locale", "texts"),
        [
            ("en", ("“It goes on", "and on", "and ends.”")),
            ("en", ("“It goes on", "“and on", "“and ends.”")),
            ("en", ('"It goes on', 'and ends," he said.')),
            ("en", ("<i>“It goes on</i>", *["and on"] * 10, "and ends.”")),
            ("de", ("Er sagte: „Geh!“", "„Wohin?“, fragte sie.")),
            ("de", ("»Geh!«, sagte er.",)),
            ("fr", ("« Oui », dit-il, «\u00a0non\u00a0».",)),
            ("sv", ("”Hej”, sa han.", "Han sa ”hej”.")),
            ("fi", ("»Hei», hän sanoi.",)),
            ("ja", ("「はい」と言った", "「しかし「危険」から下がった」")),
            ("zh-Hans", ("他说：“你好。”",)),
            ("ru", ("«Да», — сказал он.",)),
            ("he", ('הוא שירת בצה"ל.', 'ד"ר כהן, המנכ"לית.')),
            ("he", ('קראתי ב"הארץ" אתמול.', 'ה"בית" שלי')),
        ],
    )
    def test_languages_and_quotations_over_cues(self, locale, texts):
        assert not list(self.check.run(cues(*texts), context(locale)))

    def test_the_cue_of_the_mark_is_named(self):
        found = self.find(cues("“One,” he said.", "Two,” she said.", "Three."))
        assert [one.cue_id for one in found] == ["1"]
        found = self.find(cues("Zero.", "“One,” he said, “two.", *["Three."] * 20))
        assert [one.cue_id for one in found] == ["1"]


class TestUnbalancedBrackets(CheckContract):
    check = UnbalancedBrackets()
    clean = (
        cue("1", 0, 2000, "[sighs] Yes (no). :) ;-)"),
        cue("2", 2100, 4000, "a) first b) second"),
        cue("3", 4100, 6000, "（笑）"),
    )
    broken = (
        (cue("1", 0, 2000, "[sighs Yes."),),
        (cue("1", 0, 2000, "sighs] Yes."),),
        (cue("1", 0, 2000, "(One [two)"),),
        cues("(one", "two", "three", "four)"),
    )

    def test_the_other_half_may_stand_near(self):
        assert not self.find(cues("(it goes on", "and on", "and ends)"))
        assert len(self.find(cues("ends)", "(begins"))) == 2


class TestQuotationStyle(CheckContract):
    check = QuotationStyle()
    clean = (cue("1", 0, 2000, "“One ‘two’ three,” don't"), cue("2", 2100, 4000, "“It goes on"))
    broken = (
        (cue("1", 0, 2000, '"One," he said.'),),
        (cue("1", 0, 2000, "«One»"),),
        (cue("1", 0, 2000, '"It goes on'),),
    )

    @pytest.mark.parametrize(
        ("locale", "text", "expected"),
        [
            ("en", 'Say "yes" or "no."', "Say “yes” or “no.”"),
            ("de", 'Er sagte: "Ja!"', "Er sagte: „Ja!“"),
            ("de", "Er sagte: “Ja!”", "Er sagte: „Ja!“"),
            ("fr", 'Il dit "oui".', "Il dit «oui»."),
            ("sv", '"Hej", sa han.', "”Hej”, sa han."),
            ("ja", '"はい"', "「はい」"),
            ("zh-Hans", "《红楼梦》", None),
            ("en", "6'2\" tall", None),
            ("fr", '19" de haut', None),
            ("en", 'The "Class of 19" sang.', "The “Class of 19” sang."),
            ("en", '"Here," he said, 19" from it.', '“Here,” he said, 19" from it.'),
            ("he", 'ד"ר כהן', None),
            ("he", 'ד"ר כהן אמר "כן".', 'ד"ר כהן אמר ”כן”.'),
        ],
    )
    def test_languages(self, locale, text, expected):
        found = list(self.check.run(cues(text), context(locale)))
        assert [one.fix.lines[0] for one in found if one.fix] == ([expected] if expected else [])
