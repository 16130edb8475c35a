"""A file takes out no cue of a kind that it leaves out, nor most of a track unless it is asked."""

from __future__ import annotations

import pytest

from localize.review.errors import RefusedError
from localize.script import CueKind
from tests.localize.review.service_world import ENGLISH, World


@pytest.fixture
def world(database):
    """Six cues: the fourth a sound over the third's end, the fifth forced."""
    world = World(database)
    world.do(world.review.set_times, world.lea, world.fr, "c4", start=10_500)
    world.text(world.lea, world.fr, "c4", "[porte qui claque]")
    world.do(world.review.set_kind, world.lea, world.fr, "c4", CueKind.SOUND)
    world.do(world.review.set_kind, world.lea, world.fr, "c5", CueKind.FORCED)
    return world


@pytest.fixture
def bring(world, tmp_path):
    """Bring a file of some of the track's cues in, or of others."""

    def bring(name, cues, **options):
        path = tmp_path / name
        path.write_text(
            "".join(
                f"{number}\n{time(start)} --> {time(end)}\n{text}\n\n"
                for number, (start, end, text) in enumerate(cues, 1)
            ),
            encoding="utf-8",
        )
        return world.review.import_file(world.lea, path, "S01E01", "fr-FR", **options)

    return bring


def time(ms):
    return f"00:{ms // 60_000:02}:{ms // 1000 % 60:02},{ms % 1000:03}"


def cues(world, *without):
    views = world.review.track(world.lea, world.fr).cues
    return [(v.cue.start, v.cue.end, v.cue.text) for v in views if v.cue.id not in without]


def counts(report):
    (one,) = report.tracks
    return one.added, one.changed, one.removed


def test_the_full_file_says_nothing_of_sounds(world, bring):
    before = world.texts(world.fr)
    report = bring("S01E01.fr-FR.srt", cues(world, "c4"))
    assert counts(report) == (0, 0, 0)
    (note,) = report.notes
    assert note == (
        "Cues of kinds that the file leaves out stay: 1 sound. A file that replaces the track "
        "(--replace) takes them out."
    )
    report = bring("S01E01.fr-FR.srt", cues(world, "c1", "c4"))
    assert counts(report) == (0, 0, 1)  # what it shows otherwise it may lack
    assert world.texts(world.fr) == {key: text for key, text in before.items() if key != "c1"}


def test_a_line_that_the_full_file_adds_at_a_sound_takes_it_not_away(world, bring):
    own = [*cues(world, "c4"), (10_500, 14_000, "Qui est là ?")]
    assert counts(bring("S01E01.fr-FR.srt", sorted(own))) == (1, 0, 0)
    assert world.cue(world.fr, "c4").cue.text == "[porte qui claque]"


def test_a_file_with_sounds_speaks_of_them(world, bring):
    assert counts(bring("S01E01.fr-FR.sdh.srt", cues(world, "c4"))) == (0, 0, 1)


def test_a_file_that_has_a_sound_may_change_it(world, bring):
    changed = [(start, end, text.replace("claque", "grince")) for start, end, text in cues(world)]
    assert counts(bring("track.srt", changed)) == (0, 1, 0)
    assert world.cue(world.fr, "c4").cue.text == "[porte qui grince]"
    assert world.cue(world.fr, "c4").cue.kind is CueKind.SOUND


@pytest.mark.parametrize(
    ("sound", "text", "kind"),
    [
        ("[porte qui claque]", "[PANNEAU : SORTIE]", CueKind.TITLE),
        ("[porte qui claque]", "(Elle halète.) Cours ! (Elle crie.)", CueKind.DIALOGUE),
        ("[porte qui claque]", "[En russe]", CueKind.FORCED),
        ("[ha ha ha]", "Ha ha ha !", CueKind.DIALOGUE),
        ("♪", "…", CueKind.DIALOGUE),
    ],
)
@pytest.mark.parametrize("said", ["the same", "otherwise"])
def test_a_cue_of_the_full_file_at_a_sounds_time_is_no_sound(world, bring, sound, text, kind, said):
    world.text(world.lea, world.fr, "c4", sound)
    world.text(world.lea, world.fr, "c3", text)
    world.do(world.review.set_kind, world.lea, world.fr, "c3", kind)
    world.do(world.review.set_times, world.lea, world.fr, "c3", start=10_500, end=14_000)
    before = world.texts(world.fr)
    own = cues(world, "c4")
    if said == "otherwise":
        new = text.replace("SORTIE", "ISSUE").replace("Cours", "Fuis").replace("russe", "turc")
        own = [(start, end, new if one == text else one) for start, end, one in own]
        before["c3"] = new
    report = bring("S01E01.fr-FR.srt", own)
    assert counts(report) == (0, int(before["c3"] != text), 0)
    assert world.texts(world.fr) == before
    assert world.cue(world.fr, "c4").cue.kind is CueKind.SOUND


def test_a_file_that_has_a_sound_beside_a_title_may_change_it(world, bring):
    world.text(world.lea, world.fr, "c3", "[PANNEAU : SORTIE]")
    world.do(world.review.set_kind, world.lea, world.fr, "c3", CueKind.TITLE)
    changed = [(start, end, text.replace("claque", "grince")) for start, end, text in cues(world)]
    assert counts(bring("track.srt", changed)) == (0, 1, 0)
    assert world.cue(world.fr, "c4").cue.text == "[porte qui grince]"


