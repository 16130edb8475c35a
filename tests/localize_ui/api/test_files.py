"""Files in and out: uploads, exports, downloads, and what of them must fail."""

from __future__ import annotations

import io
import shutil
import zipfile

import pytest

from localize_ui.api import limits
from localize_ui.api.paths import inside

SRT = "1\n00:00:01,000 --> 00:00:03,000\nBonjour à <b>tous</b> & <script>x</script>\n".encode()


def error(answer):
    return answer.status_code, answer.json()["error"]["code"]


def upload(client, data=SRT, name="S01E02.fr-FR.srt", **fields):
    fields = {"episode": "S01E02", "locale": "fr-FR", **fields}
    return client.api("POST", "imports", data=fields, files={"file": (name, data)})


def test_an_uploaded_file_becomes_a_track(served):
    otto = served.as_("otto")
    answer = upload(otto)
    assert answer.status_code == 201, answer.text
    (track,) = answer.json()["tracks"]
    assert track["added"] == 1
    view = otto.api("GET", f"tracks/{track['track_id']}").json()
    assert view["episode"] == "S01E02"
    assert view["cues"][0]["cue"]["lines"] == ["Bonjour à <b>tous</b> & <script>x</script>"]
    assert [path.name for path in served.project.rglob("*.srt")] == []


def bring(client, data, name):
    return client.api(
        "POST", "imports/brought", content=data, params={"name": name},
        headers={"content-type": "application/octet-stream"},
    )  # fmt: skip


def test_a_file_is_read_and_nothing_is_kept(served):
    otto = served.as_("otto")
    before = otto.api("GET", "season").json()["tracks"]
    answer = bring(otto, SRT, "../S01E02.fr-FR.srt")
    assert answer.status_code == 201, answer.text
    assert answer.json() == {
        "name": "S01E02.fr-FR.srt", "format": "srt", "cues": 1, "start": 1_000, "end": 3_000,
        "begins": [[1_000, "Bonjour à tous & <script>x</script>"]], "timecode": "",
        "episode": "S01E02", "locale": "fr-FR", "notes": [],
    }  # fmt: skip
    assert otto.api("GET", "season").json()["tracks"] == before
    assert error(bring(served.as_("ana"), SRT, "a.srt")) == (403, "refused")
    assert error(bring(otto, b"PK\x03\x04" + bytes(500), "a.zip"))[0] == 415
    assert error(bring(otto, b"", "a.srt"))[0] == 415
    assert bring(otto, b"x" * 20_100_000, "a.srt").status_code == 413


def test_a_file_brings_the_film_that_is_called_like_its_episode(served, root):
    otto = served.as_("otto")
    shutil.copy(root / "sample/episodes/last-train.mp4", served.project)
    answer = upload(otto, episode="last-train")
    assert answer.status_code == 201, answer.text
    assert any("last-train.mp4" in note for note in answer.json()["notes"])
    (track,) = answer.json()["tracks"]
    assert otto.api("GET", f"tracks/{track['track_id']}/media").json()["state"] == "missing"


def test_where_the_project_lies_is_nobodys_business(served):
    (served.project / "E7.mp4").write_bytes(b"no film " * 1_000)
    answer = upload(served.as_("otto"), episode="E7")
    assert answer.status_code == 201, answer.text
    assert "Without picture and sound: 'E7.mp4' is" in answer.text
    assert str(served.project) not in answer.text


def test_a_file_stands_in_a_tracks_place_only_where_that_is_asked(served):
    otto = served.as_("otto")
    three = b"".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\nLigne {n}\n\n".encode() for n in (1, 4, 7)
    )
    assert upload(otto, three).status_code == 201
    lea = served.as_("lea")
    refused = upload(lea)
    assert refused.status_code == 403
    assert "`replace`" in refused.json()["error"]["hint"]
    taken = upload(lea, replace="true")
    assert taken.status_code == 201, taken.text
    assert taken.json()["tracks"][0]["removed"] == 2


@pytest.mark.parametrize(
    "name", ["../../evil.srt", "/etc/cron.d/evil.srt", "..\\..\\evil.srt", "<b>.srt", ".srt", "",
             "a\x00.srt", "x" * 5000 + ".srt", "no extension"],
)  # fmt: skip
def test_a_files_name_leads_nowhere(served, tmp_path, name):
    answer = upload(served.as_("otto"), name=name)
    assert answer.status_code in (201, 400, 422), answer.text
    assert list(tmp_path.rglob("*evil*")) == []


def _zip():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("a.srt", SRT)
    return data.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n" + bytes(500), _zip(), b"#!/bin/sh\nrm -rf /\n", b"<html>hello</html>",
     b"MZ" + bytes(range(256)) * 4],
    ids=["png", "zip", "script", "html", "exe"],
)  # fmt: skip
def test_a_file_of_another_kind_is_refused_whatever_it_is_called(served, data):
    otto = served.as_("otto")
    assert error(upload(otto, data)) == (415, "unknown-kind")
    assert len(otto.api("GET", "season").json()["tracks"]) == 3


