"""What stands at a cue's time, beside the plain rule."""

from __future__ import annotations

import time

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


def test_cues_as_long_as_the_programme_cost_the_others_no_time():
    cues = [Cue(f"c{n}", n * 2_000, n * 2_000 + 1_500, ("one",)) for n in range(4_000)]
    long = [Cue(f"w{n}", 0, 8_000_000, ("logo",)) for n in range(3)]
    times = CueTimes([*long, *cues])
    began = time.process_time()
    for cue in cues:
        assert times.over(cue) == ("w0", "w1", "w2", cue.id)
    assert time.process_time() - began < 1  # to look at all that came before takes ten times that
