"""Subtitle files at the season's page: read, looked at, taken in as a track or put away."""

from __future__ import annotations

import shutil

import pytest

from localize.script import TrackRole
from localize.store.seasons import episodes_of, find_season
from localize_ui.api.routes import imports
from localize_ui.pages.season import SeasonDesk
from tests.localize_ui.pages.visitor import HOSTILE, sent, words

THREE = ((1, "Bonjour."), (4, "Au revoir."), (7, "À demain."))


@pytest.fixture
def desk(served):
    return SeasonDesk(served.workplace)


def srt(*cues):
    return "".join(
        f"{n}\n00:00:0{at},000 --> 00:00:0{at},900\n{said}\n\n"
        for n, (at, said) in enumerate(cues, start=1)
    ).encode()


def bring(desk, visitor, data, name="S01E09.fr-FR.srt"):
    caller = desk.visitor(visitor.connection)
    return imports.bring_file(desk.place, caller.actor, name, data)


def track(served, number):
    view = served.workplace.review.track(served.workplace.local_actor(), number)
    return [" / ".join(one.cue.lines) for one in view.cues]


def test_a_file_is_seen_before_it_is_taken_in(desk, served, visitors):
    otto, lea = visitors("otto"), visitors("lea")
    assert "Take in subtitles" in words(otto.sees(desk))
    assert not otto.does(desk, "file-read").ok
    bring(desk, otto, srt((1, HOSTILE), *THREE[1:]))
    assert otto.does(desk, "file-read").ok
    shown = words(otto.sees(desk))
    assert "Format srt Cues 3" in shown
    assert "00:00:01.000 to 00:00:07.900" in shown
    assert "Au revoir." in shown
    assert "Au revoir." not in words(lea.sees(desk)), "it is one's own"
    form = sent(otto.sees(desk), "take-file")
    assert (form["episode"], form["locale"], form["role"]) == ("S01E09", "fr-FR", "subtitle")
    said = otto.does(desk, "take-file", **form)
    assert (
        said.message == "S01E09.fr-FR.srt is in as S01E09 fr-FR: 3 added, 0 changed, 0 taken out."
    )
    assert "S01E09 is a new episode" in said.hint
    assert track(served, int(otto.query["track"]))[1:] == ["Au revoir.", "À demain."]
    assert "Put it away" not in words(otto.sees(desk))
    assert not otto.does(desk, "take-file", **form).ok, "it was taken in"


def test_what_its_name_does_not_say_is_asked(desk, served, visitors):
    otto = visitors("otto")
    bring(desk, otto, srt(*THREE), "s01 e01.srt")
    form = sent(otto.sees(desk), "take-file")
    assert (form["episode"], form["locale"]) == ("S01E01", ""), "an episode that there is"
    german = {"locale": "de"}
    for wrong in (
        {"locale": ""},
        {"locale": "frrench!"},
        german | {"role": "boss"},
        german | {"episode": "../x"},
        german | {"episode": ""},
        german | {"episode": "a\0/b"},
        german | {"episode": "\ud800/b"},
    ):
        said = otto.does(desk, "take-file", **form | wrong)
        assert not said.ok, wrong
        assert "should not" not in said.message, wrong
    assert otto.does(desk, "take-file", **form | german | {"episode": "E2"}).ok


@pytest.mark.parametrize("name", ["It's a trap", "E1 & E2, final!", "第1話：始まり", "x" * 120])
def test_an_episode_is_known_by_its_files_name_whatever_is_in_it(desk, visitors, name):
    otto = visitors("otto")
    bring(desk, otto, srt(*THREE), f"C:\\subs\\{name}.de.srt")
    form = sent(otto.sees(desk), "take-file")
    assert (form["episode"], form["locale"]) == (name, "de")
    assert otto.does(desk, "take-file", **form).ok
    assert name in words(otto.sees(desk))


def test_what_is_brought_while_another_is_taken_in_stays(desk, served, visitors, monkeypatch):
    lea, taken = visitors("lea"), imports.take_file

    def meanwhile(*given, **named):
        bring(desk, lea, srt(THREE[0]), "S01E10.de.srt")
        return taken(*given, **named)

    bring(desk, lea, srt(*THREE))
    monkeypatch.setattr(imports, "take_file", meanwhile)
    assert lea.does(desk, "take-file", **sent(lea.sees(desk), "take-file")).ok
    assert "S01E10.de.srt" in words(lea.sees(desk))


def test_a_change_of_a_track_is_refused_in_words_and_the_file_stays(desk, served, visitors):
    otto, lea = visitors("otto"), visitors("lea")
    bring(desk, otto, srt(*THREE))
    assert otto.does(desk, "take-file", **sent(otto.sees(desk), "take-file")).ok
    number = int(otto.query["track"])
    bring(desk, lea, srt(THREE[0]))
    form = sent(lea.sees(desk), "take-file")
    said = lea.does(desk, "take-file", **form)
    assert not said.ok
    assert len(track(served, number)) == 3
    said = lea.does(desk, "take-file", **form | {"instead": "1"})
    assert "0 added, 0 changed, 2 taken out" in said.message
    assert track(served, number) == ["Bonjour."]


def test_another_file_in_its_place_is_looked_at_first(desk, visitors):
    lea = visitors("lea")
    bring(desk, lea, srt(*THREE))
    form = sent(lea.sees(desk), "take-file")
    bring(desk, lea, srt(THREE[0]), "S01E10.de.srt")
    said = lea.does(desk, "take-file", **form)
    assert not said.ok
    assert "gave way to another, S01E10.de.srt" in said.message
    assert lea.does(desk, "drop-file").ok
    assert "S01E10.de.srt" not in words(lea.sees(desk))


def test_translators_are_not_offered_it(desk, served, visitors):
    ana = visitors("ana")
    assert "Take in subtitles" not in words(ana.sees(desk))
    bring(desk, ana, srt(*THREE))
    file = served.workplace.subtitle_files.of(served.people["ana"]).id
    given = {"episode": "S01E09", "locale": "fr-FR", "role": TrackRole.SUBTITLE.value}
    said = ana.does(desk, "take-file", file=file, **given)
    assert not said.ok
    assert "S01E09" not in words(visitors("lea").sees(desk))
    assert "lead" in said.message + said.hint


def test_the_film_that_is_called_like_the_episode_comes_along(desk, served, visitors, root):
    film = root / "sample/episodes/last-train.mp4"
    shutil.copy(film, served.project)
    otto = visitors("otto")
    bring(desk, otto, srt(*THREE), "last-train.fr-FR.srt")
    said = otto.does(desk, "take-file", **sent(otto.sees(desk), "take-file"))
    assert "last-train.mp4" in said.hint, said
    place = served.workplace
    with place.database.read() as session:
        found = find_season(session, place.season.name)
        paths = {row.name: row.media_path for row in episodes_of(session, found.id)}
    assert paths["last-train"] == str((served.project / "last-train.mp4").resolve())
