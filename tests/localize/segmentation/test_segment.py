"""Words become cues: nothing lost, hard limits kept wherever a cut exists, good places chosen."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize import timing
from localize.guides.counting import count
from localize.script import CueKind, Word
from localize.segmentation import Segmentation, segment
from localize.syntax.borders import syntax_of
from localize.timeline import FrameRate
from tests.localize.segmentation.saying import FILM, GUIDE, SLOW, lines, said, unspaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.guides.model import Limits


# --- Nothing is lost, and cues are in order -------------------------------------------------------

TEXTS = st.one_of(
    st.sampled_from(
        [
            *("Hello,", "the", "of", "world.", "Dr.", "3.5", "-known", "¿Qué?", "«", "»", "?", "…"),
            *(
                "今日",
                "は",
                "天",
                "気",
                "です",
                "。",
                "、",
                "「",
                "」",
                "っ",
                "Google",
                "中国",
                "人",
            ),
            *(
                "ไทย",
                "한국어",
                "مرحبا،",
                "naïve",
                "a\vb",
                "Donaudampfschifffahrtsgesellschaftskapitäns",
            ),
        ]
    ),
    st.text(min_size=1, max_size=8).filter(lambda text: text.strip()),
)


@st.composite
def speech(draw: st.DrawFn) -> list[Word]:
    words, at = [], draw(st.integers(0, 3000))
    for _ in range(draw(st.integers(0, 40))):
        length = draw(st.sampled_from([0, 10, 200, 450, 3000]))
        words.append(
            Word(
                draw(TEXTS),
                at,
                at + length,
                speaker=draw(st.sampled_from(["", "", "A", "B"])),
                spaced=draw(st.booleans()),
            )
        )
        at += draw(st.sampled_from([0, 10, 200, 500, 2500]))
    return words


@given(
    words=speech(),
    locale=st.sampled_from(["en", "ja", "zh-Hant", "ko", "th", "ar", "de", "km"]),
    rate=st.sampled_from(["23.976", "25", "29.97", "60"]),
    max_lines=st.sampled_from([1, 2, 3]),
)
def test_invariants(words: list[Word], locale: str, rate: str, max_lines: int) -> None:
    limits = replace(GUIDE.limits(locale), max_lines=max_lines)
    frames = FrameRate.parse(rate)
    result = segment(words, limits, frames, locale=locale, id_prefix="x-")
    cues = result.cues

    # Every word once, whole and in order.
    everything = "".join("".join(cue.lines) for cue in cues)
    assert unspaced(everything) == unspaced("".join(word.text for word in words))
    spans = [result.words_of[cue.id] for cue in cues]
    assert [i for first, last in spans for i in range(first, last + 1)] == list(range(len(words)))
    for cue, (first, last) in zip(cues, spans, strict=True):
        assert unspaced("".join(cue.lines)) == unspaced(
            "".join(word.text for word in words[first : last + 1])
        )
        assert len({w.speaker for w in words[first : last + 1]} - {""}) <= 1

    # Ids, order, frames, gaps.
    assert len({cue.id for cue in cues}) == len(cues)
    assert all(cue.id.startswith("x-") for cue in cues)
    for cue in cues:
        assert cue.start < cue.end
        assert cue.duration <= limits.max_duration
        for time in (cue.start, cue.end):
            assert frames.time_of(frames.nearest_frame(time)) == time
    for one, other in pairwise(cues):
        gap = frames.nearest_frame(other.start) - frames.nearest_frame(one.end)
        assert gap >= limits.min_gap_frames

    # Limits are kept, or the finding says so.
    found = {(finding.rule, finding.cue_id) for finding in result.findings}
    for cue in cues:
        assert 1 <= len(cue.lines) <= limits.max_lines
        long = any(count(line, limits.counting) > limits.max_line_length for line in cue.lines)
        assert long == (("line-length", cue.id) in found)
        characters = timing.characters(cue.lines, limits)
        fast = timing.reading_time(characters, limits) > cue.duration
        assert fast == (("reading-speed", cue.id) in found)
        assert (cue.duration < limits.min_duration) == (("duration-short", cue.id) in found)


@given(
    words=speech(),
    locale=st.sampled_from(["en", "es", "nl", "ja", "ko"]),
    shots=st.lists(st.integers(0, 20_000), max_size=6, unique=True).map(sorted),
)
def test_invariants_with_dashes_and_shot_changes(
    words: list[Word], locale: str, shots: list[int]
) -> None:
    limits, habits = GUIDE.limits(locale), GUIDE.habits(locale)
    assert habits.dash is not None
    marks = [mark.strip() for mark in habits.dash.marks]
    result = segment(words, limits, FILM, locale=locale, shots=tuple(shots), habits=habits)
    spans = [result.words_of[cue.id] for cue in result.cues]
    assert [i for first, last in spans for i in range(first, last + 1)] == list(range(len(words)))
    # A word that nobody is named for is the one's who spoke last.
    speakers: list[str] = []
    for word in words:
        speakers.append(word.speaker or (speakers[-1] if speakers else ""))
    for cue, (first, last) in zip(result.cues, spans, strict=True):
        own = words[first : last + 1]
        names = [name for name in speakers[first : last + 1] if name]
        turns = sum(a != b for a, b in pairwise(names))
        assert turns <= 1
        said_in_it = unspaced("".join(word.text for word in own))
        if not turns:
            assert unspaced("".join(cue.lines)) == said_in_it
            continue
        # Two speakers: a line each, with the guide's dash before them and nothing else added.
        assert len(cue.lines) == 2
        assert all(map(str.startswith, cue.lines, marks))
        bodies = [line[len(mark) :] for line, mark in zip(cue.lines, marks, strict=True)]
        assert unspaced("".join(bodies)) == said_in_it
        assert all(count(line, limits.counting) <= limits.max_line_length for line in cue.lines)
    for one, other in pairwise(result.cues):
        gap = FILM.nearest_frame(other.start) - FILM.nearest_frame(one.end)
        assert gap >= limits.min_gap_frames


def test_no_words_no_cues() -> None:
    assert segment([], SLOW, FILM, locale="en") == Segmentation()


def test_no_cue_outlasts_the_programme() -> None:
    result = segment(said("So it ends."), GUIDE.limits("en"), FILM, locale="en", duration=900)
    assert result.cues[-1].end <= 900


# --- Hard limits ----------------------------------------------------------------------------------


def feasible(words: Sequence[Word], limits: Limits, rate: FrameRate) -> bool:
    """Whether any cut at all keeps every limit, by trying each (spaced words only)."""
    size = len(words)
    starts = [rate.time_of(rate.nearest_frame(word.start)) for word in words]

    def good(first: int, stop: int) -> bool:
        room = limits.max_duration - rate.span_of(1)
        if stop < size:
            frame = rate.nearest_frame(words[stop].start) - limits.min_gap_frames
            room = min(room, rate.time_of(max(0, frame)) - starts[first])
        if words[stop - 1].end - starts[first] > limits.max_duration - rate.span_of(1):
            return False
        for number in range(min(limits.max_lines, stop - first)):
            for breaks in combinations(range(first + 1, stop), number):
                marks = (first, *breaks, stop)
                texts = [" ".join(w.text for w in words[a:b]) for a, b in pairwise(marks)]
                if all(len(text) <= limits.max_line_length for text in texts):
                    need = sum(map(len, texts))
                    return room >= max(limits.min_duration, need * 1000 / limits.reading_speed)
        return False

    reached = [True] + [False] * size
    for stop in range(1, size + 1):
        reached[stop] = any(reached[first] and good(first, stop) for first in range(stop))
    return reached[size]


@settings(max_examples=200)
@given(
    sizes=st.lists(
        st.tuples(st.integers(1, 9), st.integers(100, 900), st.integers(0, 1400)),
        min_size=1,
        max_size=9,
    ),
    speed=st.sampled_from([8.0, 12.0, 17.0]),
)
def test_limits_are_kept_wherever_a_cut_keeps_them(
    sizes: list[tuple[int, int, int]], speed: float
) -> None:
    limits = replace(GUIDE.limits("en"), max_line_length=14, reading_speed=speed)
    words, at = [], 0
    for letters, length, pause in sizes:
        words.append(Word("x" * letters, at, at + length))
        at += length + pause
    result = segment(words, limits, FILM, locale="en")
    kept = not result.findings
    possible = feasible(words, limits, FILM)
    # A pause of 1.5 s always ends a cue; none here is that long.
    assert kept or not possible


def test_a_word_longer_than_a_line_stays_whole_and_is_reported() -> None:
    word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
    result = segment(said(f"Das {word} gilt.", locale="de"), SLOW, FILM, locale="de")
    assert any(word in line for cue in result.cues for line in cue.lines)
    finding = next(f for f in result.findings if f.rule == "line-length")
    assert (finding.measured, finding.limit, finding.unit) == (len(word), 42, "characters")


def test_speech_too_fast_to_read_is_cut_for_sense_and_reported() -> None:
    text = "I told you that we should never have come here. Now look at the mess that you made."
    result = segment(said(text, pace=20), GUIDE.limits("en"), FILM, locale="en", duration=1700)
    assert "reading-speed" in {finding.rule for finding in result.findings}
    assert all(cue.lines[-1].endswith(".") for cue in result.cues)


def test_a_last_word_that_hangs_into_silence_does_not_hold_the_cue() -> None:
    words = [*said("Come with"), Word("me.", 700, 6500)]
    result = segment(words, GUIDE.limits("en"), FILM, locale="en")
    assert result.cues[0].end < 2600


# --- Good places ----------------------------------------------------------------------------------


def test_one_line_where_it_fits() -> None:
    assert lines("I have never seen anything like this.") == [
        "I have never seen anything like this."
    ]


def test_a_cue_ends_with_its_sentence() -> None:
    assert lines(
        "We left the house before the sun came up. Nobody saw us go, and nobody followed us."
    ) == [
        "We left the house before the sun came up.",
        "Nobody saw us go, and nobody followed us.",
    ]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "He wanted to be sure that the people in the village would not forget the promise"),
        ("es", "Quería estar seguro de que la gente en el pueblo no olvidaría nunca la promesa"),
        (
            "fr",
            "Il voulait être sûr que les gens dans le village ne pourraient oublier la promesse",
        ),
        (
            "de",
            "Er wollte sicher sein dass die Leute in dem Dorf das alte Versprechen halten würden",
        ),
        ("it", "Voleva essere sicuro che la gente del villaggio non dimenticasse mai la promessa"),
        ("pt", "Ele queria ter certeza de que o povo da aldeia não iria esquecer a promessa feita"),
        ("nl", "Hij wilde zeker weten dat de mensen in het dorp de oude belofte zouden nakomen"),
        ("ca", "Volia estar segur que la gent del poble no oblidaria mai de la vida la promesa"),
    ],
)
def test_no_line_ends_on_an_article_or_preposition(locale: str, text: str) -> None:
    classes = syntax_of(locale).classes
    ends = [
        line.split()[-1] for cue in lines(text, locale=locale) for line in cue.split(" / ")[:-1]
    ]
    assert ends
    assert {classes.get(word) for word in ends} <= {None, "pronouns"}


@pytest.mark.parametrize(
    "text",
    [
        "They say that the old house was sold to Dr. Miller by the bank last year in a hurry",
        "The distance to the next station is about 3.5 kilometres if one follows the river bank",
        "I heard from a friend of mine that old J. Smith has left the country for good last week",
    ],
)
def test_abbreviations_decimals_and_initials_end_no_sentence(text: str) -> None:
    assert not [line for cue in lines(text) for line in cue.split(" / ") if line.endswith("r.")]
    assert not [line for cue in lines(text) for line in cue.split(" / ") if line.endswith("J.")]
    assert "3." not in [line.split()[-1] for cue in lines(text) for line in cue.split(" / ")]


def test_a_long_pause_always_ends_a_cue() -> None:
    assert lines("I think |1600| you know.") == ["I think", "you know."]


def test_a_short_pause_draws_the_border() -> None:
    text = "We walked along the river and then we saw |600| a little boat that lay among the reeds"
    assert lines(text)[0].endswith("we saw")


def test_lines_are_balanced_and_none_is_a_lone_word() -> None:
    (cue,) = lines("Sometimes everyone imagines terrible consequences happening.")
    top, bottom = cue.split(" / ")
    assert abs(len(top) - len(bottom)) < 15


def test_french_marks_stay_with_their_word() -> None:
    words = [Word("Comment", 0, 300), Word("ça", 300, 400), Word("va", 400, 500)]
    words += [Word("?", 500, 510), Word("«", 520, 530), Word("Bien", 530, 800), Word("»", 800, 810)]
    for length in range(6, 30):
        limits = replace(SLOW, max_line_length=length)
        cues = segment(words, limits, FILM, locale="fr").cues
        for line in (line for cue in cues for line in cue.lines):
            assert not line.startswith(("?", "»"))
            assert not line.endswith("«")


def test_a_cue_ends_where_the_language_changes_and_the_change_is_told():
    words = said("Come in, he said")
    words += [replace(one, language="de") for one in said("danke sehr", start=words[-1].end)]
    words += said("and sat down.", start=words[-1].end)
    result = segment(words, SLOW, FILM, locale="en")
    assert [cue.text for cue in result.cues] == ["Come in, he said", "danke sehr", "and sat down."]
    told = [one for one in result.findings if one.rule == "foreign-dialogue"]
    assert [(one.cue_id, "in de" in one.message) for one in told] == [("c0002", True)]


def test_what_is_sung_is_a_song_of_its_own():
    words = said("She sang")
    words += [replace(one, sung=True) for one in said("la la la", start=words[-1].end)]
    result = segment(words, SLOW, FILM, locale="en")
    assert [(cue.text, cue.kind) for cue in result.cues] == [
        ("She sang", CueKind.DIALOGUE),
        ("la la la", CueKind.SONG),
    ]


# --- Shot changes ---------------------------------------------------------------------------------

WALK = "We walked along the river bank and we saw a little boat that lay among the tall reeds"


def border_of(shots: tuple[int, ...]) -> int:
    result = segment(said(WALK, pace=60), SLOW, FILM, locale="en", shots=shots)
    return result.words_of[result.cues[0].id][1] + 1


def test_a_shot_change_draws_the_border() -> None:
    words = said(WALK, pace=60)
    free = border_of(())
    near = next(n for n, word in enumerate(words) if word.text == "that")
    assert near != free
    assert border_of((words[near].start + 40,)) == near


def test_a_shot_change_far_from_every_border_changes_nothing() -> None:
    words = [Word("Extraordinarily", 0, 1900), Word("good.", 1900, 2200)]
    result = segment(words, SLOW, FILM, locale="en", shots=(950,))
    assert len(result.cues) == 1


def test_the_lower_line_is_longer_where_the_guide_asks_for_it() -> None:
    text = "I never thought that anyone would come this far to see it"
    asked = replace(GUIDE.habits("en"), bottom_heavy=True)
    (cue,) = segment(said(text), SLOW, FILM, locale="en", habits=asked).cues
    top, bottom = cue.lines
    assert len(bottom) > len(top)


def test_a_guides_least_share_of_a_line_is_kept() -> None:
    text = "Yes, and that, of course, is what everybody always tells you"
    limits = replace(SLOW, min_line_share=0.5)
    (cue,) = segment(said(text), limits, FILM, locale="en").cues
    lengths = sorted(map(len, cue.lines))
    assert lengths[0] >= lengths[1] / 2


def test_a_guides_characters_of_a_cue_are_kept() -> None:
    limits = replace(SLOW, max_characters=50)
    for cue in segment(said(WALK, pace=60), limits, FILM, locale="en").cues:
        assert sum(map(len, cue.lines)) <= 50


# --- Work -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("pace", [60, 300])
def test_ten_times_the_words_take_ten_times_the_work(pace: int) -> None:
    """Calls are counted: of speech without a pause, which no border parts for certain."""

    def calls(copies: int) -> int:
        words = said(" ".join([WALK] * copies), pace=pace)
        made = Counter[str]()
        before = sys.getprofile()
        sys.setprofile(lambda _frame, event, _of: made.update((event,)))
        try:
            segment(words, GUIDE.limits("en"), FILM, locale="en")
        finally:
            sys.setprofile(before)
        return made["call"] + made["c_call"]

    calls(2)  # tables are read once
    assert calls(50) < 12 * calls(5)
