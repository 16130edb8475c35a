"""Known lines in a layout: as they were approved where they fit, else for a person to look at."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from localize import drafting
from localize.checks import run_checks
from localize.drafting.fitting import fit
from localize.drafting.known import KnownCue, KnownLines, KnownPassage
from localize.drafting.recalling import Recall
from localize.engines import CheckContext, Draft, TranslatedUnit
from localize.findings import Severity
from localize.guides import load_guide
from localize.script import Cue, Placement, Provenance, Track, TrackRole
from localize.season import CuesRule
from localize.timeline import FrameRate

RATE = FrameRate(Fraction(25))
GUIDE = load_guide("netflix")
CONTEXT = CheckContext(GUIDE.limits("fr-FR"), RATE, GUIDE.habits("fr-FR"))

SOURCES = (
    Cue("s1", 0, 2000, ("Who is there?",)),
    Cue("s2", 2200, 5200, ("Where have you been all night?",)),
    Cue("s3", 5400, 8400, ("It came in at dawn",)),
    Cue("s4", 8600, 11_600, ("and nobody was on it.",)),
    Cue("s5", 14_000, 16_000, ("Good night.",)),
)
UNITS = drafting.units_of_cues(SOURCES, locale="en")


def passage(*source, cues, duration):
    return KnownPassage(
        source, "Who is there?", "Good night.", "en", duration, cues, "S01E01", "Sea"
    )  # fmt: skip


def cue(cue_id, start, end, *lines, **more):
    return KnownCue(cue_id, start, end, lines, by="Rita", at="2031-01-01", **more)


NIGHT = passage(
    "Where have you been all night?",
    cues=(cue("c8", 40, 2960, "Où as-tu passé", "la <i>nuit</i> ?", placement=Placement(8)),),
    duration=3000,
)
DAWN = passage(
    "It came in at dawn and nobody was on it.",
    cues=(
        cue("c9", 0, 2000, "Il est arrivé à l’aube"),
        cue("c10", 2120, 4000, "et il n’y avait"),
        cue("c11", 4120, 6200, "personne à bord."),
    ),
    duration=6200,
)


def fitted(*known, rule=CuesRule.SENTENCE, sources=SOURCES):
    found = Recall(KnownLines(known), "fr-FR").find(UNITS, "en")
    asked = found.asked(UNITS)
    made = tuple(TranslatedUnit((unit.id,), f"Ébauche {unit.id}.") for unit in asked)
    draft = found.filled(UNITS, Draft("x", made, Provenance("fake", "1")))
    laid = drafting.lay(
        draft.units, sources, UNITS, CONTEXT.limits, RATE, rule=rule, locale="fr-FR",
        habits=CONTEXT.habits,
    )  # fmt: skip
    return laid, fit(laid, found, UNITS, sources, CONTEXT, fixed=rule is CuesRule.FIXED)


def known_cues(result):
    ids = {one.cue_id for one in result.known}
    return [one for one in result.laid.cues if one.id in ids]


def test_a_known_line_stands_as_it_was_approved():
    laid, result = fitted(NIGHT)
    (line,) = result.known
    assert (line.locked, line.doubt, line.episode, line.cue_ids, line.by) == (
        True, "", "S01E01", ("c8",), ("Rita",),
    )  # fmt: skip
    (own,) = known_cues(result)
    assert (own.start, own.end) == (2240, 5160)
    assert own.lines == ("Où as-tu passé", "la <i>nuit</i> ?")
    assert own.placement == Placement(8)
    assert own.source_ids == ("s2",)
    others = [one for one in result.laid.cues if one.id != own.id]
    assert others == [one for one in laid.cues if one.id != own.id]
    assert [one for one in result.laid.findings if one.rule == "known-line"] == []


def test_known_cues_keep_their_borders_whatever_the_new_ones_are():
    _, result = fitted(DAWN)
    own = known_cues(result)
    assert [one.lines for one in own] == [one.lines for one in DAWN.cues]
    assert [(one.start - 5400, one.end - 5400) for one in own] == [
        (one.start, one.end) for one in DAWN.cues
    ]
    assert {source for one in own for source in one.source_ids} == {"s3", "s4"}
    assert all(one.locked for one in result.known)
    assert len({one.id for one in result.laid.cues}) == len(result.laid.cues)
    track = Track("x", "fr-FR", TrackRole.SUBTITLE, result.laid.cues)
    assert not [one for one in run_checks(track, CONTEXT) if one.severity is Severity.ERROR]


def test_where_the_speech_is_longer_the_words_are_laid_out_anew():
    """What was cut for another length is cut again: the words stay, the borders are today's."""
    _, result = fitted(replace(DAWN, duration=4000))
    own = known_cues(result)
    text = " ".join(line for one in own for line in one.lines)
    assert text == "Il est arrivé à l’aube et il n’y avait personne à bord."
    assert [one.start for one in own] != [5400 + one.start for one in DAWN.cues]
    assert all(one.locked for one in result.known)


