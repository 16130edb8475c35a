"""Somebody who looks at a page and clicks there, without a browser: by their cookie alone."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from starlette.requests import HTTPConnection

from tests.localize_ui.api.served import PASSWORD, PORT

#: What no text of people may become.
FORBIDDEN = {"script", "img", "iframe", "object", "style", "link", "base", "meta"}
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script> ${alert(3)} {{x}} \"q\" 'p'"


class Visitor:
    """Signed in as somebody; nobody for an empty name."""

    def __init__(self, served, name=""):
        self.connection = HTTPConnection(self._scope(served, name))
        self.query = {}

    @staticmethod
    def _scope(served, name):
        headers = [(b"host", f"127.0.0.1:{PORT}".encode())]
        if name:
            secret = served.workplace.accounts.sign_in(name, PASSWORD, "127.0.0.1").secret
            headers.append((b"cookie", f"localize-{PORT}={secret}".encode()))
        return {
            "type": "http",
            "scheme": "http",
            "server": ("127.0.0.1", PORT),
            "path": "/",
            "query_string": b"",
            "headers": headers,
        }

    def sees(self, desk, **query):
        """All that the page shows, as HTML that was looked through."""
        drawn = desk.draw(self.connection, {**self.query, **query})
        assert set(drawn) == set(desk.regions)
        html = "".join(drawn.values())
        Elements(html)
        return html

    def does(self, desk, act, **data):
        """Click or send something; what the page says of it."""
        given = {
            key: str(value) if isinstance(value, int) else value for key, value in data.items()
        }
        said = desk.do(self.connection, act, given, self.query)
        self.query = {
            key: value for key, value in {**self.query, **(said.query or {})}.items() if value
        }
        Elements(said.html())
        return said


class Elements(HTMLParser):
    """Sees that nothing slipped in: no element or handler that only people's markup would bring."""

    def __init__(self, html):
        super().__init__()
        self.words = []
        self.links = []
        self.opened = []
        self.feed(html)
        assert self.opened == []

    def handle_starttag(self, tag, attributes):
        assert tag not in FORBIDDEN, tag
        given = dict(attributes)
        assert not [name for name in given if name.startswith("on") and name != "on"], given
        if "href" in given:
            assert given["href"].startswith("/"), given
            self.links.append(given["href"])
        if tag not in ("input", "br"):
            self.opened.append(tag)

    def handle_endtag(self, tag):
        assert self.opened.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def words(html):
    """What is read on a page."""
    return " ".join(" ".join(Elements(html).words).split())


def sent(html, act):
    """What a form that is shown would send if nobody changed anything."""
    found = re.search(rf'<form([^>]*data-act="{act}"[^>]*)>(.*?)</form>', html, re.DOTALL)
    assert found, act
    data = {
        key.replace("-", "_"): unescape(value)
        for key, value in re.findall(r'data-([\w-]+)="([^"]*)"', found[1])
        if key != "act"
    }
    for attributes in re.findall(r"<input([^>]*)>", found[2]):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        if "name" in given and (given.get("type") != "checkbox" or " checked" in attributes):
            data[given["name"]] = unescape(given.get("value", ""))
    for attributes, value in re.findall(
        r"<textarea([^>]*)>\n(.*?)</textarea>", found[2], re.DOTALL
    ):
        data[dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))["name"]] = unescape(value)
    for name, inner in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', found[2], re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected>', inner)
        data[name] = chosen[1] if chosen else ""
    return data