def test_a_description_at_one_sounds_time_says_nothing_of_the_other_sounds(world, bring):
    for cue_id in ("c1", "c2"):
        world.text(world.lea, world.fr, cue_id, f"[bruit {cue_id}]")
        world.do(world.review.set_kind, world.lea, world.fr, cue_id, CueKind.SOUND)
    report = bring("x.srt", cues(world, "c1", "c2"))
    assert counts(report) == (0, 0, 0)
    assert report.notes[0].startswith("Cues of kinds that the file leaves out stay: 2 sound.")
    assert counts(bring("x.srt", cues(world, "c1"))) == (0, 0, 1)  # it has most of them


def test_the_forced_file_speaks_of_forced_cues_alone(world, bring):
    ((start, end, _),) = cues(world, "c1", "c2", "c3", "c4", "c6")
    own = [(start, end, "et personne."), (30_000, 31_000, "PARIS")]
    assert counts(bring("S01E01.fr-FR.forced.draft.srt", own)) == (1, 1, 0)
    assert len(world.texts(world.fr)) == len(ENGLISH) + 1
    assert world.cue(world.fr, "n1").cue.kind is CueKind.FORCED
    world.do(world.review.set_kind, world.lea, world.fr, "c5", CueKind.DIALOGUE)
    world.do(world.review.set_kind, world.lea, world.fr, "n1", CueKind.DIALOGUE)
    with pytest.raises(RefusedError, match="no cue of the track is forced"):
        bring("S01E01.fr-FR.forced.srt", own)


@pytest.mark.parametrize("kind", [CueKind.DIALOGUE, CueKind.TITLE])
def test_a_forced_line_that_stands_in_the_track_is_not_there_twice(world, bring, kind):
    world.do(world.review.set_kind, world.lea, world.fr, "c2", kind)
    world.do(world.review.set_speaker, world.lea, world.fr, "c2", "Mia")
    before = world.texts(world.fr)
    _, second, _, _, fifth, _ = cues(world)
    second = (second[0] - 100, second[1], second[2].replace("?", "!"))
    report = bring("S01E01.fr-FR.forced.srt", [second, fifth])
    assert counts(report) == (0, 1, 0)
    now = world.cue(world.fr, "c2").cue
    assert (now.kind, now.start, now.text, now.speaker) == (CueKind.FORCED, *second[::2], "Mia")
    assert world.texts(world.fr).keys() == before.keys()
    assert counts(bring("S01E01.fr-FR.forced.srt", [second, fifth])) == (0, 0, 0)


def test_a_line_that_is_said_where_it_is_shown_stays_dialogue(world, bring):
    """The forced cue that has a file's words is the one that is meant."""
    world.text(world.lea, world.fr, "c3", "STOP")
    world.text(world.lea, world.fr, "c5", "Stop !")
    world.do(world.review.set_times, world.lea, world.fr, "c5", start=9_500, end=11_000)
    own = [(start, end, text) for start, end, text in cues(world) if text == "Stop !"]
    assert counts(bring("S01E01.fr-FR.forced.srt", own)) == (0, 0, 0)
    assert world.cue(world.fr, "c3").cue.kind is CueKind.DIALOGUE


def test_an_approved_line_is_not_made_forced_by_a_file(world, bring):
    world.do(world.review.approve, world.lea, world.fr, "c2")
    before = world.everything(world.fr)
    _, second, _, _, fifth, _ = cues(world)
    with pytest.raises(RefusedError, match="The cue is approved"):
        bring("S01E01.fr-FR.forced.srt", [second, fifth])
    assert world.everything(world.fr) == before


def test_what_shows_nothing_stays(world, bring):
    world.text(world.lea, world.fr, "c6", "")
    report = bring("x.srt", cues(world, "c4", "c6"))
    assert counts(report) == (0, 0, 0)
    assert "1 blank, 1 sound" in report.notes[0]
    filled = [*cues(world, "c4", "c6"), (18_000, 20_000, "Bonne nuit.")]
    assert counts(bring("x.srt", filled)) == (0, 1, 0)
    assert world.texts(world.fr)["c6"] == "Bonne nuit."


def test_a_file_without_most_of_the_track_is_refused_unless_it_replaces_it(world, bring):
    before = world.everything(world.fr)
    own = cues(world, "c1", "c2", "c3", "c4")
    with pytest.raises(RefusedError, match="nothing in the place of 3 of the track's 5 cues") as no:
        bring("S01E01.fr-FR.srt", own)
    assert "--replace" in no.value.ask
    assert world.everything(world.fr) == before
    assert counts(bring("S01E01.fr-FR.srt", own, instead=True)) == (0, 0, 4)


def test_a_file_that_has_the_same_lines_in_fewer_cues_lacks_none(world, bring):
    every = sorted(cues(world, "c4"))
    first, second = every[:3], every[3:]
    joined = [(one[0][0], one[-1][1], "\n".join(cue[2] for cue in one)) for one in (first, second)]
    assert counts(bring("S01E01.fr-FR.srt", joined)) == (0, 2, 3)
    world.review.undo(world.lea, world.fr)
    with pytest.raises(RefusedError, match="nothing in the place of 3 of the track's 5 cues"):
        bring("S01E01.fr-FR.srt", [(first[0][0], first[1][1], "Bonsoir. Où étais-tu ?")])


def test_a_cue_as_long_as_the_programme_takes_no_others_place(world, bring):
    own = [(0, 60_000, "ARTE"), *cues(world, "c4")]
    bring("S01E01.fr-FR.srt", own)
    with pytest.raises(RefusedError, match="nothing in the place of 4 of the track's 6 cues"):
        bring("S01E01.fr-FR.srt", own[:2])


@pytest.mark.parametrize("instead", [True, False])
def test_a_file_of_no_cues_is_refused(world, bring, instead):
    before = world.everything(world.fr)
    with pytest.raises(RefusedError, match="no cues, and the track has 6"):
        bring("empty.srt", [], instead=instead)
    assert world.everything(world.fr) == before
