"""A person's work through the API, on both databases, and what it can come back with."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from localize.store import Database
from localize.store.address import Address
from localize.store.seasons import put_season
from tests.localize_ui.api.served import SEASON

MARKUP = "<script>alert(1)</script> & <i>so</i>"


def error(answer):
    return answer.status_code, answer.json()["error"]["code"]


def ok(answer):
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


class Track:
    """One track, as one person works on it."""

    def __init__(self, client, track):
        self.client = client
        self.track = track

    def get(self, path="", **params):
        return self.client.api("GET", f"tracks/{self.track}{path}", params=params)

    def do(self, act, cue=None, /, **fields):
        if cue is not None:
            fields = {"cue_id": cue, "revision": self.revision(cue), **fields}
        return self.client.api("POST", f"tracks/{self.track}/{act}", fields)

    def cues(self):
        return {one["cue"]["id"]: one for one in ok(self.get())["cues"]}

    def revision(self, cue_id):
        return self.cues()[cue_id]["revision"]

    def lines(self):
        return [one["cue"]["lines"] for one in self.cues().values()]


@pytest.fixture
def fr(served):
    return Track(served.as_("ana"), served.tracks["fr-FR"])


def test_a_days_work(served_twice):
    served = served_twice
    track = served.tracks["fr-FR"]
    ana, rita, lea = (Track(served.as_(name), track) for name in ("ana", "rita", "lea"))
    assert ok(ana.client.api("GET", "season"))["season"] == "Sea"
    assert "Sea" in ana.client.api("GET", "season/settings").text
    number = ok(ana.get())["number"]
    ok(ana.do("text", "c1", lines=["Bonsoir,", "à tous."]))
    ok(ana.do("times", "c1", start=3000, end=4900))
    ok(ana.do("speaker", "c1", speaker="ANNE"))
    ok(ana.do("kind", "c2", kind="song"))
    ok(ana.do("translate", "c2", translate=False))
    ok(ana.do("placement", "c2", anchor=8, settings=[["line", "10%"]]))
    parted = ok(ana.do("split", "c3", at=6))
    assert len(parted["cues"]) == 2
    assert len(ana.cues()) == 5
    ok(ana.do("merge", "c3", how="words"))
    ok(ana.do("push-word", "c3"))
    ok(ana.do("pull-word", "c3"))
    new = ok(ana.do("insert", at=20_000, lines=["Neuf."]))["cues"][0]["cue"]["id"]
    ok(ana.do("delete", new))
    assert new not in ana.cues()
    ok(ana.client.api("POST", f"tracks/{track}/undo", {}))
    assert new in ana.cues()
    ok(ana.client.api("POST", f"tracks/{track}/redo"))
    moved = ok(ana.do("shift", first="c3", ms=40, preview=True))
    assert (moved["moved"], moved["edited"]["step"]) == (2, 0)
    ok(ana.do("shift", first="c3", ms=40))
    changes = ok(ana.get("/changes", since=number))
    assert [step["action"] for step in changes["steps"]][:2] == ["text", "times"]
    past = ok(ana.get("/history", cue_id="c1"))
    assert [one["action"] for one in past] == ["import", "text", "times", "speaker"]
    ok(ana.do("restore", "c1", to=1))
    assert ana.cues()["c1"]["cue"]["lines"] == ["fr-FR Line number 1."]

    ok(ana.do("confirm", "c1"))
    note = ok(ana.do("notes", cue_id="", kind="query", text=MARKUP))
    assert note["text"] == MARKUP
    assert ok(lea.client.api("POST", f"notes/{note['note_id']}/answer", {"text": "Yes."}))["answer"]
    ok(lea.do("stage", stage="review"))
    given = ok(
        lea.do("assignments", person=served.people["rita"], stage="review",
               due="2031-05-06T18:00:00+02:00")
    )  # fmt: skip
    task = ok(rita.client.api("GET", "season"))["next"][0]
    assert task["assignment"]["assignment_id"] == given["assignment_id"]
    ok(rita.do("send-back", "c2", reason="It sings too long.", to=served.people["ana"]))
    ok(rita.do("approve", "c1"))
    assert error(ana.do("text", "c1", lines=["Non."])) == (403, "refused")
    ok(lea.do("reopen", "c1", reason="A typo."))
    seen = [{"cue_id": one, "revision": rita.revision(one)} for one in ("c1", "c3")]
    assert len(ok(rita.do("approve-many", cues=seen))["edited"]["cues"]) == 2
    ok(rita.do("lock", "c4"))
    ok(lea.do("unlock", "c4"))
    assert ok(rita.do("watched", cues=seen, speed=1.5))["outdated"] == ["c1", "c3"]
    waiver = ok(rita.do("waivers", cue_id="c2", rule="reading-speed", reason="It is sung."))
    assert len(ok(rita.get("/waivers"))) == 1
    ok(rita.client.api("DELETE", f"waivers/{waiver['waiver_id']}"))
    assert ok(rita.get("/waivers")) == []
    ok(rita.client.api("POST", f"assignments/{given['assignment_id']}/done"))
    ok(lea.client.api("DELETE", f"assignments/{given['assignment_id']}"))
    assert {one["rule"] for one in ok(ana.get("/blockers"))} >= {"not-approved", "not-watched"}


def test_two_people_on_one_cue_never_overwrite_each_other_unseen(served):
    track = served.tracks["fr-FR"]
    ana, ben = Track(served.as_("ana"), track), Track(served.as_("ben"), track)
    seen = ana.revision("c1")
    ok(ana.do("text", "c1", lines=["D'Ana."]))
    body = {"cue_id": "c1", "revision": seen, "lines": ["De Ben."]}
    answer = ben.client.api("POST", f"tracks/{track}/text", body)
    assert error(answer) == (409, "conflict")
    told = answer.json()["error"]
    assert told["mine"]["lines"] == ["De Ben."]
    assert told["theirs"]["lines"] == ["D'Ana."]
    assert (told["revision"], told["by"]) == (seen + 1, "ana")
    assert ana.cues()["c1"]["cue"]["lines"] == ["D'Ana."]


def test_a_refusal_says_why_and_how_to_ask(fr):
    answer = fr.do("approve", "c1")
    assert error(answer) == (403, "refused")
    told = answer.json()["error"]
    assert told["reason"] == told["message"] != ""
    assert told["ask"] == told["hint"]


def test_what_nobody_may_is_refused_whoever_asks(served):
    """Wrong roles, one way in each; the service is what refuses."""
    track = served.tracks["fr-FR"]
    ana = Track(served.as_("ana"), track)
    otto = Track(served.as_("otto"), track)
    refused = [
        ana.do("approve", "c1"),
        ana.do("approve-many", cues=[{"cue_id": "c1", "revision": 1}]),
        ana.do("stage", stage="deliver"),
        ana.do("assignments", person=served.people["ana"], stage="translate"),
        ana.do("waivers", rule="reading-speed", reason="because"),
        ana.do("lock", "c1"),
        ana.do("publish"),
        ana.do("template"),
        ana.do("exports", final=True),
        ana.client.api("POST", "runs", {"paths": ["."]}),
        ana.client.api("GET", "runs"),
        ana.client.api("GET", "effort"),
        otto.do("text", "c1", lines=["x"]),
        otto.do("confirm", "c1"),
    ]
    assert [error(answer) for answer in refused] == [(403, "refused")] * len(refused)
    assert ana.revision("c1") == 1


@pytest.mark.parametrize(
    ("act", "fields", "status"),
    [
        ("text", {"lines": ["a"], "extra": 1}, (422, "invalid")),
        ("text", {"lines": "a"}, (422, "invalid")),
        ("text", {"lines": ["a\x00b"]}, (422, "input")),
        ("text", {"lines": ["x" * 1001]}, (422, "invalid")),
        ("text", {"lines": ["x"] * 21}, (422, "invalid")),
        ("times", {"start": -1}, (422, "invalid")),
        ("times", {"start": 10**12}, (422, "invalid")),
        ("times", {"start": 4000, "end": 3000}, (422, "settings")),
        ("kind", {"kind": "poem"}, (422, "invalid")),
        ("placement", {"anchor": 10}, (422, "invalid")),
        ("split", {"at": -1}, (422, "invalid")),
        ("restore", {"to": 77}, (403, "refused")),
        ("send-back", {"reason": ""}, (422, "invalid")),
        ("text", {"lines": ["a"], "revision": 10**12}, (422, "invalid")),
        ("text", {"lines": ["a"], "revision": 0}, (422, "invalid")),
        ("text", {"lines": ["a"], "cue_id": "nowhere", "revision": 1}, (403, "refused")),
    ],
)
def test_what_cannot_be_is_refused_before_anything_changes(fr, act, fields, status):
    before = fr.get().text
    assert error(fr.do(act, "c1", **fields)) == status
    assert fr.get().text == before


def test_an_out_time_before_the_in_time_that_stays_is_refused(fr):
    before = fr.get().text
    answer = fr.do("times", "c2", end=1)
    assert answer.status_code in (403, 422), answer.text
    assert fr.get().text == before


@pytest.mark.parametrize("number", ["999999", "0", "-1", "x", "99999999999999999999"])
def test_a_track_that_is_not_there(served, number):
    answer = served.as_("ana").api("GET", f"tracks/{number}")
    assert error(answer) == ((404, "unknown-name") if number == "999999" else (422, "invalid"))


def test_one_shape_of_error_everywhere(served):
    client = served.as_("ana")
    as_json = {"content-type": "application/json"}
    answers = [
        client.api("GET", "nowhere"),
        client.api("PUT", "season"),
        client.api("POST", "replace", {"query": {"find": ""}}),
        client.api("POST", "replace/preview", content=b"{", headers=as_json),
    ]  # fmt: skip
    for answer in answers:
        assert set(answer.json()) == {"error"}
        assert {"code", "message", "hint"} <= set(answer.json()["error"])
    secret = "tell-nobody"
    answer = client.api("POST", "session", {"name": "ana", "password": {"x": secret}})
    assert secret not in answer.text


def test_a_database_that_is_held_says_when_to_come_again(served, fr):
    workplace = served.workplace
    workplace.close()
    workplace._open = Database(Address.of_project(served.project), wait=0.2)
    held, done = threading.Event(), threading.Event()

    def hold():
        with Database.of_project(served.project) as other, other.begin() as session:
            put_season(session, "Another")  # a transaction begins with what it first does
            held.set()
            done.wait(20)

    thread = threading.Thread(target=hold)
    revision = fr.revision("c1")
    thread.start()
    held.wait(20)
    body = {"cue_id": "c1", "revision": revision, "lines": ["Oui."]}
    answer = fr.client.api("POST", f"tracks/{fr.track}/text", body)
    done.set()
    thread.join()
    assert error(answer) == (503, "busy")
    assert int(answer.headers["retry-after"]) >= 1
    ok(fr.client.api("POST", f"tracks/{fr.track}/text", body))


def test_replacing_with_preview_and_what_others_changed(served):
    client = served.as_("lea")
    look = {"query": {"find": "Line", "replace": MARKUP}, "scope": {"locale": "fr-FR"}}
    found = ok(client.api("POST", "replace/preview", look))["found"]
    assert len(found) == 4
    fr = Track(served.as_("ana"), served.tracks["fr-FR"])
    ok(fr.do("text", "c2", lines=["Autre Line."]))
    chosen = [
        {"track_id": one["track_id"], "cue_id": one["hit"]["cue_id"], "revision": one["revision"]}
        for one in found
    ]
    done = ok(client.api("POST", "replace", {**look, "expected": chosen}))
    assert [one["mine"]["id"] for one in done["conflicts"]] == ["c2"]
    assert done["conflicts"][0]["theirs"]["lines"] == ["Autre Line."]
    assert MARKUP in fr.cues()["c1"]["cue"]["lines"][0]
    slow = {"query": {"find": "(.*)*$x", "regex": True}}
    assert error(client.api("POST", "replace/preview", slow))[0] in (200, 403)
    wrong = {"query": {"find": "(", "regex": True}}
    assert error(client.api("POST", "replace/preview", wrong)) == (422, "settings")


def test_a_template_from_its_start_to_its_second_version(served):
    lea = served.as_("lea")
    en = Track(lea, served.tracks["en"])
    template = Track(lea, ok(served.as_("otto").api("POST", f"tracks/{en.track}/template", {}))
                     ["track_id"])  # fmt: skip
    ok(template.do("publish", note="first"))
    hung = ok(template.do("markets", locales=["fr-FR", "es-419"]))
    assert {one["impact"]["locale"] for one in hung} == {"fr-FR", "es-419"}
    fr = Track(served.as_("ana"), served.tracks["fr-FR"])
    refused = fr.do("times", "c1", start=2000)
    assert error(refused) == (403, "refused")
    asked = ok(fr.do("requests", cue_id="c1", end_frames=2))
    assert [one["note_id"] for one in ok(template.get("/requests"))] == [asked["note_id"]]
    ok(template.do("stage", stage="template"))
    ok(lea.api("POST", f"requests/{asked['note_id']}/grant", {}))
    ok(template.do("text", "c2", lines=["Another line."]))
    impact = ok(template.get("/impact"))
    assert impact["publication"]["version"] == 2
    assert any("fr-FR" in line for line in impact["summary"])
    assert error(template.do("publish", after=0)) == (403, "refused")
    ok(template.do("publish", note=MARKUP, after=1))
    log = ok(template.get("/versions"))
    assert [(one["number"], one["note"]) for one in log] == [(2, MARKUP), (1, "first")]
    assert fr.cues()["c2"]["stale"]


def test_visits_and_figures(served):
    ana, lea = served.as_("ana"), served.as_("lea")
    now = datetime.now(UTC)
    visit = {
        "key": "abcdefgh-1", "track_id": served.tracks["fr-FR"], "cue_id": "c1", "draft": "mt",
        "opened": (now - timedelta(seconds=20)).isoformat(), "closed": now.isoformat(),
        "sent": now.isoformat(), "before": 1, "after": 1, "active": 9000,
    }  # fmt: skip
    assert ok(ana.api("POST", "visits", {"visits": [visit]})) == {"new": 1}
    assert ok(ana.api("POST", "visits", {"visits": [visit]})) == {"new": 0}
    content = {**visit, "text": "what was written"}
    assert error(ana.api("POST", "visits", {"visits": [content]})) == (422, "input")
    assert ok(ana.api("GET", "effort/mine"))["tracks"][0]["locale"] == "fr-FR"
    assert len(ok(lea.api("GET", "effort"))["tracks"]) == 3
    assert error(ana.api("GET", "effort")) == (403, "refused")
    assert ok(ana.api("GET", f"tracks/{served.tracks['fr-FR']}/withheld")) == {"cue_ids": []}


def test_settings_are_read_anew_and_a_broken_file_is_said(served):
    client = served.as_("lea")
    file = served.project / "localize.toml"
    file.write_text(SEASON + "[market.de]\n")
    assert "[market.de]" in client.api("GET", "season/settings").text
    file.write_text("name = 3")
    answer = client.api("GET", "season")
    assert error(answer) == (422, "settings")
    assert "localize.toml" in answer.json()["error"]["message"]


CUE = "A cue holds at most 20 lines of 1,000 characters each; "


@pytest.mark.parametrize(
    ("act", "fields", "said"),
    [
        ("text", {"lines": ["x"] * 25}, f"{CUE}this one has 25 lines."),
        ("text", {"lines": ["x", "y" * 1200]}, f"{CUE}line 2 has 1,200 characters."),
        ("text", {"lines": ["y" * 1200] * 25}, f"{CUE}this one has 25 lines."),
        ("insert", {"at": 20_000, "lines": ["x"] * 21}, f"{CUE}this one has 21 lines."),
        ("findings", {"cue_id": "c1", "lines": ["x"] * 21}, f"{CUE}this one has 21 lines."),
        ("notes", {"text": "x" * 10_001},
         "The text is too long: it has 10,001 characters, of at most 10,000."),
        ("annotations", {"annotations": [["context", "sea"]] * 51},
         "Those are too many at once: 51, of at most 50."),
    ],
)  # fmt: skip
def test_a_text_that_is_too_long_is_told_in_a_persons_words(fr, act, fields, said):
    cue = None if act in ("insert", "notes", "findings") else "c1"
    answer = fr.do(act, cue, **fields)
    assert error(answer) == (422, "invalid")
    told = answer.json()["error"]
    assert told["message"] == said
    assert told["hint"]
    assert "openapi" not in told["hint"]
    assert "yyy" not in answer.text


def test_what_is_wrong_otherwise_is_told_to_programs(fr):
    answer = fr.do("text", "c1", lines=["x"] * 25, more=1)
    assert error(answer) == (422, "invalid")
    assert answer.json()["error"]["message"] == "The request cannot be understood."
