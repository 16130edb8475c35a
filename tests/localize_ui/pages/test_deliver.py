"""What blocks a track, what is waived, what leaves."""

from __future__ import annotations

import pytest

from localize.store.kinds import NoteKind
from localize_ui.pages.deliver import DeliverDesk
from tests.localize_ui.pages.visitor import HOSTILE, Elements, words


@pytest.fixture
def desk(served):
    return DeliverDesk(served.workplace)


@pytest.fixture
def track(served):
    return served.tracks["fr-FR"]


def test_what_is_in_the_way_is_grouped_with_links_to_the_cues(desk, track, visitors):
    html = visitors("ana").sees(desk, track=str(track))
    assert "Not approved" in words(html)
    assert "Not watched since the last edit" in words(html)
    assert "0 of 4" in words(html)
    for number in range(1, 5):
        assert f"/review?track={track}&cue=c{number}" in Elements(html).links
    assert "Waive" not in words(html).replace("Waivers", "")


def test_waive_with_a_reason_and_withdraw(desk, track, visitors):
    rita, ana = visitors("rita"), visitors("ana")
    rita.query = ana.query = {"track": str(track)}
    assert "Waive for the whole track" in words(rita.sees(desk))
    given = {"track": track, "rule": "not-watched", "cue": ""}
    assert not ana.does(desk, "waive", **given, reason="no").ok
    assert not rita.does(desk, "waive", **given, reason=" ").ok
    assert rita.does(desk, "waive", **given, reason=HOSTILE).ok
    html = rita.sees(desk)
    assert HOSTILE in words(html)
    assert "Watch it through" not in words(html)
    (waiver,) = desk.place.review.waivers(desk.visitor(rita.connection).actor, track)
    assert not ana.does(desk, "withdraw", waiver=waiver.waiver_id).ok
    assert rita.does(desk, "withdraw", waiver=waiver.waiver_id).ok
    assert "None is in force" in words(rita.sees(desk))


def test_a_draft_leaves_and_is_verified(desk, served, track, visitors):
    ana = visitors("ana")
    ana.query = {"track": str(track)}
    said = ana.does(desk, "export", track=track, formats=["srt", "vtt"])
    assert said.ok, said
    assert "2 files" in said.message
    html = ana.sees(desk)
    downloads = [link for link in Elements(html).links if "/deliveries/" in link]
    assert len(downloads) == 4  # two files, the record, its page
    assert "AI-use record" in words(html)
    client = served.as_("ana")
    for link in downloads:
        assert client.get(link).status_code == 200
    assert "all as it was" in words(ana.sees(desk, verify="1"))
    file = next(served.out.rglob("*.srt"))
    file.write_text("changed")
    assert "file-altered" in words(ana.sees(desk, verify="1"))
    again = ana.does(desk, "export", track=track, formats="srt")
    assert "Kept, because somebody changed them" in again.hint


def test_final_only_through_the_gate_and_only_by_whom_it_may(desk, track, visitors):
    lea, ana = visitors("lea"), visitors("ana")
    said = lea.does(desk, "export", track=track, final="1", formats="srt")
    assert not said.ok
    assert "in the way" in said.message
    assert not ana.does(desk, "export", track=track, final="1", formats="srt").ok
    for rule in ("not-approved", "not-watched"):
        assert lea.does(desk, "waive", track=track, rule=rule, cue="", reason="a trial").ok
    assert "ready for final" in words(lea.sees(desk, track=str(track)))
    done = lea.does(desk, "export", track=track, final="1", formats="srt", variants="full")
    assert done.ok, done
    assert "as final" in done.message
    assert "final" in words(lea.sees(desk, track=str(track)))


def test_an_open_query_blocks_and_its_text_stays_text(desk, served, track, visitors):
    lea = visitors("lea")
    actor = desk.visitor(lea.connection).actor
    template = served.workplace.templates.start(actor, served.tracks["en"])
    served.workplace.templates.publish(actor, template)
    served.workplace.templates.draft_markets(actor, template, ["fr-FR"])
    served.workplace.review.note(actor, track, "c1", NoteKind.QUERY, HOSTILE)
    html = lea.sees(desk, track=str(track))
    assert "Open queries 1" in words(html)


def test_an_unknown_track_is_none(desk, visitors):
    assert "S01E01" in visitors("ana").sees(desk, track="999999")
    assert not visitors("ana").does(desk, "export", track=999999).ok
