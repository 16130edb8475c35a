"""What an engine says of which word renders which guides where a sentence is parted."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.drafting import units_of_cues
from localize.engines import TranslatedUnit
from localize.guides import load_guide
from localize.segmentation import lay_out
from localize.segmentation.lay_over import lay_over
from localize.segmentation.rendered import misplaced, rendered
from localize.timeline import FrameRate
from tests.localize.segmentation.test_lay_over import template

GUIDE = load_guide("netflix")
FILM = FrameRate.parse("24")


def places(text):
    """Where the words of a text begin, white space not counted."""
    return [0, *accumulate(map(len, text.split()))][:-1]


def linked(unit, text, *pairs):
    """A draft whose word links are given by the words' numbers."""
    source, target = places(unit.text), places(text)
    links = tuple((source[of], target[at]) for of, at in pairs)
    return TranslatedUnit((unit.id,), text, links=links)


def parted(cues, text, *pairs, locale="es", **more):
    (unit,) = units_of_cues(cues, locale="en")
    draft = linked(unit, text, *pairs)
    limits = GUIDE.limits(locale)
    over = lay_over([draft], cues, {unit.id: unit}, limits, locale=locale, **more)
    out = lay_out([draft], cues, {unit.id: unit}, limits, FILM, locale=locale, **more)
    return [cue.text.replace("\n", " ") for cue in over.cues], [
        cue.text.replace("\n", " ") for cue in out.cues
    ]


def test_a_border_goes_where_the_source_has_its_own():
    text = "Cuando llegó su madre había muerto hacía ya mucho tiempo"
    pairs = ((0, 0), (1, 1), (2, 1), (7, 2), (8, 3), (9, 4), (10, 5), (10, 6), (10, 7))
    # So far apart that no cue may hold both.
    cues = template("When he came to the old house", "his mother was dead.", gap=1_900)
    by_length, by_time = parted(cues, text)
    assert by_length[0] != "Cuando llegó"
    assert by_time[0] != "Cuando llegó"
    told = ["Cuando llegó", "su madre había muerto hacía ya mucho tiempo"]
    assert parted(cues, text, *pairs) == (told, told)


def test_a_sentence_that_is_turned_round_is_parted_as_without_links():
    cues = template("When he came to the old house", "his mother was dead.", gap=1_900)
    text = "Su madre había muerto cuando él llegó a la casa de siempre"
    pairs = [(7, 0), (8, 1), (9, 2), (10, 3), (0, 4), (1, 5), (2, 6), (3, 7), (6, 10)]
    assert parted(cues, text, *pairs) == parted(cues, text)


def test_one_word_does_not_part_an_article_from_its_noun():
    cues = template("They took everything and left the", "house empty.")
    text = "Se lo llevaron todo y dejaron la casa vacía"
    over, _ = parted(cues, text, (0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7), (7, 8))
    assert not over[0].endswith(" la")


def test_japanese_is_linked_by_its_characters():
    cues = template("Since the last train has already left,", "wait here.", seconds=2.0)
    (unit,) = units_of_cues(cues, locale="en")
    text = "最後の電車はもう出たので、ここで待って"
    source = places(unit.text)
    at = text.index("ここで")
    links = [(source[2], 0), (source[3], 3), (source[5], 6), (source[6], 8)]
    links += [(source[8], at), (source[7], at + 3)]
    draft = TranslatedUnit((unit.id,), text, links=tuple(links))
    found = lay_over([draft], cues, {unit.id: unit}, GUIDE.limits("ja"), locale="ja")
    assert [cue.text.replace("\n", "") for cue in found.cues] == [text[:at], text[at:]]


@pytest.mark.parametrize("lines", ["<i>I thought</i>", "So it was. I saw"])
def test_words_of_the_source_are_found_in_their_cues(lines):
    cues = template(lines, "did this.")
    units = units_of_cues(cues, locale="en")
    unit = units[-1]
    own = [cue for cue in cues if cue.id in unit.source_ids]
    last = len(unit.text.split()) - 1
    draft = linked(unit, "uno dos", (0, 0), (last, 1))
    assert len(own) == 2
    assert rendered(draft, [unit], own) == ((0, 0), (3, 1))