@pytest.mark.parametrize("data", [b"", b"\n \r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(served, data):
    assert error(upload(served.as_("otto"), data)) == (415, "unknown-kind")


def test_a_subtitle_file_in_utf_16_with_a_stray_character_is_text(served):
    data = SRT.decode().replace("Bonjour", "Bon\x08jour").encode("utf-16")
    assert upload(served.as_("otto"), data).status_code == 201


@pytest.mark.parametrize(
    "fields",
    [
        {"episode": "../../x"},
        {"episode": "/x"},
        {"episode": "a/../../b"},
        {"episode": "a\\..\\b"},
        {"episode": "a//b"},
        {"episode": "a\nb"},
        {"episode": "a\0/b"},
        {"locale": "no locale!"},
    ],
)
def test_a_place_that_cannot_be_is_refused(served, fields):
    answer = upload(served.as_("otto"), **fields)
    assert error(answer) == (422, "settings")


def test_only_who_may_bring_something_in(served):
    assert error(upload(served.as_("ana"))) == (403, "refused")
    assert error(upload(served.client())) == (401, "signed-out")


def test_an_upload_over_the_limit_is_refused_before_it_is_kept(served, monkeypatch):
    otto = served.as_("otto")
    big = SRT + b"\n" * (limits.UPLOAD + 30_000)
    assert error(upload(otto, big)) == (413, "too-large")
    assert error(upload(otto, SRT + b"\n" * (limits.UPLOAD - len(SRT) + 1))) == (413, "too-large")


@pytest.mark.parametrize("path", ["imports", "visits"])
def test_a_body_whose_length_is_not_told_is_counted(served, path):
    otto = served.as_("otto")
    sent = 0

    def endless():
        nonlocal sent
        while sent < 2 * limits.UPLOAD:
            sent += 65_536
            yield b"x" * 65_536

    kind = "application/json" if path == "visits" else "multipart/form-data; boundary=x"
    answer = otto.api("POST", path, content=endless(), headers={"content-type": kind})
    assert answer.status_code in (400, 413), answer.text
    assert answer.status_code == 413 or path == "imports"


def test_a_large_body_is_refused_by_what_it_says(served):
    headers = {"content-type": "application/json"}
    data = b'{"visits": [' + b"1," * 600_000 + b"1]}"
    answer = served.as_("ana").api("POST", "visits", content=data, headers=headers)
    assert error(answer) == (413, "too-large")


# --- Out ------------------------------------------------------------------------------------------


def test_a_draft_leaves_and_is_given_out_as_it_left(served):
    ana, track = served.as_("ana"), served.tracks["fr-FR"]
    made = ana.api("POST", f"tracks/{track}/exports", {"final": False, "formats": ["srt"]})
    assert made.status_code == 201, made.text
    out = made.json()
    assert out["complete"]
    assert [file["path"] for file in out["files"]] == ["S01E01.fr-FR.draft.srt"]
    assert not out["record"].startswith("/")
    (delivery,) = ana.api("GET", f"tracks/{track}/deliveries").json()
    assert delivery["by"] == served.people["ana"]
    place = f"tracks/{track}/deliveries/{delivery['id']}/file"
    for path in (out["files"][0]["path"], out["record"], out["page"]):
        answer = ana.api("GET", place, params={"path": path})
        assert answer.content == (served.out / path).read_bytes()
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["content-type"] == "application/octet-stream"
    for path in ("../localize.toml", "manifest.json", "/etc/passwd", "S01E01.en.srt"):
        assert error(ana.api("GET", place, params={"path": path})) == (404, "unknown-name")
    assert ana.api("GET", "deliveries/verification").json() == []
    (served.out / "S01E01.fr-FR.draft.srt").write_text("altered")
    answer = ana.api("GET", place, params={"path": "S01E01.fr-FR.draft.srt"})
    assert answer.status_code == 507
    assert "altered" not in answer.text
    assert ana.api("GET", "deliveries/verification").json() != []


def test_a_final_waits_for_what_is_in_the_way(served):
    otto, track = served.as_("otto"), served.tracks["fr-FR"]
    answer = otto.api("POST", f"tracks/{track}/exports", {"final": True})
    assert error(answer) == (403, "refused")
    rules = {one["rule"] for one in answer.json()["error"]["blockers"]}
    assert {"not-approved", "not-watched"} <= rules
    assert not served.out.exists() or list(served.out.iterdir()) == []
    unknown = {"final": False, "formats": ["../../x"]}
    assert error(otto.api("POST", f"tracks/{track}/exports", unknown)) == (404, "unknown-name")


# --- Paths ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "named", ["..", "../x", "/etc/passwd", "a/../../x", "link", "a\x00b", "gone", "loop"]
)
def test_a_path_outside_the_project_is_as_if_it_were_not_there(tmp_path, named):
    project = tmp_path / "project"
    (project / "a").mkdir(parents=True)
    (tmp_path / "x").write_text("secret")
    (project / "link").symlink_to(tmp_path / "x")
    (project / "loop").symlink_to(project / "loop")
    assert inside(project, "a/..") == project.resolve()
    assert inside(project, ".") == project.resolve()
    with pytest.raises(Exception, match="There is no") as caught:
        inside(project, named)
    assert str(tmp_path) not in str(caught.value)
