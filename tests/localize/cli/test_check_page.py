"""`localize check --html`: the page."""

from __future__ import annotations

import base64
import hashlib
import re

from tests.localize.cli.checking import BROKEN, ONLY_FIGURES, run
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
