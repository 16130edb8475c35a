"""Working copies over HTTP: made once, when they are asked for, of the file that was heard."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from localize.media.identity import content_hash
from localize.pipeline.copying import copies_folder, copy_folder, keep_dialogue
from tests.localize.media.build import Audio, bursts, write
from tests.localize_ui.api.filmed import VIDEO, fetch, media, ready, record
from tests.localize_ui.api.served import SEASON


def test_a_copy_is_made_when_it_is_asked_for(filmed):
    ana = filmed.as_("ana")
    first = media(ana, filmed.track)
    assert (first["state"], first["url"], first["peaks"]) == ("missing", "", None)
    assert not copies_folder(filmed.project).exists()
    made = ready(ana, filmed.track)
    assert made["state"] == "ready", made
    assert (made["kind"], made["plan"]) == ("video", "picture copied, sound encoded")
    assert (made["width"], made["height"], made["frames"]) == (320, 180, 60)
    assert made["duration"] == pytest.approx(2400, abs=40)
    assert (made["progress"], made["reason"], made["name_on_picture"]) == (1.0, "", False)
    assert made["peaks"]["per_second"] == 200
    # Every track of the episode has the same one, at an address of its own.
    other = media(ana, filmed.tracks["es-419"])
    assert other["state"] == "ready"
    assert other["url"] != made["url"]
    assert len([p for p in copies_folder(filmed.project).iterdir() if p.is_dir()]) == 1
    # Asking again changes nothing.
    stamp = copy_folder(filmed.project, filmed.digest).stat().st_mtime_ns
    assert ready(ana, filmed.track) == made
    assert copy_folder(filmed.project, filmed.digest).stat().st_mtime_ns == stamp
    desk = ana.api("GET", f"tracks/{filmed.track}/desk").json()
    assert desk["media"] == made
    assert (desk["speech"], desk["words"], desk["shots"]) == ([], [], [])


def test_the_sound_that_was_heard_is_the_one_that_is_copied(served, tmp_path):
    quiet = Audio(bursts(2.0, [0.5]), "flac", language="en")
    other = Audio(bursts(2.0, [1.5]), "flac", language="fr", title="Commentary")
    path = write(tmp_path / "two.mka", quiet, other)
    digest = record(served, path)
    keep_dialogue(served.project, digest, 1)
    ana, track = served.as_("ana"), served.tracks["fr-FR"]
    made = ready(ana, track)
    assert (made["kind"], made["frames"]) == ("audio", 0)
    peaks = fetch(ana, made["peaks"]["url"]).content
    pairs = np.abs(np.frombuffer(peaks, np.int8).reshape(-1, 2).astype(int)).max(axis=1)
    assert np.flatnonzero(pairs > 20)[0] / 200 == pytest.approx(1.5, abs=0.01)


def test_an_episode_of_files_alone_says_what_to_do(served):
    found = media(served.as_("ana"), served.tracks["fr-FR"])
    assert found["state"] == "none"
    assert "Run the pipeline" in found["reason"]
    posted = served.as_("ana").api("POST", f"tracks/{served.tracks['fr-FR']}/media")
    assert posted.json()["state"] == "none"


def test_an_original_that_is_gone_or_another_says_so(filmed):
    ana = filmed.as_("ana")
    aside = filmed.film.with_name("aside.mkv")
    filmed.film.rename(aside)
    found = media(ana, filmed.track)
    assert (found["state"], "is not where the run found it" in found["reason"]) == ("none", True)
    assert str(filmed.film.parent) not in json.dumps(found), "where files lie is the operator's"
    filmed.film.write_bytes(aside.read_bytes() + b"more")
    found = ready(ana, filmed.track)
    assert found["state"] == "failed"
    assert "is not the file any more" in found["reason"]
    aside.rename(filmed.film)
    assert ready(ana, filmed.track)["state"] == "ready", "a failure is tried again"
    filmed.film.unlink()
    assert media(ana, filmed.track)["state"] == "ready", "the copy is there all the same"


def test_a_path_as_older_runs_wrote_it(served):
    (served.project / "films").mkdir()
    film = write(served.project / "films" / "a.wav", Audio(bursts(1.0, [0.5]), "pcm_s16le"))
    record(served, Path("films/a.wav"), media_hash=content_hash(film))
    assert ready(served.as_("ana"), served.tracks["fr-FR"])["state"] == "ready"


def test_the_name_on_the_picture_is_the_seasons_setting(filmed):
    (filmed.project / "localize.toml").write_text(
        SEASON.replace('source = "en"', 'source = "en"\nname_on_picture = true')
    )
    assert media(filmed.as_("ana"), filmed.track)["name_on_picture"] is True


def test_nobody_who_is_not_signed_in_makes_or_sees_one(filmed):
    nobody = filmed.client()
    for method, path in (
        ("GET", "media"),
        ("POST", "media"),
        ("GET", "media/file?key=x"),
        ("GET", "media/peaks?key=x"),
        ("POST", "shots"),
        ("POST", "shots/import"),
    ):
        answer = nobody.api(method, f"tracks/{filmed.track}/{path}", headers=VIDEO)
        assert answer.status_code == 401, path
    ana = filmed.as_("ana")
    ana.code = "wrong"
    assert ana.api("POST", f"tracks/{filmed.track}/media").status_code == 403
    assert ana.api("GET", "tracks/999/media").status_code == 404
