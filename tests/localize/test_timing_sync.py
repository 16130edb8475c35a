"""A whole file put in time by where voices set in: found where it can be, refused where not."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from localize.timeline import Span
from localize.timing.pieces import find_pieces
from localize.timing.sync import SPEEDS, find_sync


def talk(seed: int, seconds: int) -> list[Span]:
    """Voices as in a conversation: phrases of 0.7 to 4 s, pauses of 0.25 to 8 s."""
    chance = random.Random(seed)
    at, spans = chance.randrange(500, 4000), []
    while at < seconds * 1000:
        end = at + chance.randrange(700, 4000)
        spans.append(Span(at, end))
        at = end + int(250 + 7750 * chance.random() ** 3)
    return spans


def subtitled(
    voices: list[Span],
    factor: Fraction = Fraction(1),
    shift: int = 0,
    *,
    seed: int = 5,
    stray: float = 60,
) -> list[Span]:
    """A file that ``factor`` and ``shift`` would put in time: cues as people set them."""
    chance = random.Random(seed)
    cues = []
    for span in voices:
        if chance.random() < 0.1:
            continue  # nobody wrote this down
        start = span.start + chance.gauss(0, stray)
        end = span.end + chance.randrange(0, 500)
        moved = [round((time - shift) / factor) for time in (start, end)]
        if moved[0] >= 0:
            cues.append(Span(moved[0], max(moved)))
    return cues


def farthest(found, cues, factor, shift):
    """How far off the worst cue is, ms."""
    return max(
        abs(found.factor * cue.start + found.shift - factor * cue.start - shift) for cue in cues
    )


@pytest.mark.parametrize("shift", [0, 40, -90_000, -3217, 731, 12_345, 90_000])
def test_an_offset_is_found(shift):
    voices = talk(1, 600)
    cues = subtitled(voices, shift=shift)
    found = find_sync(cues, voices, 600_000)
    assert found.sure, found
    assert found.factor == 1
    assert farthest(found, cues, 1, shift) < 50
    assert found.in_time == (abs(shift) < 50)
    assert found.met > 0.8 > 2 * found.chance


@pytest.mark.parametrize(("speed", "factor"), SPEEDS)
def test_a_speed_is_found_with_its_offset(speed, factor):
    voices = talk(2, 1500)
    cues = subtitled(voices, factor, -4711)
    found = find_sync(cues, voices, 1_500_000)
    assert found.sure, found
    assert (found.speed, found.factor) == (speed, factor)
    assert farthest(found, cues, factor, -4711) < 60


@pytest.mark.parametrize("seed", range(12))
def test_another_episode_is_refused(seed):
    found = find_sync(subtitled(talk(100 + seed, 1500)), talk(200 + seed, 1500), 1_500_000)
    assert not found.sure, found
    assert "another episode" in found.doubt or "two places" in found.doubt


def test_cues_of_a_clip_are_found_in_the_whole():
    voices = talk(3, 1500)
    part = [span for span in voices if 600_000 < span.start < 900_000]
    found = find_sync(subtitled(part, shift=600_000), voices, 1_500_000)
    assert found.sure, found
    assert abs(found.shift - 600_000) < 50


def test_what_is_as_regular_as_a_clock_is_refused():
    voices = [Span(at, at + 1500) for at in range(1000, 300_000, 4000)]
    found = find_sync(voices, voices, 300_000)
    assert not found.sure
    assert "two places fit it nearly as well" in found.doubt


def test_few_cues_tell_nothing():
    voices = talk(4, 600)
    found = find_sync(voices[:7], voices, 600_000)
    assert "7 of its cues stand for speech" in found.doubt
    assert not find_sync((), voices, 600_000).sure
    assert not find_sync(voices, (), 600_000).sure


def test_two_cuts_are_told_apart_from_one():
    """A break in the middle that the file does not have: no one move is right for all of it."""
    voices = talk(6, 1500)
    later = [Span(s.start + 30_000, s.end + 30_000) for s in voices if s.start > 700_000]
    earlier = [span for span in voices if span.end < 700_000]
    found = find_sync(subtitled(voices), [*earlier, *later], 1_530_000)
    assert not found.sure, found


def test_a_drift_that_is_no_known_speed_is_refused():
    voices = talk(7, 1500)
    found = find_sync(subtitled(voices, Fraction(10_006, 10_000)), voices, 1_500_000)
    assert not found.sure, found


def test_every_start_of_cues_that_are_in_time_counts():
    """A translation beside its source: chained cues have no pause before them."""
    chance = random.Random(8)
    at, cues = 0, []
    while at < 600_000:
        end = at + chance.randrange(900, 5000)
        cues.append(Span(at, end - 83))
        at = end if chance.random() < 0.8 else end + chance.randrange(4000)
    late = [Span(span.start + 2500, span.end + 2500) for span in cues]
    found = find_sync(late, cues, 600_000, exact=True)
    assert found.sure, found
    assert abs(found.shift + 2500) <= 10


# --- Part by part ---------------------------------------------------------------------------------


def with_breaks(voices: list[Span], breaks: list[tuple[int, int]]) -> list[Span]:
    """Voices of a programme into which breaks were put: (from when on, how long), ms."""
    return [
        Span(
            *(
                time + sum(b for at, b in breaks if span.start >= at)
                for time in (span.start, span.end)
            )
        )
        for span in voices
    ]


def strays(pieces, cues, breaks):
    """How far each cue is from where it belongs, ms."""
    found = []
    for cue in cues:
        sync = [one for since, one in pieces if since <= cue.start][-1]
        right = cue.start + sum(length for at, length in breaks if cue.start >= at)
        found.append(abs(float(sync.factor * cue.start + sync.shift) - right))
    return found


@pytest.mark.parametrize("seed", range(2))
def test_breaks_are_found_and_each_part_is_moved_by_its_own(seed):
    voices = talk(20 + seed, 2400)
    breaks = [(600_000, 120_000), (1_300_000, 95_000), (1_900_000, 181_000)]
    broken = with_breaks(voices, breaks)
    cues = subtitled(voices, seed=seed)
    pieces = find_pieces(cues, broken, broken[-1].end)
    assert all(sync.sure for _, sync in pieces), pieces
    assert [round(sync.shift / 1000) for _, sync in pieces] == [0, 120, 215, 396]
    off = strays(pieces, cues, breaks)
    assert sum(one > 100 for one in off) <= 3  # at the borders, if anywhere
    assert pieces[0][0] == 0


def test_a_part_that_is_cut_out_is_found_too():
    voices = talk(31, 1800)
    cut = [(700_000, -60_000)]
    kept = [span for span in voices if not 640_000 <= span.start < 700_000]
    cues = subtitled(kept)
    pieces = find_pieces(cues, with_breaks(kept, cut), 1_740_000)
    assert [round(sync.shift, -3) for _, sync in pieces] == [0, -60_000]
    assert all(sync.sure for _, sync in pieces)


def test_a_file_of_one_piece_stays_one():
    for seed in range(3):
        voices = talk(40 + seed, 1200)
        pieces = find_pieces(subtitled(voices, shift=3000, stray=120), voices, 1_200_000)
        assert len(pieces) == 1, pieces
        assert abs(pieces[0][1].shift - 3000) < 60


def test_parts_of_another_episode_are_doubted():
    for seed in range(3):
        pieces = find_pieces(subtitled(talk(300 + seed, 1200)), talk(400 + seed, 1200), 1_200_000)
        assert any(not sync.sure for _, sync in pieces), pieces
    assert not find_pieces((), talk(1, 60), 60_000)[0][1].sure


def test_parts_at_another_speed():
    factor = Fraction(25) / Fraction(24000, 1001)
    voices = talk(50, 2000)
    breaks = [(900_000, 60_000)]
    broken = with_breaks(voices, breaks)
    cues = subtitled(voices, factor)
    pieces = find_pieces(cues, broken, broken[-1].end)
    assert [round(sync.shift / 1000) for _, sync in pieces] == [0, 60]
    assert {sync.speed for _, sync in pieces} == {"25 to 23.976"}
