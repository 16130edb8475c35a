"""Media from a person's machine: taken whole, looked into, never over another file."""

from __future__ import annotations

import shutil

import pytest

from localize.demo import sample_episodes
from localize.errors import OutputError
from localize_ui.api import receiving
from localize_ui.api.errors import UnknownKindError
from localize_ui.api.receiving import safe_name

MEDIA = sample_episodes()[0]


def send(client, name, data, **headers):
    return client.api("POST", "uploads", content=data, params={"name": name}, headers=headers)


def left(served):
    """What lies in the project besides settings and kept work."""
    names = {path.name for path in served.project.iterdir()}
    return names - {"localize.toml", ".localize"}


def test_an_episode_is_taken(served):
    data = MEDIA.read_bytes()
    answer = send(served.as_("otto"), "S01E09.mp4", data)
    assert answer.status_code == 201, answer.text
    taken = answer.json()
    assert (taken["path"], taken["size"], taken["video"]) == ("S01E09.mp4", len(data), True)
    assert taken["duration"] > 10_000
    assert (served.project / "S01E09.mp4").read_bytes() == data
    assert left(served) == {"S01E09.mp4"}


def test_never_over_a_file_that_is_there(served):
    (served.project / "S01E09.mp4").write_bytes(b"mine")
    (served.project / "gone.mp4").symlink_to("/etc/nowhere")
    for name in ("S01E09.mp4", "gone.mp4"):
        answer = send(served.as_("otto"), name, MEDIA.read_bytes())
        assert answer.status_code == 422
        assert "already" in answer.json()["error"]["message"]
    assert (served.project / "S01E09.mp4").read_bytes() == b"mine"
    assert left(served) == {"S01E09.mp4", "gone.mp4"}


def test_one_that_comes_meanwhile_is_kept(served, monkeypatch):
    place = served.project / "S01E09.mp4"
    real = receiving._probed

    def slow(path, name):
        place.write_bytes(b"mine")
        return real(path, name)

    monkeypatch.setattr(receiving, "_probed", slow)
    answer = send(served.as_("otto"), place.name, MEDIA.read_bytes())
    assert answer.status_code == 422
    assert place.read_bytes() == b"mine"
    assert left(served) == {place.name}


@pytest.mark.parametrize("data", [b"", b"not media at all", b"\x00" * 5_000])
def test_what_is_no_media_is_not_kept(served, data):
    answer = send(served.as_("otto"), "S01E09.mp4", data)
    assert answer.status_code in (415, 422)
    assert str(served.project) not in answer.text
    assert ".tmp." not in answer.text
    assert left(served) == set()


def test_only_who_may_and_only_from_the_page(served):
    data = MEDIA.read_bytes()
    assert send(served.as_("ana"), "a.mp4", data).json()["error"]["code"] == "refused"
    assert send(served.client(), "a.mp4", data).status_code == 401
    forged = send(served.as_("otto"), "a.mp4", data, **{"x-csrf-token": "0" * 64})
    assert forged.json()["error"]["code"] == "forged"
    foreign = send(served.as_("otto"), "a.mp4", data, origin="http://evil.example")
    assert foreign.status_code == 403
    assert left(served) == set()


def test_larger_than_is_taken(served, monkeypatch):
    monkeypatch.setattr(receiving, "MOST", 1_000)
    answer = send(served.as_("otto"), "a.mp4", MEDIA.read_bytes())
    assert answer.status_code == 413
    assert left(served) == set()


def test_a_disk_without_room_is_said(served, monkeypatch):
    full = shutil.disk_usage(served.project)._replace(free=receiving.ROOM)
    monkeypatch.setattr(receiving.shutil, "disk_usage", lambda _: full)
    answer = send(served.as_("otto"), "a.mp4", MEDIA.read_bytes())
    assert answer.status_code == 507
    assert left(served) == set()


@pytest.mark.parametrize(
    ("named", "kept"),
    [
        ("S01E01.mkv", "S01E01.mkv"),
        ("../../etc/cron.d/x.mp4", "x.mp4"),
        ("C:\\films\\E 1.MOV", "E 1.MOV"),
        (".hidden.mp4", "hidden.mp4"),
        ("--out=x.mp4", "out_x.mp4"),
        ("第1話 「海」.mkv", "第1話 _海_.mkv"),
        ("a\x00b\n<img>.wav", "a_b__img_.wav"),
        ("é" * 300 + ".ts", "é" * 88 + ".ts"),
    ],
)
def test_names_are_made_safe(named, kept):
    assert safe_name(named) == kept


@pytest.mark.parametrize("named", ["", ".mp4", "  .mp4", "a.exe", "mp4", "..", "a.mp4/", "a.toml"])
def test_names_that_are_no_medias(named):
    with pytest.raises(UnknownKindError):
        safe_name(named)


def test_a_folder_that_cannot_be_written(tmp_path):
    with pytest.raises(OutputError), receiving._opened(tmp_path / "nowhere" / "x.part"):
        pass