def test_what_would_lose_its_italics_is_offered_only():
    lines = ("Où as-tu bien pu passer", "toute la <i>nuit</i> ?")
    other = replace(NIGHT, duration=400, cues=(cue("c8", 0, 400, *lines),))
    laid, result = fitted(other)
    assert [one.lines for one in known_cues(result)] == [lines]  # same words at the new times
    two = replace(
        other, cues=(cue("c8", 0, 200, "Où as-tu passé"), cue("c9", 220, 400, "la <i>nuit</i> ?"))
    )
    laid, result = fitted(two)
    (line,) = result.known
    assert not line.locked
    assert "as they are" in line.doubt
    assert [one.lines for one in known_cues(result)] == [laid.cues[1].lines]
    (told,) = [one for one in result.laid.findings if one.rule == "known-line"]
    assert told.cue_id == line.cue_id
    assert "S01E01 (c8, c9)" in told.message


def test_what_cannot_be_read_in_its_time_is_offered_only():
    long = "Où as-tu donc bien pu passer toute cette nuit interminable et noire, dis-le-moi"
    fast = replace(NIGHT, cues=(cue("c8", 0, 2960, long[:40], long[40:]),))
    _, result = fitted(fast)
    assert {one.locked for one in result.known} == {False}
    assert {one.doubt for one in result.known} == {"it does not fit here (reading-speed)"}


def test_a_doubt_of_the_text_is_told_and_the_line_is_not_locked():
    alone = replace(NIGHT, units=("Good night.",), before="", after="")
    _, result = fitted(alone)
    (line,) = result.known
    assert not line.locked
    assert "short" in line.doubt


def test_what_would_push_a_neighbour_out_is_laid_out_in_its_own_time():
    late = replace(NIGHT, cues=(cue("c8", 0, 3300, "Où as-tu passé la nuit ?"),))
    _, result = fitted(late)
    (own,) = known_cues(result)
    assert own.lines == ("Où as-tu passé la nuit ?",)
    assert own.end <= 5400 - 80
    assert result.known[0].locked


@pytest.mark.parametrize("rule", [CuesRule.SENTENCE, CuesRule.FREE, CuesRule.FIXED])
def test_every_source_cue_is_rendered_under_every_rule(rule):
    laid, result = fitted(NIGHT, DAWN, rule=rule)
    named = {source for one in result.laid.cues for source in one.source_ids}
    assert named == {one.id for one in SOURCES}
    assert not list(drafting.unaccounted(SOURCES, result.laid.cues, result.laid.findings))
    if rule is CuesRule.FIXED:
        assert [(one.start, one.end) for one in result.laid.cues] == [
            (one.start, one.end) for one in laid.cues
        ]
        night = next(one for one in result.laid.cues if one.source_ids == ("s2",))
        assert night.lines == NIGHT.cues[0].lines


def test_a_cue_that_holds_other_words_too_is_not_locked():
    sources = (Cue("s1", 0, 4000, ("Where have you been all night? Well,",)), *SOURCES[4:])
    units = drafting.units_of_cues(sources, locale="en")
    known = replace(NIGHT, after="Well,")
    found = Recall(KnownLines((known,)), "fr-FR").find(units, "en")
    made = tuple(TranslatedUnit((unit.id,), "Bon.") for unit in found.asked(units))
    draft = found.filled(units, Draft("x", made, Provenance("fake", "1")))
    laid = drafting.lay(
        draft.units, sources, units, CONTEXT.limits, RATE, rule=CuesRule.FIXED, locale="fr-FR"
    )
    result = fit(laid, found, units, sources, CONTEXT, fixed=True)
    assert result.laid.cues == laid.cues
    (line,) = result.known
    assert "holds more" in line.doubt


def test_passages_that_one_cue_holds_here_stand_as_they_did():
    """There two cues, here one cue of the source: both are known, so both come as they were."""
    sources = (
        Cue("s1", 0, 4000, ("Where have you been all night? Well, hurry up.",)),
        *SOURCES[4:],
    )
    units = drafting.units_of_cues(sources, locale="en")
    first = replace(NIGHT, after="Well, hurry up.", duration=2100, start=50_000, cues=(
        cue("c8", 0, 2000, "Où étais-tu donc ?"),
    ))  # fmt: skip
    second = replace(NIGHT, units=("Well, hurry up.",), before=NIGHT.units[0], duration=1900,
                     start=52_100, cues=(cue("c9", 0, 1880, "Dépêche-toi."),))  # fmt: skip

    def fitted_with(*known):
        found = Recall(KnownLines(known), "fr-FR").find(units, "en")
        made = tuple(TranslatedUnit((unit.id,), "Bonne nuit.") for unit in found.asked(units))
        draft = found.filled(units, Draft("x", made, Provenance("fake", "1")))
        laid = drafting.lay(
            draft.units, sources, units, CONTEXT.limits, RATE, rule=CuesRule.SENTENCE,
            locale="fr-FR",
        )  # fmt: skip
        return fit(laid, found, units, sources, CONTEXT)

    result = fitted_with(first, second)
    assert [one.lines for one in known_cues(result)] == [
        ("Où étais-tu donc ?",), ("Dépêche-toi.",)
    ]  # fmt: skip
    assert all(one.locked and one.cue_ids == ("c8", "c9") for one in result.known)
    elsewhere = replace(second, episode="S01E09")
    assert [one.cue_ids for one in fitted_with(first, elsewhere).known] == [("c8",), ("c9",)]


def test_nothing_known_changes_nothing():
    laid, result = fitted()
    assert result.laid is laid
    assert result.known == ()
