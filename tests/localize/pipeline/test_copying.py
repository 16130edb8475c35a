"""What a run leaves for the page: where the media lies, what was heard, and its working copy."""

from __future__ import annotations

import json
import threading
import wave

import pytest
from sqlalchemy import select

from localize.errors import MediaError
from localize.media.working_copy import read_copy
from localize.pipeline.copying import copies_folder, copy_folder, dialogue_of, main, make
from localize.pipeline.heard_together import Heard
from localize.pipeline.results import ResultStore
from localize.store import Database
from localize.store.tables import EpisodeRow
from tests.localize.media.build import Audio, bursts, write
from tests.localize.pipeline.test_run import Studio


@pytest.fixture
def studio(tmp_path, monkeypatch):
    made = Studio(tmp_path, monkeypatch)
    made.add("e1.wav", value=1)
    return made


def row_of(studio):
    with Database.of_project(studio.settings.project) as database, database.read() as session:
        return session.scalars(select(EpisodeRow)).one()


def test_a_run_tells_where_the_media_lies_and_what_was_heard(studio, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    studio.media = studio.media.relative_to(tmp_path)
    studio.run()
    row = row_of(studio)
    assert row.media_path == str(tmp_path / "media" / "e1.wav")
    project = studio.settings.project
    heard = ResultStore(project).get("speech", row.transcript, Heard)
    assert [word.text for word in heard.transcript.words][:3] == ["Wo", "warst", "du?"]
    assert dialogue_of(project, row.media_hash) == 0


def test_another_run_replaces_what_was_heard(studio):
    studio.run()
    before = row_of(studio).transcript
    studio.run(source="de")
    after = row_of(studio).transcript
    assert before != after
    assert ResultStore(studio.settings.project).get("speech", after, Heard) is not None


def test_the_program_makes_a_copy_and_tells_how_far_it_is(studio, capsys):
    studio.run()
    row = row_of(studio)
    project = studio.settings.project
    capsys.readouterr()
    assert main([str(project), row.media_path, row.media_hash, ""]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    folder = copy_folder(project, row.media_hash)
    assert told[-1] == {"key": folder.name}
    shares = [one["progress"] for one in told[:-1]]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert read_copy(folder).kind == "audio"


def test_the_program_says_why_it_cannot(studio, capsys):
    studio.run()
    row = row_of(studio)
    arguments = [str(studio.settings.project), row.media_path, row.media_hash, ""]
    (studio.media / "e1.wav").unlink()
    capsys.readouterr()
    assert main(arguments) == 1
    (told,) = capsys.readouterr().out.splitlines()
    assert "is not there any more" in json.loads(told)["error"]
    studio.add("e1.wav", value=9)
    assert main(arguments) == 1
    (told,) = capsys.readouterr().out.splitlines()
    assert "is not the file any more" in json.loads(told)["error"]
    assert json.loads(told)["hint"]


def test_a_copy_of_the_stream_that_was_heard(tmp_path):
    """Where no run has said which it was, the settings' language tells."""
    rows = [Audio(bursts(1.0, [0.2]), "flac", language=code) for code in ("en", "fr")]
    path = write(tmp_path / "a.mka", *rows)
    with pytest.raises(MediaError, match="not the file any more"):
        make(tmp_path, path, "0" * 64, "fr", lambda _: None)
    assert [p.name for p in copies_folder(tmp_path).iterdir()] == ["lock"]


def test_makers_wait_for_one_another(tmp_path):
    from localize.media.identity import content_hash  # noqa: PLC0415 -- only here

    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes([1, 0]) * 32_000)
    made = []
    digest = content_hash(path)
    makers = [
        threading.Thread(
            target=lambda: made.append(make(tmp_path, path, digest, "", lambda _: None))
        )
        for _ in range(3)
    ]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert made == [copy_folder(tmp_path, digest)] * 3
    assert read_copy(made[0]) is not None
    assert sorted(p.name for p in copies_folder(tmp_path).iterdir()) == sorted(
        ["lock", made[0].name]
    )
