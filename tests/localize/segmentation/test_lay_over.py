"""A template's cues stay as they are; each sentence's words are shared out among its own."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from localize.drafting import units_of_cues
from localize.engines import TranslatedUnit
from localize.guides import load_guide
from localize.guides.habits import DashStyle, Habits
from localize.script import Cue, CueKind, Placement
from localize.segmentation.lay_over import lay_over
from localize.segmentation.lines import break_lines

SPANISH = load_guide("netflix").limits("es")
JAPANESE = load_guide("netflix").limits("ja")


def template(*texts, seconds=3.0, gap=200):
    made, at = [], 0
    for number, text in enumerate(texts, start=1):
        made.append(Cue(f"t{number}", at, at + round(seconds * 1000), tuple(text.split("\n"))))
        at += round(seconds * 1000) + gap
    return made


def laid(cues, drafts, *, locale="es", limits=SPANISH, **more):
    units = units_of_cues(cues, locale="en")
    assert len(units) == len(drafts)
    made = [TranslatedUnit((unit.id,), text) for unit, text in zip(units, drafts, strict=True)]
    return lay_over(made, cues, {unit.id: unit for unit in units}, limits, locale=locale, **more)


def test_a_sentence_over_two_cues_is_parted_where_it_may_be():
    cues = template("I would like you to come home now,", "because your mother is waiting.")
    found = laid(cues, ["Quisiera que vinieras a casa ahora, porque tu madre te está esperando."])
    assert [cue.lines for cue in found.cues] == [
        ("Quisiera que vinieras a casa ahora,",),
        ("porque tu madre te está esperando.",),
    ]
    assert [(cue.start, cue.end) for cue in found.cues] == [(c.start, c.end) for c in cues]
    assert [cue.source_ids for cue in found.cues] == [("t1",), ("t2",)]
    assert [cue.id for cue in found.cues] == ["c0001", "c0002"]
    assert found.findings == ()


def test_sentences_that_share_a_cue_stay_in_it():
    cues = template("Come in. It is cold", "outside.")
    found = laid(cues, ["Pase.", "Hace frío fuera."])
    assert [cue.text for cue in found.cues] == ["Pase. Hace frío", "fuera."]


def test_a_cue_in_italics_is_in_italics():
    cues = template("<i>Long ago, in a land</i>\n<i>far away,</i>", "<i>there was</i> a king.")
    found = laid(cues, ["Hace mucho tiempo, en un país lejano, vivía un rey."])
    assert found.cues[0].lines == ("<i>Hace mucho tiempo, en un país lejano,</i>",)
    assert found.cues[1].lines == ("vivía un rey.",)
    japanese = laid(cues, ["むかし、王様がいました。"], habits=Habits(italics=False))
    assert "<i>" not in "".join(cue.text for cue in japanese.cues)


def test_a_draft_with_italics_of_its_own_keeps_those():
    cues = template("<i>The Times says no.</i>")
    found = laid(cues, ["<i>The Times</i> dice que no."])
    assert found.cues[0].text == "<i>The Times</i> dice que no."


def test_two_speakers_have_the_guides_dashes():
    cues = template("- Are you coming?\n- With whom?")
    found = laid(cues, ["¿Vienes?", "¿Con quién?"], habits=Habits(dash=DashStyle.BOTH_SPACED))
    assert found.cues[0].lines == ("- ¿Vienes?", "- ¿Con quién?")
    second = laid(cues, ["Ga je mee?", "Met wie?"], habits=Habits(dash=DashStyle.SECOND))
    assert laid(cues, ["¿Vienes?", "¿Con quién?"]).cues[0].lines == ("-¿Vienes?", "-¿Con quién?")
    assert second.cues[0].lines == ("Ga je mee?", "-Met wie?")


def test_a_sentence_with_fewer_words_than_cues_takes_their_time():
    cues = template("I really do", "not think", "so.")
    found = laid(cues, ["No."])
    assert [(cue.text, cue.source_ids) for cue in found.cues] == [("No.", ("t1", "t2", "t3"))]
    assert found.cues[0].end == cues[2].end


def test_a_sign_between_two_cues_of_a_sentence_leaves_none_of_them_blank():
    sign = Cue("s", 2000, 4500, ("BANK",), CueKind.FORCED, Placement(8))
    cues = [
        Cue("a", 1000, 3000, ("I will never",)),
        sign,
        Cue("b", 3100, 5000, ("ever go back.",)),
    ]
    found = laid(cues, ["Nunca.", "BANCO"])
    assert [(cue.text, cue.source_ids) for cue in found.cues] == [
        ("Nunca.", ("a", "b")),
        ("BANCO", ("s",)),
    ]
    assert found.cues[0].end == 5000


def test_what_has_no_draft_is_an_empty_cue_with_a_finding():
    cues = template("Hello there.", "Good bye.")
    found = laid(cues, ["", "Adiós."])
    assert [cue.lines for cue in found.cues] == [(), ("Adiós.",)]
    assert [one.rule for one in found.findings] == ["untranslated"]
    assert "t1" in found.findings[0].message


def test_what_is_not_to_be_translated_has_no_cue_and_signs_keep_their_place():
    cues = template("Hello.", "La la la", "STATION")
    cues[1] = replace(cues[1], translate=False, kind=CueKind.SONG)
    cues[2] = replace(cues[2], kind=CueKind.FORCED, placement=Placement(8), speaker="sign")
    found = laid(cues, ["Hola.", "ESTACIÓN"])
    assert [cue.source_ids for cue in found.cues] == [("t1",), ("t3",)]
    assert found.cues[1].kind is CueKind.FORCED
    assert found.cues[1].placement == Placement(8)


def test_too_much_text_is_a_finding_and_is_not_cut():
    cues = template("No.", seconds=1)
    text = "una frase demasiado larga que nadie podría leer en tan poco tiempo, " * 2
    found = laid(cues, [text.strip()])
    assert " ".join(found.cues[0].text.split()) == text.strip()
    assert len(found.cues[0].lines) == 2
    assert {one.rule for one in found.findings} == {"line-length", "reading-speed"}


def test_japanese_is_parted_between_phrases():
    cues = template("The last train has already left,", "so please wait here.")
    found = laid(
        cues, ["最後の電車はもう出ましたから、ここで待ってください。"], locale="ja",
        limits=JAPANESE,
    )  # fmt: skip
    assert [cue.text for cue in found.cues] == [
        "最後の電車は\nもう出ましたから、",
        "ここで待ってください。",
    ]


def test_lines_are_as_few_as_hold_the_text_and_broken_where_they_may_be():
    assert break_lines("Hola, ¿qué tal?", "es", SPANISH) == ("Hola, ¿qué tal?",)
    assert break_lines(
        "Nunca pensé que volvería a verte en esta casa, hermano.", "es", SPANISH
    ) == ("Nunca pensé que volvería", "a verte en esta casa, hermano.")
    assert break_lines("  ", "es", SPANISH) == ()
    word = "x" * 60
    assert break_lines(word, "es", SPANISH) == (word,)


@given(
    st.lists(
        st.lists(st.sampled_from(["Sí.", "no", "la", "casa,", "años", "¿Quién?"]), max_size=30),
        min_size=1,
        max_size=6,
    ),
    st.lists(st.sampled_from(["One two", "three.", "- A?\n- B.", "four five"]), min_size=1),
)
def test_no_word_is_lost_and_no_time_moves(drafts, texts):
    cues = template(*texts)
    units = units_of_cues(cues, locale="en")
    made = [
        TranslatedUnit((unit.id,), " ".join(drafts[n % len(drafts)]))
        for n, unit in enumerate(units)
    ]
    spaced = Habits(dash=DashStyle.BOTH_SPACED)
    found = lay_over(
        made, cues, {unit.id: unit for unit in units}, SPANISH, locale="es", habits=spaced
    )
    given_words = sorted(word for unit in made for word in unit.text.split())
    words = " ".join(cue.text for cue in found.cues).split()
    assert sorted(word for word in words if word != "-") == given_words
    named = [i for cue in found.cues for i in cue.source_ids]
    assert named == [cue.id for cue in cues]
    starts = {cue.id: cue.start for cue in cues}
    ends = {cue.id: cue.end for cue in cues}
    for cue in found.cues:
        assert cue.start == starts[cue.source_ids[0]]
        assert cue.end == ends[cue.source_ids[-1]]
