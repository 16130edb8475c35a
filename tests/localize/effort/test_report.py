"""What a browser may tell of a visit."""

from __future__ import annotations

import pytest

from localize.effort import VisitReport, report_of
from localize.effort.report import OrderMode
from localize.errors import InputError
from localize.store.kinds import DraftKind

GOOD = {
    "key": "0f8fad5b-d9cb-469f-a165-70867728950e",
    "track_id": 3,
    "cue_id": "m1",
    "draft": "mt",
    "order": "risk",
    "opened": "2031-05-06T09:00:00+02:00",
    "closed": "2031-05-06T07:01:00Z",
    "sent": "2031-05-06T07:01:30Z",
    "before": 1,
    "after": 2,
    "active": 40_000,
    "playing": 5_000,
    "typing": 30_000,
    "plays": 2,
    "inserted": 12,
    "suggestion": 1,
    "findings_shown": 2,
    "findings_fixed": 1,
    "watched": True,
    "speed": 1.25,
}


def test_json_becomes_a_report():
    report = report_of(GOOD)
    assert isinstance(report, VisitReport)
    assert (report.draft, report.order, report.elapsed) == (
        DraftKind.MACHINE,
        OrderMode.RISK,
        60_000,
    )
    assert (report.seeks, report.speed) == (0, 1.25)


def test_a_stream_of_signs_is_measured_here():
    data = {name: value for name, value in GOOD.items() if name not in ("playing", "typing")}
    del data["active"]
    data["activity"] = [["typing", 0, 4_000], ["playing", 40_000, 50_000]]
    report = report_of(data)
    assert (report.active, report.playing, report.typing) == (54_000, 10_000, 6_000)
    with pytest.raises(InputError, match="not both"):
        report_of({**data, "active": 1})


def test_there_is_no_place_for_contents():
    with pytest.raises(InputError, match=r"'text'.*never logged"):
        report_of({**GOOD, "text": "Luke, I am your father."})
    texts = [name for name, value in GOOD.items() if isinstance(value, str)]
    for name in set(texts) - {"cue_id"}:
        with pytest.raises(InputError):
            report_of({**GOOD, name: "Luke, I am your father."})


@pytest.mark.parametrize("name", ["key", "track_id", "cue_id", "draft", "opened", "active"])
def test_what_is_missing_is_named(name):
    with pytest.raises(InputError, match=name):
        report_of({key: value for key, value in GOOD.items() if key != name})


@pytest.mark.parametrize(
    "wrong",
    [
        {"closed": "2031-05-06T06:59:59Z"},
        {"sent": "2031-05-06T07:00:59Z"},
        {"opened": "2031-04-01T07:00:00Z"},
        {"opened": "2031-05-06T07:00:00"},
        {"opened": 1},
        {"active": 60_001},
        {"active": 29_999},
        {"playing": 40_001},
        {"typing": -1},
        {"before": 3},
        {"before": -1},
        {"inserted": -1},
        {"inserted": 1.5},
        {"inserted": True},
        {"inserted": 10**9},
        {"suggestion": 10},
        {"findings_fixed": 3},
        {"watched": False},
        {"watched": 1},
        {"speed": 0},
        {"speed": float("nan")},
        {"speed": "1"},
        {"draft": "ai"},
        {"draft": ["mt"]},
        {"key": "short"},
        {"key": "no blanks in a key"},
        {"cue_id": 4},
        {"track_id": "3"},
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(InputError):
        report_of({**GOOD, **wrong})


@pytest.mark.parametrize(
    "stream", ["keys", [["typing", 1]], [["typing", 2, 1]], [["pause", 1, 2]], [7]]
)
def test_a_damaged_stream_is_refused(stream):
    data = {k: v for k, v in GOOD.items() if k not in ("playing", "typing", "active")}
    with pytest.raises(InputError, match=r"activity|ctivity"):
        report_of({**data, "activity": stream})
