"""Working copies over HTTP: made once, served in parts, to the session that they are for alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from localize.engines import Coverage, Stretch, StretchKind, Transcript
from localize.media.identity import content_hash
from localize.pipeline.copying import copies_folder, copy_folder, keep_dialogue, make
from localize.pipeline.episode import Heard
from localize.pipeline.results import ResultStore
from localize.review.importing import ImportedEpisode
from localize.review.service import Review
from localize.script import Provenance, Word
from localize.season import read_season
from localize.store.tables import EpisodeRow
from localize.timeline import Span
from localize_ui.api.copies import Copies
from localize_ui.api.ranges import UnsatisfiableError, part_of
from tests.localize.media.build import Audio, bursts, write
from tests.localize.media.coded import Coded
from tests.localize_ui.api.served import SEASON

NAME = "S01E01 <img src=x onerror=alert(1)> 'q\" & é 日本.mkv"
VIDEO = {"sec-fetch-dest": "video", "sec-fetch-mode": "no-cors"}


def record(served, path, **facts):
    """What a run writes of an episode's media."""
    database = served.workplace.database
    review = Review(database, read_season(SEASON), served.project)
    digest = facts.pop("media_hash", None) or content_hash(path)
    review.import_run(
        ImportedEpisode(
            "S01E01",
            (),
            media_path=str(path),
            media_hash=digest,
            duration=2400,
            frame_rate="25",
            **facts,
        )
    )
    return digest


@pytest.fixture(scope="session")
def film(tmp_path_factory):
    """A short film outside of every project, as an operator's may be, and a copy made of it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    path = write(folder / NAME, Coded(2.4, options={"g": "20"}), Audio(bursts(2.4, [0.5]), "ac3"))
    project = tmp_path_factory.mktemp("made")
    make(project, path, content_hash(path), "en", lambda _: None)
    return path, copies_folder(project)


@pytest.fixture
def filmed(served, film, tmp_path):
    """A season whose episode has media, of which no copy is made yet."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    served.film = Path(shutil.copy(film[0], folder))
    served.digest = record(served, served.film)
    served.track = served.tracks["fr-FR"]
    return served


def media(client, track):
    answer = client.api("GET", f"tracks/{track}/media")
    assert answer.status_code == 200, answer.text
    return answer.json()


def until(what, seconds=60):
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)
    return found


def ready(client, track):
    """Have the copy made, and wait for it."""
    answer = client.api("POST", f"tracks/{track}/media")
    assert answer.status_code == 200, answer.text
    return until(
        lambda: (now := media(client, track))["state"] not in ("missing", "making") and now
    )


def fetch(client, url, method="GET", **headers):
    return client.request(method, url, headers={**VIDEO, **headers})


# --- Made -----------------------------------------------------------------------------------------


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


# --- Served ---------------------------------------------------------------------------------------


@pytest.fixture
def shown(filmed, film):
    """A browser of Ana's, the copy's address for it, and the bytes of the copy."""
    shutil.copytree(film[1], copies_folder(filmed.project))
    ana = filmed.as_("ana")
    made = media(ana, filmed.track)
    assert made["state"] == "ready"
    whole = (copy_folder(filmed.project, filmed.digest) / "copy.mp4").read_bytes()
    return ana, made["url"], whole


def test_the_whole_of_it(shown):
    ana, url, whole = shown
    answer = fetch(ana, url)
    assert (answer.status_code, answer.content) == (200, whole)
    headers = answer.headers
    assert headers["content-type"] == "video/mp4"
    assert headers["content-length"] == str(len(whole))
    assert headers["accept-ranges"] == "bytes"
    assert headers["content-disposition"] == "inline"
    assert headers["cache-control"] == "private, no-cache"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"


def test_a_part_of_it(shown):
    ana, url, whole = shown
    size = len(whole)
    for asked, start, end in (
        ("bytes=0-", 0, size),
        ("bytes=0-0", 0, 1),
        ("bytes=100-199", 100, 200),
        ("bytes=1000-99999999999", 1000, size),
        ("bytes=-500", size - 500, size),
        ("bytes=-99999999999", 0, size),
    ):
        answer = fetch(ana, url, range=asked)
        assert (answer.status_code, answer.content) == (206, whole[start:end]), asked
        assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
        assert answer.headers["content-length"] == str(end - start)
        head = fetch(ana, url, "HEAD", range=asked)
        assert (head.status_code, head.content) == (206, b"")
        assert head.headers["content-length"] == str(end - start)


