"""Drafts lie over the time of their sources: whole, in order, and traceable."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.drafting import units_of_cues
from localize.engines import TranslatedUnit, TranslationUnit
from localize.guides import load_guide
from localize.guides.habits import Habits
from localize.script import Cue, CueKind, Placement, Word
from localize.segmentation import Segmentation, lay_out
from localize.timeline import FrameRate, Span

GUIDE = load_guide("netflix")
FILM = FrameRate.parse("24")


def source(number: int, start: int, end: int, text: str, **more: object) -> Cue:
    return replace(Cue(f"s{number}", start, end, tuple(text.split(" / "))), **more)


def unit(name: str, *cues: Cue, span: Span | None = None) -> TranslationUnit:
    return TranslationUnit(
        name,
        " ".join(line for cue in cues for line in cue.lines),
        span or Span(cues[0].start, cues[-1].end),
        tuple(cue.id for cue in cues),
        cues[0].speaker,
    )


def draft(
    pairs: list[tuple[TranslationUnit, str]], cues: list[Cue], locale: str = "es"
) -> Segmentation:
    return lay_out(
        [TranslatedUnit((u.id,), text) for u, text in pairs],
        cues,
        {u.id: u for u, _ in pairs},
        GUIDE.limits(locale),
        FILM,
        locale=locale,
    )


def text_of(result: Segmentation) -> list[str]:
    return [" / ".join(cue.lines) for cue in result.cues]


def test_one_cue_over_one_cue() -> None:
    cue = source(1, 1000, 3500, "Are you hurt?")
    result = draft([(unit("u1", cue), "¿Estás herida?")], [cue])
    (target,) = result.cues
    assert (target.start, target.end, target.source_ids) == (1000, 3500, ("s1",))
    assert target.lines == ("¿Estás herida?",)
    assert result.findings == ()


def test_a_sentence_over_two_cues_is_shared_out_at_a_good_place() -> None:
    cues = [
        source(1, 0, 4500, "We are committed to the notion / that everyone should have the chance"),
        source(2, 4583, 7500, "to take part in higher education."),
    ]
    text = (
        "Creemos firmemente en que todo el mundo debe tener la oportunidad "
        "de participar en la educación superior."
    )
    result = draft([(unit("u1", *cues), text)], cues)
    assert [cue.source_ids for cue in result.cues] == [("s1",), ("s2",)]
    assert result.cues[1].start == 4583
    assert result.cues[1].lines[0].startswith("de participar")


def test_the_gap_between_source_cues_stays_empty() -> None:
    cues = [source(1, 0, 2000, "I thought that"), source(2, 6000, 8000, "you had left us.")]
    result = draft([(unit("u1", *cues), "Pensaba que nos habías dejado.")], cues)
    assert len(result.cues) == 2
    assert result.cues[0].end <= 3100
    assert result.cues[1].start == 6000


def test_the_engines_times_are_used_and_put_in_order() -> None:
    cues = [source(1, 1000, 6000, "今日は晴れです。明日は雨です。")]
    words = (
        Word("It's", 1000, 1300),
        Word("sunny", 900, 1700),
        Word("today.", 1700, 2100),
        Word("Tomorrow", 4000, 4600),
        Word("it", 4600, 4700),
        Word("rains.", 4700, 9000),
    )
    text = "It's sunny today. Tomorrow it rains."
    u = unit("u1", *cues)
    result = lay_out(
        [TranslatedUnit(("u1",), text, words)],
        cues,
        {"u1": u},
        GUIDE.limits("en"),
        FILM,
        locale="en",
    )
    assert text_of(result) == ["It's sunny today.", "Tomorrow it rains."]
    assert [cue.start for cue in result.cues] == [1000, 4000]
    assert result.cues[-1].end <= 6100


def test_times_of_other_words_than_the_drafts_are_not_believed() -> None:
    cues = [source(1, 1000, 4000, "Watch out!")]
    u = unit("u1", *cues)
    result = lay_out(
        [TranslatedUnit(("u1",), "¡Cuidado!", (Word("¡Ojo!", 0, 1),))],
        cues,
        {"u1": u},
        GUIDE.limits("es"),
        FILM,
        locale="es",
    )
    assert text_of(result) == ["¡Cuidado!"]


def test_times_that_no_speech_has_are_not_believed() -> None:
    """An engine that hears one language and writes another finds no place for most of its words."""
    cue = source(1, 70_000, 76_400, "Is there still time for tea?")
    origin = unit("u1", cue)
    text = "¿Hay tiempo aún para un té caliente?"
    collapsed = [70_000, 73_000, 73_020, 73_040, 75_600, 75_620, 75_640, 75_660]
    words = tuple(
        Word(word, start, end)
        for word, (start, end) in zip(text.split(), pairwise(collapsed), strict=True)
    )
    result = lay_out(
        [TranslatedUnit(("u1",), text, words=words)],
        [cue],
        {"u1": origin},
        GUIDE.limits("es"),
        FILM,
        locale="es",
    )
    assert text_of(result) == [text]
    assert result.findings == ()


def test_a_unit_without_text_gives_a_finding_and_no_cue() -> None:
    cues = [source(1, 1000, 2000, "Hello."), source(2, 3000, 4000, "Goodbye.")]
    result = draft([(unit("u1", cues[0]), " "), (unit("u2", cues[1]), "Adiós.")], cues)
    assert text_of(result) == ["Adiós."]
    (finding,) = result.findings
    assert (finding.rule, finding.start) == ("untranslated", 1000)
    assert "s1" in finding.message


def test_two_sentences_of_one_cue_share_its_time() -> None:
    cues = [source(1, 1000, 5000, "I don't think so. Do you want to go?")]
    pairs = [
        (unit("u1", cues[0]), "No lo creo, la verdad."),
        (unit("u2", cues[0]), "¿Quieres que nos vayamos de aquí?"),
    ]
    result = draft(pairs, cues)
    assert " ".join(text_of(result)).replace(" / ", " ") == " ".join(text for _, text in pairs)
    assert all(cue.source_ids == ("s1",) for cue in result.cues)
    assert all(a.end < b.start for a, b in pairwise(result.cues))


def test_speakers_do_not_share_a_cue() -> None:
    cues = [
        source(1, 1000, 1400, "Why?", speaker="A"),
        source(2, 1484, 2000, "Now!", speaker="B"),
    ]
    pairs = [(unit("u1", cues[0]), "¿Por qué?"), (unit("u2", cues[1]), "¡Ahora!")]
    result = draft(pairs, cues)
    assert [cue.speaker for cue in result.cues] == ["A", "B"]


def test_short_turns_share_a_cue_with_the_markets_dashes() -> None:
    cues = [
        source(1, 1000, 1400, "Why?", speaker="A"),
        source(2, 1484, 2000, "Now!", speaker="B"),
    ]
    units = [unit("u1", cues[0]), unit("u2", cues[1])]
    result = lay_out(
        [TranslatedUnit(("u1",), "¿Por qué?"), TranslatedUnit(("u2",), "¡Ahora!")],
        cues,
        {u.id: u for u in units},
        GUIDE.limits("es"),
        FILM,
        locale="es",
        habits=GUIDE.habits("es"),
    )
    (cue,) = result.cues
    assert cue.lines == ("- ¿Por qué?", "- ¡Ahora!")
    assert (cue.speaker, cue.source_ids) == ("", ("s1", "s2"))
    assert not result.findings


def test_a_sign_keeps_its_kind_its_place_and_its_time_over_dialogue() -> None:
    top = Placement(anchor=8)
    cues = [
        source(1, 1000, 5000, "We have to get out of here."),
        source(2, 2000, 4000, "NO ENTRY", kind=CueKind.FORCED, placement=top),
        source(3, 5100, 7000, "Come on!"),
    ]
    texts = ["Tenemos que salir de aquí.", "PROHIBIDO EL PASO", "¡Vamos!"]
    result = draft([(unit(f"u{c.id}", c), t) for c, t in zip(cues, texts, strict=True)], cues)
    sign = next(cue for cue in result.cues if cue.source_ids == ("s2",))
    assert (sign.kind, sign.placement, sign.start) == (CueKind.FORCED, top, 2000)
    talk = [cue for cue in result.cues if cue.source_ids != ("s2",)]
    assert talk[0].end >= 4900
    assert len({cue.id for cue in result.cues}) == 3
    assert [cue.start for cue in result.cues] == sorted(cue.start for cue in result.cues)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("ja", "今日はとても天気がいいから、みんなで「公園」に散歩に行きましょう。いいですよね？"),
        ("zh-Hans", "今天天气很好，我们一起去公园散步吧。但是听说明天可能会下雨，你怎么看？"),
        ("th", "วันนี้อากาศดีมาก ฉันอยากออกไปเดินเล่นกับเพื่อนที่สวนสาธารณะใกล้บ้าน"),
        ("fr", "Il fait beau aujourd’hui ; allons-nous promener ensemble au parc, d’accord ?"),
        ("km", "ថ្ងៃនេះអាកាសធាតុល្អណាស់ខ្ញុំចង់ចេញទៅដើរលេងជាមួយមិត្តភក្តិនៅសួនច្បារនៅជិតផ្ទះរបស់យើង"),
    ],
)
def test_no_line_begins_or_ends_with_what_may_not_stand_there(locale: str, text: str) -> None:
    cues = [source(1, 0, 20_000, "The weather is so fine today.")]
    result = draft([(unit("u1", *cues), text)], cues, locale)
    lines = [line for cue in result.cues for line in cue.lines]
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert len(lines) > 1
    for line in lines:
        assert not unicodedata.combining(line[0])
        assert line[0] not in "、。」？！ーっゃゅょ，；?;"
        assert line[-1] not in "「（«"
    assert not [finding for finding in result.findings if finding.rule == "line-length"]


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(KeyError):
        lay_out([TranslatedUnit(("u9",), "¡Hola!")], [], {}, GUIDE.limits("es"), FILM, locale="es")


@st.composite
def drafts(draw: st.DrawFn) -> tuple[list[Cue], list[TranslationUnit], list[TranslatedUnit]]:
    """Source cues, units over one or more of them (or two units over one), and their drafts."""
    cues: list[Cue] = []
    at = 0
    for number in range(draw(st.integers(1, 8))):
        at += draw(st.sampled_from([0, 83, 700, 3000]))
        end = at + draw(st.sampled_from([1, 400, 1500, 6000]))
        speaker = draw(st.sampled_from(["", "A", "B"]))
        cues.append(
            source(number, at, end, draw(st.sampled_from(["Yes.", "So it goes"])), speaker=speaker)
        )
        at = end
    units: list[TranslationUnit] = []
    first = 0
    while first < len(cues):
        stop = min(len(cues), first + draw(st.integers(1, 3)))
        for _ in range(draw(st.integers(1, 2))):
            units.append(unit(f"u{len(units)}", *cues[first:stop]))
        first = stop
    words = st.sampled_from(
        [
            "de",
            "la",
            "casa,",
            "vieja.",
            "¿Qué?",
            "no",
            "…",
            "«",
            "»",
            "今日は",
            "extraordinariamente",
        ]
    )
    results: list[TranslatedUnit] = []
    number = 0
    while number < len(units):
        size = draw(st.integers(1, 2))
        ids = tuple(u.id for u in units[number : number + size])
        text = " ".join(draw(st.lists(words, max_size=25)))
        results.append(TranslatedUnit(ids, text))
        number += size
    return cues, units, results


@given(made=drafts(), locale=st.sampled_from(["es", "ja", "th"]))
def test_invariants(
    made: tuple[list[Cue], list[TranslationUnit], list[TranslatedUnit]], locale: str
) -> None:
    cues, units, results = made
    source_of = {u.id: u for u in units}
    result = lay_out(results, cues, source_of, GUIDE.limits(locale), FILM, locale=locale)

    squeezed = re.sub(r"\s", "", "".join("".join(cue.lines) for cue in result.cues))
    assert squeezed == re.sub(r"\s", "", "".join(r.text for r in results))
    assert len({cue.id for cue in result.cues}) == len(result.cues)
    for one, other in pairwise(result.cues):
        assert FILM.nearest_frame(other.start) - FILM.nearest_frame(one.end) >= 2

    known = {cue.id for cue in cues}
    for cue in result.cues:
        assert cue.source_ids
        assert set(cue.source_ids) <= known
    covered = {i for cue in result.cues for i in cue.source_ids}
    empty = 0
    for r in results:
        if r.text.strip():
            assert {i for u in r.unit_ids for i in source_of[u].source_ids} <= covered
        else:
            empty += 1
    assert sum(f.rule == "untranslated" for f in result.findings) == empty


def laid(cues: list[Cue], texts: list[str], **options: object) -> Segmentation:
    """Drafts of the sentences of some cues, as `units_of_cues` finds them."""
    units = units_of_cues(cues, locale="en")
    assert len(units) == len(texts), [one.text for one in units]
    return lay_out(
        [TranslatedUnit((u.id,), text) for u, text in zip(units, texts, strict=True)],
        cues,
        {u.id: u for u in units},
        GUIDE.limits("es"),
        FILM,
        locale="es",
        **{"habits": GUIDE.habits("es"), **options},
    )


@pytest.mark.parametrize("sentences", [True, False])
def test_two_speakers_of_a_cue_keep_their_dashes(sentences: bool) -> None:
    cues = [
        source(1, 0, 900, "Good evening."),
        source(2, 1000, 2600, "- Where is he? / - Gone to town. He told me."),
        source(3, 2700, 4500, "I believe you."),
    ]
    texts = ["Buenas noches.", "¿Dónde está?", "Se fue.", "Me lo dijo.", "Te creo."]
    result = laid(cues, texts, sentences=sentences)
    two = "- ¿Dónde está? / - Se fue. Me lo dijo."
    assert text_of(result) == ["Buenas noches.", two, "Te creo."]
    assert [cue.speaker for cue in result.cues] == [""] * 3


def test_two_speakers_with_time_have_a_cue_each() -> None:
    cues = [source(1, 0, 6500, "- Where on earth is he now? / - He has gone into town, I believe.")]
    texts = ["¿Dónde diablos está él ahora?", "Creo que se ha ido al centro de la ciudad."]
    result = laid([replace(cues[0], speaker="Ana")], texts)
    assert [cue.text.replace("\n", " ") for cue in result.cues] == texts
    assert [cue.speaker for cue in result.cues] == ["Ana"] * 2


@pytest.mark.parametrize("sentences", [True, False])
def test_a_sentence_in_italics_is_in_italics(sentences: bool) -> None:
    cues = [
        source(1, 0, 2000, "<i>Long ago in a land far away,</i>"),
        source(2, 2100, 4000, "<i>there lived a king.</i>"),
        source(3, 4100, 5500, "Once more."),
    ]
    texts = ["Hace mucho tiempo, en un país lejano, vivía un rey.", "Otra vez."]
    result = laid(cues, texts, sentences=sentences)
    *told, last = text_of(result)
    assert all(re.fullmatch(r"(<i>[^<]+</i>( / )?)+", text) for text in told), told
    assert " ".join(re.sub(r"</?i>| /", "", text) for text in told) == texts[0]
    assert last == "Otra vez."
    japanese = laid(cues, texts, habits=Habits(italics=False))
    assert "<i>" not in " ".join(text_of(japanese))


def test_lines_of_a_song_have_a_cue_each() -> None:
    cues = [source(1, 0, 1900, "♪ Sing it loud ♪"), source(2, 2000, 3900, "♪ Sing it again ♪")]
    texts = ["♪ Cántalo fuerte ♪", "♪ Cántalo otra vez ♪"]
    assert text_of(laid(cues, texts)) == texts


@pytest.mark.parametrize("sentences", [True, False])
def test_a_label_inside_a_sentence_stays_at_its_time(sentences: bool) -> None:
    cues = [
        source(1, 0, 1900, "I called"),
        source(2, 2000, 2900, "(PHONE RINGS)"),
        source(3, 3000, 4900, "my mother yesterday."),
    ]
    result = laid(cues, ["Ayer llamé a mi querida madre.", "(TELÉFONO)"], sentences=sentences)
    shown = " ".join(" ".join(cue.lines) for cue in result.cues)
    before, after = shown.split(" (TELÉFONO) ")
    assert f"{before} {after}" == "Ayer llamé a mi querida madre."
    if sentences:
        times = [(cue.start, cue.source_ids) for cue in result.cues]
        assert times == [(0, ("s1",)), (2000, ("s2",)), (3000, ("s3",))]
