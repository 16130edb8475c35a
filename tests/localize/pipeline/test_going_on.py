"""A run that was broken off while it listened goes on with what it had heard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from localize.pipeline.events import Notice, StageProgress
from localize.pipeline.journal import Journal
from localize.pipeline.run import run
from tests.localize.pipeline.studio import LINES, studio

__all__ = ["studio"]

TEXTS = [line.text for line in LINES]


class Killed(BaseException):
    """Nothing in a run catches it."""


def broken_off(studio, episode, lines):
    """Run until so many lines of an episode are heard, and not a step further."""

    def emit(event):
        heard = isinstance(event, StageProgress) and event.stage == "speech"
        if heard and event.episode == episode and event.done >= LINES[lines - 1].end:
            raise Killed

    with pytest.raises(Killed):
        run([studio.media], studio.settings, emit)


def journals(studio):
    return sorted((studio.settings.project / ".localize" / "parts").iterdir())


def files(studio):
    return {path.name: path.read_bytes() for path in studio.settings.out.glob("*.srt")}


def notices(studio, rule):
    return [(one.episode, one.message) for one in studio.told(Notice) if one.rule == rule]


def test_only_what_was_not_heard_is_heard_again(studio, tmp_path):
    broken_off(studio, "e2", 2)
    assert studio.speech.heard == [*TEXTS, *TEXTS[:2]]
    assert len(journals(studio)) == 1, "e1 was whole: its journal is gone"
    studio.speech.heard.clear()
    assert studio.run().ok
    assert studio.speech.heard == TEXTS[2:]
    ((episode, message),) = notices(studio, "parts-taken")
    assert (episode, message[:7]) == ("e2", "2 parts")
    assert journals(studio) == []
    gone_on = files(studio)
    studio.settings = replace(studio.settings, project=tmp_path / "p2", out=tmp_path / "o2")
    assert studio.run().ok
    assert not notices(studio, "parts-taken")
    assert len(gone_on) == 4
    assert gone_on == files(studio)


def test_another_option_that_changes_what_is_heard_takes_no_parts(studio):
    broken_off(studio, "e1", 2)
    studio.speech.heard.clear()
    assert studio.run(source="de").ok
    assert studio.speech.heard == TEXTS * 2
    assert len(journals(studio)) == 1, "the first options' are kept for who returns to them"
    assert studio.run().ok
    assert studio.speech.heard == [*TEXTS * 2, *TEXTS[2:], *TEXTS]


def test_a_damaged_journal_is_no_harm(studio):
    broken_off(studio, "e1", 3)
    (journal,) = journals(studio)
    journal.write_bytes(journal.read_bytes()[:-3].replace(b"Wo warst", b"Wer sagt"))
    studio.speech.heard.clear()
    assert studio.run().ok
    assert studio.speech.heard == [TEXTS[0], TEXTS[2], *TEXTS]
    assert studio.text("e1.de.draft.srt")[0].text == "Wo warst du?"


def test_where_nothing_can_be_kept_the_run_goes_on_and_says_so_once(studio, monkeypatch):
    def full(_this, _line):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Journal, "_add", full)
    assert studio.run().ok
    told = notices(studio, "parts-not-kept")
    assert [episode for episode, _ in told] == ["e1", "e2"]
    assert all("No space left on device" in message for _, message in told)
    assert studio.speech.heard == TEXTS * 2


def test_what_was_heard_before_an_engine_failed_is_kept_too(studio):
    """It fails over three episodes; those that are left are heard one by one, from there on."""
    studio.add("e3.wav", value=3)
    events = []

    def emit(event):
        heard = isinstance(event, StageProgress) and event.stage == "speech"
        if heard and event.episode == "e2" and not any(map(fallen, events)):
            events.append(Notice(rule="test-fell", severity="note", message=""))
            raise ZeroDivisionError("oops")
        events.append(event)

    def fallen(event):
        return isinstance(event, Notice) and event.rule == "test-fell"

    assert run([studio.media], studio.settings, emit).ok
    rules = [one.rule for one in events if isinstance(one, Notice)]
    assert rules == ["test-fell", "heard-apart", "parts-taken"]
    assert studio.speech.heard == TEXTS * 3
    assert journals(studio) == []