def test_what_is_no_part_of_it(shown):
    ana, url, whole = shown
    for asked in (f"bytes={len(whole)}-", "bytes=99999999999-", "bytes=-0"):
        answer = fetch(ana, url, range=asked)
        assert (answer.status_code, answer.content) == (416, b"")
        assert answer.headers["content-range"] == f"bytes */{len(whole)}"
    # What is not understood, or several at once, is answered with the whole (RFC 9110, 14.2).
    for asked in ("bytes=5-2", "frames=0-1", "bytes=a-b", "bytes=0-1,4-5", "bytes=", "bytes=٣-"):
        answer = fetch(ana, url, range=asked.encode())
        assert (answer.status_code, len(answer.content)) == (200, len(whole)), asked


def test_a_part_of_what_was_seen_before(shown):
    ana, url, whole = shown
    tag = fetch(ana, url, "HEAD").headers["etag"]
    same = fetch(ana, url, range="bytes=0-9", **{"if-range": tag})
    assert (same.status_code, len(same.content)) == (206, 10)
    other = fetch(ana, url, range="bytes=0-9", **{"if-range": '"other"'})
    assert (other.status_code, len(other.content)) == (200, len(whole))
    known = fetch(ana, url, **{"if-none-match": tag})
    assert (known.status_code, known.content) == (304, b"")


def test_the_peaks(shown, filmed):
    ana = shown[0]
    url = media(ana, filmed.track)["peaks"]["url"]
    answer = ana.get(url, headers={"sec-fetch-dest": "empty", "sec-fetch-mode": "cors"})
    assert answer.status_code == 200
    assert len(answer.content) == pytest.approx(2 * 200 * 2.4, abs=12)
    assert answer.headers["content-type"] == "application/octet-stream"


def test_another_persons_address_is_refused(shown, filmed):
    ana, url, _ = shown
    for name in ("ben", "lea", "otto", "ana"):
        other = filmed.as_(name)  # Ana's second browser is another session too
        assert fetch(other, url).status_code == 403, name
        assert fetch(other, url, range="bytes=0-9").status_code == 403
        own = media(other, filmed.track)["url"]
        assert own != url
        assert fetch(other, own).status_code == 200
        assert fetch(ana, own).status_code == 403


def test_an_address_without_its_key_is_refused(shown, filmed):
    ana, url, _ = shown
    path, _, key = url.partition("?key=")
    for wrong in (path, f"{path}?key=", f"{path}?key={key[:-1]}", f"{path}?key=é"):
        answer = fetch(ana, wrong)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "refused")
    # The key of one track opens no other, nor the peaks of one.
    other = filmed.tracks["es-419"]
    assert fetch(ana, f"/api/v1/tracks/{other}/media/file?key={key}").status_code == 403


def test_an_address_ends_with_its_session(shown):
    ana, url, _ = shown
    assert ana.api("DELETE", "session").status_code in (200, 204)
    assert fetch(ana, url).status_code == 401


def test_a_token_has_an_address_of_its_own(shown, filmed):
    ana, url, whole = shown
    script = filmed.script("otto")
    assert script.get(url, headers={"range": "bytes=0-"}).status_code == 403
    own = script.get(f"/api/v1/tracks/{filmed.track}/media").json()["url"]
    assert script.get(own, headers={"range": "bytes=0-"}).content == whole
    assert filmed.script("otto").get(own, headers={"range": "bytes=0-"}).status_code == 403
    assert fetch(ana, own).status_code == 403


def test_it_is_for_the_page_alone(shown):
    ana, url, _ = shown
    for dest, mode, code in (
        ("video", "no-cors", 200),
        ("audio", "no-cors", 200),
        ("empty", "cors", 200),
        ("empty", "same-origin", 200),
        ("empty", "no-cors", 403),
        ("empty", "navigate", 403),  # a link with `download`, as Chromium sends it
        ("document", "navigate", 403),
        ("iframe", "navigate", 403),
        ("embed", "no-cors", 403),
        ("object", "no-cors", 403),
        ("image", "no-cors", 403),
    ):
        said = {"sec-fetch-dest": dest, "sec-fetch-mode": mode, "sec-fetch-site": "same-origin"}
        assert ana.get(url, headers=said).status_code == code, (dest, mode)


def test_a_browser_that_does_not_say_what_for_asks_for_a_range(shown):
    ana, url, _ = shown
    assert ana.get(url).status_code == 403
    assert ana.get(url, headers={"range": "bytes=0-"}).status_code == 206


