"""The line of how well an episode was heard."""

from __future__ import annotations

import pytest

from localize.engines import Coverage, Stretch, StretchKind, Transcript
from localize.findings import Finding, Severity
from localize.pipeline.hearing import coverage_notice, script_notices
from localize.script import Provenance


def stretches(*kinds):
    return tuple(Stretch(kind, n, n + 1) for n, kind in enumerate(kinds))


def test_all_heard_is_a_note():
    notice = coverage_notice("S01E01", Coverage(speech=3_725_000, heard=3_725_000, windows=130))
    assert (notice.episode, notice.rule, notice.severity) == ("S01E01", "coverage", "note")
    assert notice.message == "100.0% of 1:02:05 of speech has words."


def test_what_was_missed_and_left_out_is_counted_and_warns():
    kinds = [StretchKind.MISSED, StretchKind.MISSED, StretchKind.KEPT_OUT, StretchKind.FOREIGN]
    report = Coverage(60_000, 57_000, 4, 2, stretches(*kinds))
    notice = coverage_notice("E", report)
    assert notice.severity == "warning"
    assert notice.message == (
        "95.0% of 1:00 of speech has words, 2 stretches without words, "
        "1 stretch not believed and left out, 1 stretch in another language, "
        "2 of 4 windows decoded again."
    )


def test_noise_in_which_speech_may_be_missed_warns():
    notice = coverage_notice("E", Coverage(60_000, 60_000, 4, 0, stretches(StretchKind.NOISY)))
    assert notice.severity == "warning"
    assert notice.message.endswith("1 stretch with noise as loud as voices.")


@pytest.mark.parametrize("kind", [StretchKind.FOREIGN, StretchKind.RETRIED, StretchKind.SOUND])
def test_what_needs_nobody_to_look_is_a_note(kind):
    assert coverage_notice("E", Coverage(1, 1, 1, 0, stretches(kind))).severity == "note"


def test_of_a_script_what_matters_is_told():
    findings = (
        Finding("script-otherwise", Severity.NOTE, "Heard as “mine”.", start=10),
        Finding("script-cut", Severity.WARNING, "Nobody says it.", start=20),
        Finding("another-rule", Severity.WARNING, "Something else."),
        Finding("script-placed", Severity.NOTE, "All but one."),
    )
    heard = Transcript("E", "en", 1.0, (), (), 1_000, Provenance("x", "1"), findings)
    told = [(notice.rule, notice.severity, notice.start) for notice in script_notices("E", heard)]
    assert told == [("script-cut", "warning", 20), ("script-placed", "note", None)]
