"""Picture and sound of an episode that came in as a subtitle file, without a run."""

from __future__ import annotations

import shutil

import pytest

from tests.localize.cli.kept_program import Program, srt
from tests.localize_ui.api.filmed import fetch, media, ready


@pytest.mark.parametrize("given", [True, False])
def test_the_page_has_the_picture_that_came_with_the_file(served, root, tmp_path, given):
    film = root / "sample/episodes/last-train.mp4"
    file = srt(tmp_path / "last-train.ja.srt", (1, 2, "もう三年になるのか。"))
    if given:
        more = ("--media", film)
    else:
        shutil.copy(film, served.project)
        more = ()
    done = Program(served.project).ok(
        "import", file, "--episode", "last-train", "--locale", "ja", "--role", "transcript", *more
    )
    assert done.err.endswith(f"{file}: with the picture and sound of last-train.mp4\n")
    ana = served.as_("ana")
    tracks = ana.api("GET", "season").json()["tracks"]
    (track,) = [one["track_id"] for one in tracks if one["episode"] == "last-train"]
    assert media(ana, track)["state"] == "missing"
    made = ready(ana, track)
    assert (made["state"], made["kind"]) == ("ready", "video"), made
    assert (made["width"], made["height"]) == (640, 360)
    assert made["duration"] == pytest.approx(89_000, abs=40)
    part = fetch(ana, made["url"], range="bytes=0-99")
    assert (part.status_code, len(part.content)) == (206, 100)
    desk = ana.api("GET", f"tracks/{track}/desk").json()
    assert desk["media"]["state"] == "ready"