def test_no_address_leads_to_the_original_or_out_of_the_folder(shown, filmed):
    ana, url, _ = shown
    key = url.partition("=")[2]
    original = filmed.film.read_bytes()
    for path in (
        f"media/file?key={key}&path=/etc/passwd",
        f"media/file/../../../../{NAME}?key={key}",
        f"media/..%2f..%2fcopy.json?key={key}",
        f"media/{NAME}?key={key}",
        f"media/copy.json?key={key}",
    ):
        answer = fetch(ana, f"/api/v1/tracks/{filmed.track}/{path}")
        assert answer.content != original
        assert b"root:" not in answer.content
        assert answer.status_code in (200, 404), path
        assert answer.status_code == 404 or "path=" in path


def test_parts():
    assert part_of("", 10) is None
    assert part_of("bytes=0-", 10) == (0, 10)
    assert part_of("bytes=-3", 10) == (7, 10)
    with pytest.raises(UnsatisfiableError):
        part_of("bytes=0-", 0)
    assert part_of("bytes=" + "9" * 5000 + "-", 10) is None
    assert part_of("bytes=" + "0-1," * 50_000, 10) is None


# --- The child process ----------------------------------------------------------------------------

SLOW = """
import json, os, sys, time
print(json.dumps({"progress": 0.25}), flush=True)
print("words of a library", flush=True)
open(sys.argv[1], "w").write(str(os.getpid()))
time.sleep(600)
"""


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # gone, or gone while it was read
        return False


@pytest.fixture
def slow(tmp_path):
    made = Copies(program=(sys.executable, "-c", SLOW))
    yield made
    made.close()


def pid_in(path):
    return int(until(lambda: path.exists() and path.read_text()))


def test_one_at_a_time_and_all_end_with_the_server(slow, tmp_path):
    for key in ("a", "b", "a"):
        slow.ask(key, [str(tmp_path / key)])
    pid = pid_in(tmp_path / "a")
    until(lambda: slow.find("a").progress == 0.25)
    assert slow.find("b").progress == 0.0
    assert slow.find("c") is None
    assert not (tmp_path / "b").exists()
    slow.close()
    assert not alive(pid)
    assert not (tmp_path / "b").exists()
    slow.ask("d", [str(tmp_path / "d")])
    assert slow.find("d") is None


def test_a_maker_that_is_killed_is_told_and_tried_again(slow, tmp_path):
    slow.ask("a", [str(tmp_path / "a")])
    slow.ask("b", [str(tmp_path / "b")])
    os.kill(pid_in(tmp_path / "a"), 9)
    failed = until(lambda: slow.find("a").failed)
    assert "ended before it was done" in failed
    pid_in(tmp_path / "b")  # the next goes on
    (tmp_path / "a").unlink()
    slow.ask("a", [str(tmp_path / "a")])
    assert slow.find("a").failed == ""
    os.kill(pid_in(tmp_path / "b"), 9)
    pid_in(tmp_path / "a")


def test_a_server_that_is_killed_takes_its_makers_with_it(tmp_path):
    script = (
        "import sys, time; from localize_ui.api.copies import Copies;"
        f"copies = Copies(program=(sys.executable, '-c', {SLOW!r}));"
        "copies.ask('a', [sys.argv[1]]); time.sleep(600)"
    )
    server = subprocess.Popen([sys.executable, "-c", script, tmp_path / "a"])
    pid = pid_in(tmp_path / "a")
    server.kill()
    server.wait()
    until(lambda: not alive(pid))


def test_a_copy_that_was_not_finished_is_made_anew(filmed):
    folder = copies_folder(filmed.project)
    left = folder / ".making-dead"
    left.mkdir(parents=True)
    (left / "copy.mp4").write_bytes(b"half")
    assert ready(filmed.as_("ana"), filmed.track)["state"] == "ready"
    assert not left.exists()


