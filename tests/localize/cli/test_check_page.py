"""`localize check --html`: the page."""

from __future__ import annotations

import base64
import hashlib
import re

from localize.errors import SettingsError
from tests.localize.cli.checking import BROKEN, CLEAN, ONLY_FIGURES, run
from tests.localize.cli.test_check_rules import WAIVERS


def test_the_page_is_whole_and_holds_only_text(write, tmp_path):
    evil = '"><script>alert(1)</script><img src=http://evil.example/x>'
    path = write("ep.en.srt", BROKEN.replace("One.", evil))
    page = tmp_path / "out" / "report.html"
    result = run(path, "--html", page, "--waivers", write("waivers.toml", WAIVERS))
    assert result.stdout.rstrip().endswith(f"Page: {page}")
    text = page.read_text("utf-8")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    assert policy.startswith("default-src &#x27;none&#x27;")
    for tag, source in (("style", "style-src"), ("script", "script-src")):
        (inside,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{source} &#x27;sha256-{digest}&#x27;" in policy
    assert not re.search(r"<[a-z]+ [^>]*(?:src|href)=[\"']?(?:https?:)?//", text)
    assert "A list of names." in text
    assert "00:00:02:00 → 00:00:03:00" in text


def test_a_page_of_too_many_findings_says_what_it_leaves_out(write, tmp_path, monkeypatch):
    monkeypatch.setattr("localize.cli.check_page.MOST_OF_FILE", 2)
    page = tmp_path / "report.html"
    run(write("ep.en.srt", BROKEN), *ONLY_FIGURES, "--html", page)
    assert "1 finding of this file more than this page holds" in page.read_text("utf-8")
    assert page.read_text("utf-8").count('class="card"') == 2


def test_a_page_replaces_no_file_that_is_read(write, tmp_path):
    lists = {
        "--source": write("ep.fr.srt", CLEAN),
        "--known": write("names.txt", "Ana\n"),
        "--shots": write("shots.txt", "1.5\n"),
        "--waivers": write("waivers.toml", WAIVERS),
    }
    path = write("season/one/ep.en.srt", CLEAN)
    given = [part for one in lists.items() for part in one]
    for named in (path, tmp_path / "season"):
        for place in (path, tmp_path / "season" / "." / "one" / "ep.en.srt", *lists.values()):
            before = place.read_bytes()
            result = run(named, *given, "--html", place, "--force")
            assert isinstance(result.exception, SettingsError), place
            assert "is read itself" in result.exception.message
            assert place.read_bytes() == before
    folder = tmp_path / "sources"
    other = write("sources/ep.fr.srt", CLEAN)
    result = run(path, "--source", folder, "--html", other, "--force")
    assert isinstance(result.exception, SettingsError)
    assert other.read_text("utf-8") == CLEAN
    assert run(path, "--source", folder, "--html", folder / "report.html").exit_code == 0
    assert run(path, "--source", folder, "--html", folder / "report.html").exit_code == 0


def test_a_page_replaces_no_copy(write, tmp_path):
    path = write("ep.en.srt", CLEAN)
    copy = tmp_path / "fixed" / "ep.en.srt"
    result = run(path, "--fix", copy.parent, "--html", copy)
    assert isinstance(result.exception, SettingsError)
    assert not copy.exists()


def test_a_page_replaces_pages_of_ours_and_nothing_else_unasked(write, tmp_path):
    path = write("ep.en.srt", CLEAN)
    page = tmp_path / "report.html"
    for _ in range(2):
        assert run(path, "--html", page).exit_code == 0
    other = write("index.html", "<!DOCTYPE html>\n<title>Ours</title>\n")
    before = other.read_bytes()
    result = run(path, "--html", other)
    assert isinstance(result.exception, SettingsError)
    assert "no page of `localize check`" in result.exception.message
    assert other.read_bytes() == before
    assert run(path, "--html", other, "--force").exit_code == 0
    assert other.read_bytes() == page.read_bytes()
    assert isinstance(run(path, "--html", tmp_path).exception, SettingsError)
