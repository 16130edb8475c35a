"""Results are found by content, survive damage, and belong to one run at a time."""

from __future__ import annotations

import multiprocessing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.engines import Transcript
from localize.errors import OutputError
from localize.findings import Finding, Severity
from localize.pipeline.keys import content_key
from localize.pipeline.results import ResultStore, stat_key
from localize.script import Provenance, Word
from localize.timeline import Span

TRANSCRIPT = Transcript(
    "e1",
    "ja",
    0.97,
    (Word("終電", 100, 400, 0.9, "A", spaced=False), Word("late", 400, 900)),
    (Span(90, 910),),
    60_000,
    Provenance("fake", "1", "m", "r", (("beam", "5"),), "in", "cpu", 1.5),
    (Finding("x", Severity.WARNING, "m", start=3, measured=1.5, limit=1.0, unit="ms"),),
)


def test_what_is_put_comes_back(tmp_path):
    store = ResultStore(tmp_path)
    store.put("speech", "ab12", TRANSCRIPT)
    assert store.get("speech", "ab12", Transcript) == TRANSCRIPT
    assert store.get("speech", "ab13", Transcript) is None
    assert store.get("draft", "ab12", Transcript) is None


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"layout": 99}', b"\xff\xfe\x00"])
def test_a_damaged_result_counts_as_missing(tmp_path, damage):
    store = ResultStore(tmp_path)
    store.put("speech", "ab12", TRANSCRIPT)
    store.path("speech", "ab12").write_bytes(damage)
    assert store.get("speech", "ab12", Transcript) is None


def test_a_result_of_another_shape_counts_as_missing(tmp_path):
    store = ResultStore(tmp_path)
    store.put("speech", "ab12", "a text")
    assert store.get("speech", "ab12", Transcript) is None


def _hold(project, ready, done):
    with ResultStore(project).lock():
        ready.set()
        done.wait(20)


def test_a_second_run_is_told_to_wait(tmp_path):
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(tmp_path, ready, done))
    other.start()
    try:
        assert ready.wait(20)
        with pytest.raises(OutputError, match="Another run"), ResultStore(tmp_path).lock():
            pass
    finally:
        done.set()
        other.join()
    with ResultStore(tmp_path).lock():
        pass


def test_a_killed_run_leaves_no_scratch_and_no_lock(tmp_path):
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(tmp_path, ready, done))
    other.start()
    assert ready.wait(20)
    store = ResultStore(tmp_path)
    (store.scratch / "sound").write_bytes(b"x")
    other.kill()
    other.join()
    with store.lock():
        assert list(store.scratch.iterdir()) == []


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_keys_are_equal_only_for_equal_parts(one, other):
    assert (content_key(*one) == content_key(*other)) == (one == other)


def test_names_that_are_not_utf_8_have_keys_of_their_own():
    assert content_key("e\udcff") != content_key("e\udcfe")


def test_a_file_that_is_written_to_has_another_key(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"1")
    before = stat_key(path)
    path.write_bytes(b"22")
    assert stat_key(path) != before