def test_a_full_disk_is_told_and_leaves_nothing(filmed):
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a small disk to fill")
    folder = copies_folder(filmed.project)
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]
    mounted = subprocess.run(command, check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        (folder / "fill").write_bytes(bytes(40_000))
        ana = filmed.as_("ana")
        found = ready(ana, filmed.track)
        assert found["state"] == "failed"
        assert "No space left" in found["reason"]
        assert "Make room" in found["reason"]
        assert [p.name for p in folder.iterdir() if p.is_dir()] == []
        (folder / "fill").unlink()
    finally:
        subprocess.run(["umount", folder], check=True)
    assert ready(ana, filmed.track)["state"] == "ready"


# --- What goes with it ----------------------------------------------------------------------------


def test_speech_and_words_are_those_of_the_run(filmed):
    words = (Word("Hello,", 100, 400, 0.93), Word("you.", 450, 700, 0.51))
    heard = Transcript(
        "S01E01", "en", 0.9, words, (Span(90, 720), Span(1000, 1500)), 2400, Provenance("w", "1")
    )
    ResultStore(filmed.project).put("speech", "k" * 64, Heard(heard, ()))
    record(filmed, filmed.film, transcript="k" * 64)
    desk = filmed.as_("ana").api("GET", f"tracks/{filmed.track}/desk").json()
    assert desk["speech"] == [[90, 720], [1000, 1500]]
    assert desk["words"] == [[100, 400, "Hello,", 0.93], [450, 700, "you.", 0.51]]
    record(filmed, filmed.film, transcript="m" * 64)
    desk = filmed.as_("ana").api("GET", f"tracks/{filmed.track}/desk").json()
    assert (desk["speech"], desk["words"]) == ([], []), "a result that was thrown away is none"
    ResultStore(filmed.project).put("speech", "m" * 64, Heard(heard, ()))
    desk = filmed.as_("ana").api("GET", f"tracks/{filmed.track}/desk").json()
    assert len(desk["words"]) == 2, "and one that was made anew is there"


def test_how_well_it_was_heard_comes_with_the_track(filmed):
    desk = filmed.as_("ana").api("GET", f"tracks/{filmed.track}/desk").json()
    assert desk["coverage"] is None
    missed = Stretch(StretchKind.KEPT_OUT, 800, 990, "it loops", "la la")
    record(filmed, filmed.film, coverage=Coverage(1130, 1000, 2, 1, (missed,)))
    desk = filmed.as_("ana").api("GET", f"tracks/{filmed.track}/desk").json()
    assert {name: desk["coverage"][name] for name in ("speech", "heard", "windows", "retried")} == {
        "speech": 1130, "heard": 1000, "windows": 2, "retried": 1
    }  # fmt: skip
    (stretch,) = desk["coverage"]["stretches"]
    assert (stretch["kind"], stretch["text"], stretch["why"]) == ("kept-out", "la la", "it loops")


def mark(client, track, at, shot):
    return client.api("POST", f"tracks/{track}/shots", {"time": at, "shot": shot})


def test_marks_of_shots_are_the_episodes_and_on_frames(served_twice):
    served = served_twice
    with served.workplace.database.begin() as session:
        session.query(EpisodeRow).update({EpisodeRow.frame_rate: "25"})
    ana, lea = served.as_("ana"), served.as_("lea")
    french, spanish = served.tracks["fr-FR"], served.tracks["es-419"]
    assert mark(ana, french, 1003, True).json() == {"shots": [1000]}
    assert mark(lea, spanish, 521, True).json() == {"shots": [520, 1000]}
    assert mark(ana, french, 1000, True).json() == {"shots": [520, 1000]}
    assert mark(ana, french, 1010, False).json() == {"shots": [520]}
    assert mark(ana, french, 2000, False).json() == {"shots": [520]}
    assert ana.api("GET", f"tracks/{spanish}/desk").json()["shots"] == [520]
    assert mark(ana, french, 1000, True).json() == {"shots": [520, 1000]}
    assert mark(ana, french, -1, True).status_code == 422


def test_who_may_not_write_may_not_mark(served):
    otto, track = served.as_("otto"), served.tracks["fr-FR"]
    answer = mark(otto, track, 1000, True)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "refused")
    assert answer.json()["error"]["reason"]
    lea = served.as_("lea")
    staged = lea.api("POST", f"tracks/{track}/stage", {"stage": "deliver"})
    assert staged.status_code == 200, staged.text
    assert mark(served.as_("ana"), track, 1000, True).status_code == 403
    listed = {"text": "00:00:01:00"}
    assert served.as_("ana").api("POST", f"tracks/{track}/shots/import", listed).status_code == 403


def test_a_list_of_shots_is_taken_in(served):
    ana, track = served.as_("ana"), served.tracks["fr-FR"]

    def bring(**body):
        return ana.api("POST", f"tracks/{track}/shots/import", body)

    assert bring(text="00:00:01:00\n00:00:02:00\n").json() == {"shots": [1000, 2000]}
    assert bring(text="3.0\n", replace=True).json() == {"shots": [3000]}
    assert bring(text="").status_code == 422
    wrong = bring(text="00:00:01:99\n")
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (403, "refused")
    assert "Line 1" in wrong.json()["error"]["reason"]
    assert ana.api("GET", f"tracks/{track}/desk").json()["shots"] == [3000]