def test_what_the_cues_do_not_spell_is_not_believed():
    cues = template("I thought", "so too.")
    (unit,) = units_of_cues(cues, locale="en")
    draft = linked(unit, "uno dos", (0, 0), (3, 1))
    assert rendered(draft, [unit], cues) == ((0, 0), (3, 1))
    assert rendered(draft, [replace(unit, text="I think so too.")], cues) == ()
    assert rendered(draft, [unit, unit], cues) == ()
    assert rendered(draft, [unit], cues[:1]) == ()


def test_words_on_the_wrong_side_are_counted():
    # Four words: three of the first cue, one of the second.
    found = ((0, 0), (2, 0), (4, 0), (6, 1))
    assert misplaced(found, [0, 2, 4, 6, 8], 2) == [[1, 1, 1, 0, 1]]
    # A word of both counts half on either side.
    assert misplaced(((0, 0), (2, 0), (2, 1), (4, 1)), [0, 2, 4, 6], 2) == [[1.5, 0.5, 0.5, 1.5]]
    assert misplaced((), [0, 1, 2], 3) == [[0, 0, 0], [0, 0, 0]]
    # Turned round: no place is better than any other.
    assert misplaced(((0, 1), (1, 1), (2, 0), (3, 0)), [0, 1, 2, 3, 4], 2) == [[2, 2, 2, 2, 2]]


@given(
    words=st.lists(
        st.sampled_from(["Sí.", "no", "la", "casa,", "¿Quién?", "今日は", "…"]), max_size=30
    ),
    texts=st.lists(st.sampled_from(["One two", "and three", "four, five"]), min_size=2, max_size=5),
    links=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 120)), max_size=60),
    locale=st.sampled_from(["es", "ja"]),
)
def test_nothing_is_lost_whatever_an_engine_links(words, texts, links, locale):
    cues = template(*texts)
    (unit,) = units_of_cues(cues, locale="en")
    draft = TranslatedUnit((unit.id,), " ".join(words), links=tuple(links))
    limits = GUIDE.limits(locale)
    for laid in (
        lay_over([draft], cues, {unit.id: unit}, limits, locale=locale),
        lay_out([draft], cues, {unit.id: unit}, limits, FILM, locale=locale),
    ):
        squeezed = re.sub(r"\s", "", "".join(cue.text for cue in laid.cues))
        assert squeezed == "".join(words)
        if words:
            assert {i for cue in laid.cues for i in cue.source_ids} == {cue.id for cue in cues}


def overfull(laid, limits):
    """Characters over what can be read in time, or set in lines, of all cues together."""
    most = limits.max_line_length * limits.max_lines
    rooms = [min(most, limits.reading_speed * (c.end - c.start) / 1000) for c in laid.cues]
    texts = [c.text.replace("\n", " ") for c in laid.cues]
    return sum(max(0, len(t) - room) for t, room in zip(texts, rooms, strict=True))


@given(
    words=st.lists(st.sampled_from(["no", "la", "casa,", "¿Quién?", "llegó", "ayer"]), min_size=3),
    seconds=st.sampled_from([0.8, 1.5, 3.0]),
    links=st.lists(st.tuples(st.integers(0, 24), st.integers(0, 90)), min_size=1, max_size=40),
)
def test_no_link_overfills_a_cue(words, seconds, links):
    cues = template("One two", "and three", "four, five.", seconds=seconds)
    (unit,) = units_of_cues(cues, locale="en")
    limits = GUIDE.limits("es")
    text = " ".join(words)
    guided, plain = (
        lay_over(
            [TranslatedUnit((unit.id,), text, links=told)], cues, {unit.id: unit}, limits,
            locale="es",
        )
        for told in (tuple(links), ())
    )  # fmt: skip
    assert overfull(guided, limits) <= overfull(plain, limits) + 1e-6
