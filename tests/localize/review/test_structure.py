"""Split, merge, insert, delete, push and pull: no word lost, no tag broken, times on frames."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.guides.load import load_guide
from localize.guides.model import DashStyle
from localize.review.edits import apply, inverse
from localize.review.errors import RefusedError
from localize.review.pieces import Join, cut, join, letters_of, lines_of, plain, tidy
from localize.review.structure import delete, insert, merge, pull_word, push_word, split
from localize.script import Cue, CueKind, Word
from localize.timeline import FrameRate, Span

RATE = FrameRate.parse("25")
LIMITS = load_guide("netflix").limits("en")


def ids():
    counter = count(100)
    return lambda: f"n{next(counter)}"


def divided(cue, at, **options):
    edit = split((cue,), cue.id, at, ids(), rate=RATE, limits=LIMITS, **options)
    return apply((cue,), edit)


# --- Split ----------------------------------------------------------------------------------------


def test_a_split_shares_text_time_and_sources():
    cue = Cue("c1", 0, 4000, ("<i>Come here,", "please.</i>"), speaker="Ana", source_ids=("s1",))
    first, second = divided(cue, len("<i>Come here,"))
    assert (first.id, second.id) == ("c1", "n100")
    assert first.lines == ("<i>Come here,</i>",)
    assert second.lines == ("<i>please.</i>",)
    assert (first.source_ids, second.source_ids, second.speaker) == (("s1",), ("s1",), "Ana")
    assert second.start - first.end == LIMITS.min_gap(RATE)
    assert first.duration > second.duration >= LIMITS.min_duration


def test_a_split_goes_by_the_words_where_they_are_the_text():
    cue = Cue("c1", 0, 6000, ("Come here, please.",))
    words = (
        Word("Come", 0, 300),
        Word("here,", 300, 700),
        Word("please.", 4000, 4500),
    )
    first, second = divided(cue, len("Come here,"), words=words)
    assert second.start == 4000
    assert first.end == 1200  # half a second after "here,"


def test_a_split_of_a_translation_goes_to_a_pause_nearby():
    cue = Cue("c1", 0, 6000, ("Venez ici, s'il vous plaît.",))
    words = (Word("Come", 0, 300), Word("here", 300, 2000), Word("please", 2600, 5900))
    _, second = divided(cue, len("Venez ici,"), words=words)
    assert second.start in (2600, 320, 300, 1000)
    assert second.start == 2600


def test_a_split_at_a_given_time():
    cue = Cue("c1", 0, 6000, ("one two",))
    first, second = divided(cue, 3, time=3333)
    assert second.start == 3320
    assert first.end == 3240


@pytest.mark.parametrize(
    ("cue", "at"),
    [
        (Cue("c1", 0, 4000, ("word",)), 0),
        (Cue("c1", 0, 4000, ("word",)), 4),
        (Cue("c1", 0, 4000, ("<i>word</i>",)), 2),
        (Cue("c1", 0, 4000, ()), 0),
        (Cue("c1", 0, 120, ("one two",)), 3),
    ],
)
def test_no_split_without_two_parts(cue, at):
    with pytest.raises(RefusedError):
        divided(cue, at)


def test_a_short_cue_is_shared_by_text_alone():
    first, second = divided(Cue("c1", 0, 1000, ("a bcdefgh",)), 1)
    assert 0 < first.duration < second.duration
    assert second.end == 1000


tagged = st.lists(
    st.sampled_from(
        ["a", "b ", "é", "\n", "<i>", "</i>", "<b>", "</b>", "日本", "👩‍👩‍👧", " ", "x", "<",
         "<ruby>漢<rt>かん</rt></ruby>", "- "]
    ),
    min_size=1,
    max_size=14,
).map("".join)  # fmt: skip


@given(tagged, st.integers(0, 60))
def test_a_cut_loses_no_letter_and_breaks_no_tag(text, at):
    head, tail = cut(text, at)
    assert plain(head) + plain(tail) == plain(text)
    assert head.count("<ruby>") == head.count("</ruby>")
    assert "👩" not in plain(text) or (plain(head) + "|" + plain(tail)).count("👩‍👩‍👧") == plain(
        text
    ).count("👩‍👩‍👧")


@given(tagged, st.integers(0, 60), st.integers(0, 50), st.integers(1, 150))
def test_a_split_keeps_letters_outer_edges_and_frames(text, at, start, length):
    lines = tuple(text.split("\n"))
    cue = Cue("c1", RATE.time_of(start), RATE.time_of(start + length), lines, source_ids=("s",))
    try:
        first, second = divided(cue, at)
    except RefusedError:
        return
    assert letters_of([plain(first.text), plain(second.text)]) == letters_of([plain(cue.text)])
    assert (first.start, second.end) == (cue.start, cue.end)
    assert first.end > first.start
    assert second.end > second.start
    assert second.start - first.end >= LIMITS.min_gap(RATE)
    for time in (first.end, second.start):
        assert RATE.time_of(RATE.nearest_frame(time)) == time
    if cue.duration >= 2 * LIMITS.min_duration + LIMITS.min_gap(RATE) + 80:
        assert min(first.duration, second.duration) >= LIMITS.min_duration


# --- Merge ----------------------------------------------------------------------------------------

PAIR = (
    Cue("c1", 0, 1000, ("Come", "here,"), speaker="Ana", source_ids=("s1", "s2")),
    Cue("c2", 1080, 2000, ("please.",), speaker="Ben", source_ids=("s2", "s3")),
)


@pytest.mark.parametrize(
    ("how", "options", "lines"),
    [
        (Join.LINES, {}, ("Come", "here,", "please.")),
        (Join.WORDS, {"locale": "en"}, ("Come", "here, please.")),
        (Join.WORDS, {"locale": "ja"}, ("Come", "here,please.")),
        (Join.DIALOGUE, {"locale": "en"}, ("- Come here,", "- please.")),
        (Join.DIALOGUE, {"locale": "en", "dash": DashStyle.SECOND}, ("Come here,", "-please.")),
    ],
)
def test_merge(how, options, lines):
    edit = merge(PAIR, "c1", how=how, **options)
    (merged,) = apply(PAIR, edit)
    assert merged.lines == lines
    assert (merged.id, merged.start, merged.end, merged.speaker) == ("c1", 0, 2000, "")
    assert merged.source_ids == ("s1", "s2", "s3")
    assert apply((merged,), inverse(edit)) == PAIR


def test_dashes_go_behind_styles_and_are_not_doubled():
    assert join(("<i>- Hi</i>",), ("–Ho",), Join.DIALOGUE) == ("<i>- Hi</i>", "- Ho")
    two = ("- a", "- b")
    assert join(two, ("c",), Join.DIALOGUE) == ("- a", "- b", "- c")


def test_the_last_cue_has_nothing_to_merge_with():
    for act in (lambda: merge(PAIR, "c2"), lambda: push_word(PAIR, "c2", "en")):
        with pytest.raises(RefusedError):
            act()


@given(tagged, tagged, st.sampled_from(Join))
def test_joining_loses_no_letter(one, other, how):
    joined = join(lines_of(one), lines_of(other), how, locale="en")
    assert letters_of(map(plain, joined)) == letters_of([plain(one), plain(other)])


@given(tagged)
def test_tidy_and_lines_keep_letters(text):
    assert plain(tidy(text)) == plain(text)
    assert letters_of(map(plain, lines_of(text))) == letters_of([plain(text)])


def test_tidy_joins_styles_that_meet():
    assert tidy("<i>a</i> <i>b</i><b></b>") == "<i>a b</i>"
    assert lines_of("<i> a\n \nb </i>") == ("<i>a", "b</i>")


# --- Words over borders ---------------------------------------------------------------------------


def test_push_and_pull():
    cues = (
        Cue("c1", 0, 1000, ("Come here", "<i>my love</i>")),
        Cue("c2", 1080, 2000, ("please.",)),
    )
    pushed = apply(cues, push_word(cues, "c1", "en"))
    assert [cue.lines for cue in pushed] == [
        ("Come here", "<i>my</i>"),
        ("<i>love</i> please.",),
    ]
    back = apply(pushed, pull_word(pushed, "c1", "en"))
    assert [cue.lines for cue in back] == [("Come here", "<i>my love</i>"), ("please.",)]
    assert [cue.span for cue in back] == [cue.span for cue in cues]


def test_a_phrase_of_japanese_is_pushed_whole():
    cues = (Cue("c1", 0, 1000, ("今日は天気が良いです",)), Cue("c2", 1080, 2000, ("ね",)))
    first, second = apply(cues, push_word(cues, "c1", "ja"))
    assert first.lines[0] + second.lines[0] == "今日は天気が良いですね"
    assert second.lines[0].startswith(("良い", "天気", "です"))


def test_the_only_word_stays():
    for cues in (PAIR[1:] + PAIR[:0] + (Cue("c3", 3000, 4000, ("x",)),),):
        with pytest.raises(RefusedError, match="one word"):
            push_word(cues, "c2", "en")
        with pytest.raises(RefusedError, match="one word"):
            pull_word(cues, "c2", "en")


@given(
    st.lists(
        st.sampled_from(["Oh,", "my", "<i>dear</i>", "l'ami", "-", "3.5"]), min_size=2, max_size=6
    ),
    st.lists(st.sampled_from(["So", "what?", "<b>No"]), min_size=1, max_size=4),
)
def test_pushing_keeps_every_letter(one, other):
    cues = (Cue("c1", 0, 1000, (" ".join(one),)), Cue("c2", 1080, 2000, (" ".join(other),)))
    moved = apply(cues, push_word(cues, "c1", "en"))
    assert letters_of(plain(cue.text) for cue in moved) == letters_of(
        plain(cue.text) for cue in cues
    )


# --- Insert and delete ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "start", "end"),
    [
        (3000, 3000, 5000),
        (10, 0, 920),
        (80, 80, 920),
        (2000, 2000, 4000),
        (999_999, 10**6, 1002000),
    ],
)
def test_insert(at, start, end):
    cues = (Cue("c2", 1000, 2000, ("a",)),)
    made = insert(cues, at, ids(), rate=RATE, limits=LIMITS, lines=["x"], source_ids=["s"])
    (change,) = made.changes
    assert change.before is None
    assert (change.after.start, change.after.end, change.after.lines) == (start, end, ("x",))


@pytest.mark.parametrize("at", [1000, 1010, 1500, 1960])
def test_no_cue_is_made_where_one_stands(at):
    cues = (Cue("c2", 1000, 2000, ("a",)), Cue("c3", 9000, 9900, ()))
    with pytest.raises(RefusedError, match="Cue c2 stands here") as refused:
        insert(cues, at, ids(), rate=RATE, limits=LIMITS)
    assert refused.value.ask
    with pytest.raises(RefusedError, match="Cue c3 stands here"):
        insert(cues, 9000, ids(), rate=RATE, limits=LIMITS)


@pytest.mark.parametrize(
    ("at", "room"),
    [
        (120, r"20 frames are free \(0.8 s\)"),
        (880, r"1 frame is free \(0.04 s\)"),
        (960, "No frame"),
    ],
)
def test_a_new_cue_needs_room_for_the_guides_shortest(at, room):
    cues = (Cue("c2", 1000, 2000, ("a",)),)
    with pytest.raises(RefusedError, match=f"{room}.* before cue c2"):
        insert(cues, at, ids(), rate=RATE, limits=LIMITS)
    # A shorter one that somebody asks for is made where it fits.
    if at == 120:
        (change,) = insert(cues, at, ids(), rate=RATE, limits=LIMITS, duration=400).changes
        assert change.after.span == Span(120, 520)


def test_cues_of_different_kinds_may_stand_together():
    cues = (
        Cue("c1", 0, 3000, ("a",), kind=CueKind.TITLE),
        Cue("c2", 1000, 2000, ("a",), kind=CueKind.FORCED),
    )
    for at, kind in ((0, CueKind.DIALOGUE), (1000, CueKind.SONG), (400, CueKind.SOUND)):
        (change,) = insert(cues, at, ids(), rate=RATE, limits=LIMITS, kind=kind).changes
        assert change.after.duration >= LIMITS.min_duration
    with pytest.raises(RefusedError, match="c2 stands here"):
        insert(cues, 1000, ids(), rate=RATE, limits=LIMITS, kind=CueKind.FORCED)


def test_no_cue_before_the_start():
    with pytest.raises(RefusedError):
        insert((), -1, ids(), rate=RATE, limits=LIMITS)


def test_delete():
    edit = delete(PAIR, ["c2"])
    assert apply(PAIR, edit) == PAIR[:1]
    assert edit.note == "1 cue deleted"
    with pytest.raises(RefusedError):
        delete(PAIR, ["c2", "c7"])
