"""Scripts and styles of the pages, and the lines that bring them."""

from __future__ import annotations

import gzip

import httpx
import pytest

from localize_ui import page_head, web_files
from localize_ui.gradio_routes import GradioRoutes
from localize_ui.pages import paths
from localize_ui.preloads import preloads

PAGES = (paths.SEASON, paths.TEMPLATE, paths.DELIVER, paths.EFFORT, paths.PEOPLE, paths.OUTPUT)


@pytest.mark.parametrize("name", ["pages.css", "review.css"])
def test_a_style_is_asked_for_again_only_where_it_changed(server, name):
    url = f"{server.url}/web/{name}"
    answer = httpx.get(url)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text == (web_files._FILES[name][0]).read_text("utf-8")
    plain = httpx.get(url, headers={"accept-encoding": "identity"})
    assert plain.text == answer.text
    assert "content-encoding" not in plain.headers
    again = httpx.get(url, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "name",
    ["", "board.js", "../season.py", "..%2fseason.py", "%2e%2e/guard.py", "editor.js/x", "x"],
)
def test_no_other_name_is_served(server, name):
    assert httpx.get(f"{server.url}/web/{name}").status_code == 404


def test_a_bundle_that_is_built_later_is_found(tmp_path, monkeypatch):
    files = {name: (tmp_path / name, kind) for name, (_, kind) in web_files._FILES.items()}
    monkeypatch.setattr(web_files, "_FILES", files)
    assert not web_files.has_editor()
    assert "editor.js" not in page_head.head_lines(paths.REVIEW)
    (tmp_path / "editor.js").write_text("one")
    assert not web_files.has_editor()
    (tmp_path / "editor.css").write_text("")
    assert web_files.has_editor()
    lines = page_head.head_lines(paths.REVIEW)
    assert '<script type="module" src="/web/editor.js"></script>' in lines
    assert "editor.js" not in page_head.head_lines(paths.SEASON)
    first = web_files._read(tmp_path / "editor.js")
    assert gzip.decompress(first.packed) == first.plain == b"one"
    (tmp_path / "editor.js").write_text("another")
    assert web_files._read(tmp_path / "editor.js").etag != first.etag


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_its_head(server, page):
    answer = httpx.get(server.url + page, headers={"accept": "text/html"})
    assert answer.status_code == 200
    head = answer.text.partition("</head>")[0]
    assert '<link rel="stylesheet" href="/web/pages.css">' in head
    policy = answer.headers["content-security-policy"]
    script = policy.partition("script-src")[2].partition(";")[0]
    assert "'unsafe-inline'" not in script


def test_the_editors_page_is_small_and_is_told_nothing_of_the_project(server):
    answer = httpx.get(f"{server.url}/review?track=1", headers={"accept": "text/html"})
    assert answer.status_code == 200
    assert "/web/review.css" in answer.text
    assert "pages.css" not in answer.text
    assert len(answer.text) < 25_000
    assert "make ui" in answer.text or "/web/editor.js" in answer.text


def test_the_list_of_open_addresses_names_every_page():
    routes = GradioRoutes(None)
    assert all(routes._is_open("GET", page) for page in paths.ALL)
    assert not any(routes._is_open("POST", page) for page in paths.ALL)
    assert not routes._is_open("GET", "/review/")
    assert not routes._is_open("GET", "/reviewx")


def test_addresses():
    assert paths.address("/", a="", b=None) == "/"
    assert paths.review(3) == "/review?track=3"
    assert paths.review(3, "c&1") == "/review?track=3&cue=c%261"


def test_scripts_that_every_page_needs_are_named_early_and_are_there(server):
    names = preloads()
    assert {name.partition("-")[0] for name in names} >= {"Blocks", "HTML"}
    page = httpx.get(f"{server.url}/review", headers={"accept": "text/html"}).text
    for name in names:
        assert f'href="/assets/{name}"' in page
        assert httpx.get(f"{server.url}/assets/{name}").status_code == 200


def test_where_gradio_is_laid_out_otherwise_nothing_is_named_early(tmp_path):
    assert preloads(tmp_path / "nowhere") == ()
    (tmp_path / "Blocks-1.js").write_text('import{a}from"./b-2.js";import"./gone.js";')
    (tmp_path / "b-2.js").write_text('import{c}from"./Blocks-1.js"')
    assert preloads(tmp_path) == ("Blocks-1.js", "b-2.js")
