"""A person's own settings of the page."""

from __future__ import annotations

import pytest

from localize.accounts.preferences import DEPTH, MOST
from tests.localize_ui.api.test_work import MARKUP, error, ok

KEYS = {"confirm-next": {"text": ["Ctrl+Enter"], "timeline": []}}
SETTINGS = {"theme": "light", "zoom": 7.5, "follow": False, "remapped": KEYS, "name": MARKUP}


def put(client, settings):
    return client.api("PUT", "me/settings", {"settings": settings})


def patch(client, settings):
    return client.api("PATCH", "me/settings", {"settings": settings})


def test_what_is_changed_leaves_the_rest(served_twice):
    ana, there = served_twice.as_("ana"), served_twice.as_("ana")
    assert ok(patch(ana, {"theme": "light", "remapped": KEYS})) == {
        "settings": {"theme": "light", "remapped": KEYS}
    }
    # Each name as a whole: keys that were taken back are gone.
    assert ok(patch(there, {"zoom": 4, "remapped": {}})) == {
        "settings": {"theme": "light", "remapped": {}, "zoom": 4}
    }
    assert ok(ana.api("GET", "me/settings"))["settings"]["theme"] == "light"
    assert ok(served_twice.as_("ben").api("GET", "me/settings")) == {"settings": {}}


def test_what_is_kept_in_all_stays_within_the_most(served):
    client = served.as_("ana")
    half = "y" * (MOST // 2)
    kept = ok(patch(client, {"x": half}))
    assert error(patch(client, {"y": half})) == (422, "input")
    assert ok(client.api("GET", "me/settings")) == kept
    assert ok(patch(client, {"x": half[1:]})) == {"settings": {"x": half[1:]}}


def test_each_person_has_their_own(served_twice):
    ana, ben = served_twice.as_("ana"), served_twice.as_("ben")
    assert ok(ana.api("GET", "me/settings")) == {"settings": {}}
    assert ok(put(ana, SETTINGS)) == {"settings": SETTINGS}
    assert ok(ana.api("GET", "me/settings")) == {"settings": SETTINGS}
    assert ok(ben.api("GET", "me/settings")) == {"settings": {}}
    assert ok(put(ana, {})) == {"settings": {}}
    assert ok(served_twice.as_("ana").api("GET", "me/settings")) == {"settings": {}}


def test_the_local_user_has_some_too(empty):
    client = empty.client()
    client.code = ok(client.api("GET", "me"))["code"]
    assert ok(put(client, SETTINGS)) == {"settings": SETTINGS}
    assert ok(client.api("GET", "me/settings")) == {"settings": SETTINGS}


def deep(levels):
    value = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"x": "y" * MOST}, (422, "input")),
        ({"x": "é" * (MOST // 2)}, (422, "input")),
        ({"x": deep(DEPTH + 1)}, (422, "input")),
        ({"x": "a\x00"}, (422, "input")),
        ({"x\x00": 1}, (422, "input")),
        ([1], (422, "invalid")),
        ("x", (422, "invalid")),
        (None, (422, "invalid")),
    ],
)
def test_what_is_not_kept(served, settings, expected):
    client = served.as_("ana")
    ok(put(client, {"kept": 1}))
    assert error(put(client, settings)) == expected
    assert error(patch(client, settings)) == expected
    assert ok(client.api("GET", "me/settings")) == {"settings": {"kept": 1}}


@pytest.mark.parametrize("number", ["NaN", "Infinity", '"\\ud800"'])
def test_what_json_has_not(served, number):
    client = served.as_("ana")
    sent = f'{{"settings": {{"x": {number}}}}}'.encode()
    answer = client.api(
        "PUT", "me/settings", content=sent, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422
    assert ok(client.api("GET", "me/settings")) == {"settings": {}}
