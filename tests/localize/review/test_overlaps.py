"""What stands at a cue's time, beside the plain rule."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from localize.review.overlaps import CueTimes, Overlaps
from localize.script import Cue

_LENGTHS = st.one_of(st.integers(0, 15), st.integers(0, 5_000), st.integers(0, 5_000_000))
_SPANS = st.lists(
    st.tuples(st.integers(0, 10_000), _LENGTHS).map(lambda span: (span[0], sum(span))), max_size=12
).map(sorted)


@given(_SPANS, st.integers(0, 10_000), _LENGTHS)
def test_spans_of_any_length_are_found_in_order(spans, start, length):
    end = start + length
    assert list(Overlaps(spans).find(start, end)) == [
        place
        for place, (begin, until) in enumerate(spans)
        if 2 * (min(until, end) - max(begin, start)) >= max(1, min(until - begin, length))
    ]


class _Counted(list):
    """Spans that count how often one is looked at."""

    looks = 0

    def __getitem__(self, place):
        self.looks += 1
        return super().__getitem__(place)


def test_cues_as_long_as_the_programme_cost_the_others_no_search():
    lines = [(n * 2_000, n * 2_000 + 1_500) for n in range(4_000)]
    spans = _Counted([(0, 8_000_000)] * 3 + lines)
    times = Overlaps(spans)
    spans.looks = 0
    for place, (start, end) in enumerate(lines, start=3):
        assert times.find(start, end) == (0, 1, 2, place)
    assert spans.looks < 6 * len(lines)  # one by one from the first on it would be thousands each


def test_a_cue_as_long_as_the_programme_is_no_line():
    cues = [
        Cue("logo", 0, 60_000, ("ARTE",)),
        Cue("a", 2_000, 3_500, ("One",)),
        Cue("b", 4_000, 5_500, ("Two",)),
    ]
    times = CueTimes(cues)
    assert [times.nearest(cue) for cue in cues] == [(0,), (1,), (2,)]
    assert times.nearest(Cue("x", 4_100, 5_600, ("Two",))) == (2,)
    assert times.nearest(Cue("x", 70_000, 71_000, ())) == ()
