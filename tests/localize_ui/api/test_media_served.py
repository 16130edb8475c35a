"""Working copies over HTTP: served in parts, to the session that they are for alone."""

from __future__ import annotations

import shutil

import pytest

from localize.pipeline.copying import copies_folder, copy_folder
from localize_ui.api.ranges import UnsatisfiableError, part_of
from tests.localize_ui.api.filmed import NAME, fetch, media


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
