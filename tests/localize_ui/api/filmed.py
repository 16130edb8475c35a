"""An episode's film in a project that is served, and what browsers ask of its copy."""

from __future__ import annotations

import time

from localize.media.identity import content_hash
from localize.review.importing import ImportedEpisode
from localize.review.service import Review
from localize.season import read_season
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


def media(client, track):
    """How the copy for a track stands."""
    answer = client.api("GET", f"tracks/{track}/media")
    assert answer.status_code == 200, answer.text
    return answer.json()


def until(what, seconds=60):
    """Wait until something is so; what it said then."""
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
    """As a video element asks."""
    return client.request(method, url, headers={**VIDEO, **headers})
