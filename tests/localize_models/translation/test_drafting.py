"""What is decoded again, and what is flagged, with a decoder that says what it is told."""

from __future__ import annotations

from localize.engines import TranslationUnit
from localize.script import Word
from localize.timeline import Span
from localize_models.translation.drafting import Drafting
from localize_models.translation.matching import Piece

UNITS = tuple(
    TranslationUnit(f"u{n}", text, Span(n * 3_000, n * 3_000 + 2_500), (f"c{n}",))
    for n, text in enumerate(("一つ目", "二つ目", "三つ目", "四つ目"))
)


def piece(text, span, score=-0.5):
    texts = text.split()
    step = span.duration // len(texts)
    words = [
        Word(t, span.start + n * step, span.start + (n + 1) * step) for n, t in enumerate(texts)
    ]
    return Piece(tuple(words), score)


class Decoder:
    """Says for each passage what it is told to, by the ids of its units; else each unit's name."""

    def __init__(self, told=None):
        self.told = told or {}
        self.calls = []

    def __call__(self, asked):
        return [self.decode(*one) for one in asked]

    def decode(self, part, failures):
        ids = "+".join(unit.id for unit in part.units)
        self.calls.append((ids, failures))
        said = self.told.get((ids, failures), self.told.get(ids))
        if said is None:
            return tuple(piece(f"This is {unit.id}.", unit.span) for unit in part.units)
        return tuple(piece(text, Span(*span), *score) for text, span, *score in said)


def drafted(decoder, units=UNITS, heard=()):
    done = list(Drafting(units, "ja", 60_000, decoder, heard).run())
    results = [result for one in done for result in one.units]
    assert [name for result in results for name in result.unit_ids] == [u.id for u in units]
    return results, [finding for one in done for finding in one.findings]


def test_a_passage_that_comes_out_well_is_decoded_once():
    decoder = Decoder()
    results, findings = drafted(decoder)
    assert decoder.calls == [("u0+u1+u2+u3", 0)]
    assert [result.text for result in results] == [f"This is u{n}." for n in range(4)]
    assert results[0].score == -0.5
    assert not findings


def test_a_unit_left_out_is_decoded_by_itself():
    told = {
        "u0+u1+u2+u3": [("One.", (0, 2_500)), ("Two.", (3_000, 5_500)), ("Four.", (9_000, 11_500))]
    }
    decoder = Decoder(told)
    results, findings = drafted(decoder)
    assert decoder.calls == [("u0+u1+u2+u3", 0), ("u2", 0)]
    assert [result.text for result in results] == ["One.", "Two.", "This is u2.", "Four."]
    assert not findings


def test_two_short_units_that_became_one_sentence_stay_together():
    told = {
        "u0+u1+u2+u3": [
            ("One and two together.", (0, 5_500)),
            ("Three.", (6_000, 8_500)),
            ("Four.", (9_000, 11_500)),
        ]
    }
    results, findings = drafted(Decoder(told))
    assert results[0].unit_ids == ("u0", "u1")
    assert results[0].text == "One and two together."
    assert not findings


def test_many_units_that_became_one_are_told_apart():
    told = {
        "u0+u1+u2+u3": [("All of it at once.", (0, 11_500))],
    }
    decoder = Decoder(told)
    results, _ = drafted(decoder)
    assert [result.text for result in results] == [f"This is u{n}." for n in range(4)]
    assert decoder.calls[0] == ("u0+u1+u2+u3", 0)


def test_units_that_have_a_draft_only_together_keep_it():
    told = {
        "u0+u1+u2+u3": [("All of it at once.", (0, 11_500))],
        "u1": [],
    }
    results, findings = drafted(Decoder(told))
    assert [result.unit_ids for result in results] == [("u0", "u1", "u2", "u3")]
    assert results[0].text == "All of it at once."
    assert not findings


