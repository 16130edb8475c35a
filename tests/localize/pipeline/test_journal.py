"""What was heard so far stays whole through kills, damage, full disks and two who write at once."""

from __future__ import annotations

import multiprocessing
import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.errors import OutputError
from localize.pipeline.journal import Journal, clear_journals, journal_of
from localize.pipeline.results import ResultStore

PARTS = {"k1": '{"text": "終電\\n"}', "k2": "a\nb\r\nc\x85d\u2028e", "k3": ""}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "parts" / "ab12.jsonl"


def filled(path, parts=None):
    journal = Journal(path)
    for key, part in (parts or PARTS).items():
        journal.put(key, part)
    assert not journal.complaint()
    return journal


def kept(path, keys=PARTS):
    journal = Journal(path)
    return {key: part for key in keys if (part := journal.get(key)) is not None}


def test_what_is_put_is_there_for_the_next_process(path):
    assert kept(path) == {}
    filled(path)
    assert kept(path) == PARTS
    another = Journal(path)
    assert (another.get("k1"), another.get("k1"), another.get("k4")) == (PARTS["k1"],) * 2 + (None,)
    assert another.taken == 1


@given(st.dictionaries(st.text(), st.text(st.characters(categories=None)), max_size=4))
def test_any_text_comes_back(tmp_path_factory, parts):
    path = tmp_path_factory.mktemp("any") / "j.jsonl"
    filled(path, parts or {"": ""})
    assert kept(path, parts) == parts


def test_the_last_word_on_a_part_counts(path):
    filled(path)
    filled(path, {"k1": "later"})
    assert kept(path) == PARTS | {"k1": "later"}


def test_a_line_torn_anywhere_costs_its_part_alone(path):
    filled(path)
    whole = path.read_bytes()
    last = whole.rindex(b"\n", 0, len(whole) - 1)
    for length in range(last + 1, len(whole) - 1):
        path.write_bytes(whole[:length])
        assert kept(path) == {"k1": PARTS["k1"], "k2": PARTS["k2"]}
        filled(path, {"k4": "after it"})
        assert kept(path, ("k1", "k2", "k3", "k4")) == {
            "k1": PARTS["k1"],
            "k2": PARTS["k2"],
            "k4": "after it",
        }


def test_any_damaged_byte_costs_its_line_alone(path):
    filled(path)
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x15]) + whole[at + 1 :])
        found = kept(path)
        assert found.items() <= PARTS.items()
        assert len(found) >= 2


@pytest.mark.parametrize("damage", [b"", b"\0" * 4_096, b"{}", b"\n\n \n", os.urandom(5_000)])
def test_a_file_of_something_else_holds_nothing_and_is_gone_on_with(path, damage):
    path.parent.mkdir()
    path.write_bytes(damage)
    assert kept(path) == {}
    filled(path)
    assert kept(path) == PARTS


def _write(path, name, ready, count):
    journal = Journal(path)
    ready.wait(20)
    for n in range(count):
        journal.put(f"{name}{n}", name * (n * 37 % 9_000))


def test_two_processes_may_write_at_once(path):
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    both = [context.Process(target=_write, args=(path, name, ready, 200)) for name in "ab"]
    for one in both:
        one.start()
    ready.set()
    for one in both:
        one.join()
    expected = {f"{name}{n}": name * (n * 37 % 9_000) for name in "ab" for n in range(200)}
    assert kept(path, expected) == expected


def test_the_other_may_be_whole_first(path):
    mine, other = filled(path), filled(path)
    other.drop()
    mine.put("k9", "later")
    assert not mine.complaint()
    mine.drop()
    mine.drop()
    assert not path.exists()


def test_a_full_disk_is_said_once_and_what_was_kept_stays(small_disk):
    path = small_disk / "parts" / "j.jsonl"
    journal = Journal(path)
    for n in range(40):
        journal.put(str(n), "x" * 4_000)
    assert "No space left" in journal.complaint()
    assert journal.complaint() == ""
    found = kept(path, [str(n) for n in range(40)])
    assert 5 < len(found) < 20
    assert set(found.values()) == {"x" * 4_000}
    journal.put("short", "y")
    assert kept(path, ["short"]) == {}, "after the first failure nothing more is kept"


@pytest.mark.parametrize("in_the_way", ["folder", "file"])
def test_a_place_that_cannot_be_written_is_said(path, in_the_way):
    if in_the_way == "folder":
        path.mkdir(parents=True)
    else:
        path.parent.write_bytes(b"")
    journal = Journal(path)
    assert journal.get("k1") is None
    journal.put("k1", "x")
    assert journal.complaint()


def test_one_that_cannot_be_removed_is_an_error(path):
    path.mkdir(parents=True)
    with pytest.raises(OutputError, match="Cannot write"):
        Journal(path).drop()


def test_where_a_file_is_in_its_way_there_is_none_to_remove(tmp_path):
    (tmp_path / "parts").write_text("no folder", "utf-8")
    journal = Journal(tmp_path / "parts" / "j.jsonl")
    journal.put("k", "x")
    assert journal.complaint()
    journal.drop()


def test_journals_that_nobody_needs_go(tmp_path):
    results = ResultStore(tmp_path)
    clear_journals(results)
    for key in ("whole", "left", "old"):
        journal_of(results, key).put("k", "x")
    results.put("speech", "whole", "a transcript")
    old = tmp_path / ".localize" / "parts" / "old.jsonl"
    month = time.time() - 31 * 24 * 3600
    os.utime(old, (month, month))
    clear_journals(results)
    assert [one.name for one in old.parent.iterdir()] == ["left.jsonl"]
    assert journal_of(results, "left").get("k") == "x"
