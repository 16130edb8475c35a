"""Choosing a track: the list at the top of a page, and which one its address names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.media.find import natural_key
from localize.script import TrackRole
from localize_ui.pages.elements import attributes, tag, text

if TYPE_CHECKING:
    from collections.abc import Collection

    from localize.review.reading import SeasonOverview, TrackSummary
    from localize_ui.pages.desk import Query

_WORDS = {TrackRole.TRANSCRIPT: " (heard)", TrackRole.TEMPLATE: " (template)"}


def tracks_of(overview: SeasonOverview, roles: Collection[TrackRole]) -> list[TrackSummary]:
    """Tracks of these roles, by episode and locale."""
    found = [one for one in overview.tracks if one.role in roles]
    return sorted(found, key=lambda one: (natural_key(one.episode), one.role.value, one.locale))


def chosen_track(
    tracks: list[TrackSummary], query: Query, *, first: bool = True
) -> TrackSummary | None:
    """The track that the address names; the first of all where it names none."""
    named = query.get("track", "")
    for one in tracks:
        if str(one.track_id) == named:
            return one
    return tracks[0] if first and tracks else None


def picker(tracks: list[TrackSummary], chosen: TrackSummary | None) -> str:
    """A list of tracks by episode; choosing one opens it at once."""
    groups: dict[str, list[str]] = {}
    for one in tracks:
        label = f"{one.episode} · {one.locale}{_WORDS.get(one.role, '')} · {one.stage}"
        groups.setdefault(one.episode, []).append(
            tag(
                "option",
                text(label).removeprefix("<bdi>").removesuffix("</bdi>"),
                value=one.track_id,
                selected=chosen is not None and one.track_id == chosen.track_id,
            )
        )
    inner = "".join(
        f"<optgroup{attributes(label=episode)}>{''.join(options)}</optgroup>"
        for episode, options in groups.items()
    )
    return tag("select", inner, class_="lz-pick", data_go="track", aria_label="Track", id="lz-pick")
