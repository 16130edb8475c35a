"""Downloads: the bytes of the manifest's files, and of nothing else."""

from __future__ import annotations

import json
import shutil
from urllib.parse import quote

import httpx
import pytest

from localize.delivery.manifest import Manifest
from localize_ui.listing import inside


def files(out):
    manifest = json.loads((out / "manifest.json").read_bytes())
    return [f for e in manifest["episodes"] for t in e["tracks"] for f in t["files"]]


def test_every_file_comes_as_it_is(server):
    listed = files(server.out)
    assert len(listed) == 12
    for file in listed:
        answer = httpx.get(f"{server.url}/files/{quote(file['path'])}")
        assert answer.status_code == 200, file
        assert answer.content == (server.out / file["path"]).read_bytes()
        assert answer.headers["content-disposition"].startswith("attachment; ")
        assert answer.headers["content-type"] == "application/octet-stream"
        assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "manifest.json",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/etc/passwd",
        "%2fetc%2fpasswd",
        "/etc/passwd",
        "Season%201%2f..%2fmanifest.json",
        "Season%201",
        "",
        "%00",
        "secret.txt",
    ],
)
def test_no_other_file_comes(server, path):
    (server.out / "secret.txt").write_text("not in the manifest", encoding="utf-8")
    answer = httpx.get(f"{server.url}/files/{path}")
    assert answer.status_code == 404
    assert "root:" not in answer.text


def test_a_manifest_that_names_files_outside_is_not_followed(project, tmp_path, starts):
    out = project.make_project(tmp_path / "subtitles")
    (tmp_path / "outside.srt").write_text("secret", encoding="utf-8")
    (out / "link.srt").symlink_to(tmp_path / "outside.srt")
    hostile = ["../outside.srt", str(tmp_path / "outside.srt"), "link.srt", "a/../../outside.srt"]
    manifest = Manifest.load(out)
    track = manifest.episodes["Season 1/E02"]["tracks"][0]
    track["files"] = [{"path": path, "sha256": ""} for path in hostile]
    manifest.save()
    server = starts(out)
    for path in hostile:
        answer = httpx.get(f"{server.url}/files/{quote(path, safe='')}")
        assert answer.status_code == 404, path
        assert "secret" not in answer.text


def test_inside(tmp_path):
    out = tmp_path / "out"
    (out / "a").mkdir(parents=True)
    (out / "a" / "b.srt").write_text("x", encoding="utf-8")
    (tmp_path / "c.srt").write_text("x", encoding="utf-8")
    (out / "linked").symlink_to(tmp_path)
    (out / "loop").symlink_to(out / "loop")
    assert inside(out, "a/b.srt") == (out / "a" / "b.srt").resolve()
    for path in (
        "",
        ".",
        "a",
        "../c.srt",
        "linked/c.srt",
        "/etc/passwd",
        "loop",
        "x\0",
        "n" * 5000,
    ):
        assert inside(out, path) is None, path
    shutil.rmtree(out / "a")
    assert inside(out, "a/b.srt") is None