def test_a_copy_of_the_source_is_tried_again_and_then_told():
    told = {
        "u0+u1+u2+u3": [
            ("One.", (0, 2_500)),
            ("二つ目", (3_000, 5_500)),
            ("Three.", (6_000, 8_500)),
            ("Four.", (9_000, 11_500)),
        ],
        "u1": [("二つ目", (3_000, 5_500))],
    }
    decoder = Decoder(told)
    results, findings = drafted(decoder)
    assert decoder.calls[1:] == [("u1", 0), ("u1", 1), ("u1", 2)]
    assert [result.text for result in results] == ["One.", "", "Three.", "Four."]
    (finding,) = findings
    assert (finding.rule, finding.cue_id, finding.start) == ("untranslated", "c1", 3_000)
    assert "二つ目" in finding.message
    assert "copied the source" in finding.message


def test_a_second_try_that_comes_out_well_is_taken():
    told = {
        "u0+u1+u2+u3": [("No. " * 30, (0, 11_500))],
        ("u0", 0): [("no " * 12, (0, 2_500))],
        ("u0", 1): [("At last.", (0, 2_500))],
    }
    results, findings = drafted(Decoder(told))
    assert results[0].text == "At last."
    assert not findings


def test_guesses_of_a_whole_passage_are_decoded_alone():
    told = {
        "u0+u1+u2+u3": [(f"Guess {n}.", (n * 3_000, n * 3_000 + 2_500), -2.4) for n in range(4)]
    }
    results, _ = drafted(Decoder(told))
    assert [result.text for result in results] == [f"This is u{n}." for n in range(4)]


def test_english_that_leaves_out_half_of_a_long_unit_is_told():
    unit = TranslationUnit("u0", "長い話", Span(0, 20_000), ("c0",))
    decoder = Decoder({"u0": [("The second half only.", (9_000, 19_500))]})
    results, findings = drafted(decoder, (unit,))
    assert results[0].text == "The second half only."
    (finding,) = findings
    assert (finding.rule, finding.start, finding.measured) == ("partly-translated", 0, 9_000)


def test_no_units():
    assert drafted(Decoder(), ()) == ([], [])


def said(*numbers):
    return [piece(f"Heard {n}.", UNITS[n].span) for n in numbers]


def test_what_was_heard_is_not_decoded_again():
    decoder = Decoder()
    results, findings = drafted(decoder, heard=said(0, 1, 2, 3))
    assert [result.text for result in results] == [f"Heard {n}." for n in range(4)]
    assert not decoder.calls
    assert not findings


def test_what_was_not_heard_is_decoded_in_its_place():
    decoder = Decoder()
    results, _ = drafted(decoder, heard=said(0, 3))
    assert decoder.calls == [("u1+u2", 0)]
    texts = ["Heard 0.", "This is u1.", "This is u2.", "Heard 3."]
    assert [result.text for result in results] == texts


def test_what_is_missing_here_and_there_is_decoded_in_one_round():
    rounds = []

    class Counting(Decoder):
        def __call__(self, asked):
            rounds.append(len(asked))
            return super().__call__(asked)

    decoder = Counting({"u0": [], "u2": [], ("u2", 1): [("At last.", (6_000, 8_500))]})
    results, findings = drafted(decoder, heard=said(1, 3))
    assert rounds == [2, 2, 1]
    assert [result.text for result in results] == ["", "Heard 1.", "At last.", "Heard 3."]
    assert [finding.cue_id for finding in findings] == ["c0"]


def test_a_single_unit_that_fails_in_its_passage_is_decoded_by_itself():
    decoder = Decoder({("u1", 0): [], ("u1", 1): [("At last.", (3_000, 5_500))]})
    results, _ = drafted(decoder, heard=said(0, 2, 3))
    assert decoder.calls == [("u1", 0), ("u1", 1)]
    assert results[1].text == "At last."


def test_what_was_heard_beside_the_units_is_left_aside():
    """Sentences whose renderings are known are not asked for, and were heard all the same."""
    decoder = Decoder()
    results, _ = drafted(decoder, UNITS[1:2], heard=said(0, 1, 2, 3))
    assert [result.text for result in results] == ["Heard 1."]
    assert not decoder.calls
