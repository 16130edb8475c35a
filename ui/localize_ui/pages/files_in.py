"""Subtitle files on the season's page: seen for what they are, then taken in as a track."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from localize.errors import UnknownNameError
from localize.media.find import natural_key
from localize.memory.seen import ChangedError
from localize.review.acts import ActKind
from localize.review.episode_names import called_alike
from localize.script import TrackRole
from localize.timeline import format_clock
from localize_ui.api.routes import imports as routes
from localize_ui.pages.allowed import may
from localize_ui.pages.desk import Said
from localize_ui.pages.elements import (
    button,
    check,
    facts,
    field,
    form,
    labelled,
    options,
    section,
    select,
    send,
    tag,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from localize.review.reading import SeasonOverview
    from localize_ui.api.brought import Brought
    from localize_ui.api.identity import Caller
    from localize_ui.pages.desk import Act, Desk, Query, Sent

#: Notes of the reader that are shown.
_NOTES: Final = 8
_ROLES: Final = (
    (TrackRole.SUBTITLE.value, "a market's subtitles"),
    (TrackRole.TRANSCRIPT.value, "what is said: the source"),
    (TrackRole.TEMPLATE.value, "the template"),
)


class FilesIn:
    """Draws the panel, and does what is asked for there.

    Args:
        desk: the page that it stands on.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def acts(self) -> Mapping[str, Act]:
        """What can be done here."""
        return {"file-read": self._read, "take-file": self._take, "drop-file": self._drop}

    def drawn(self, caller: Caller | None, overview: SeasonOverview | None) -> str:
        """The panel; empty for who may take nothing in."""
        if not may(caller, ActKind.IMPORT):
            return ""
        file = None
        if caller is not None:
            file = self._desk.place.subtitle_files.of(caller.actor.person_id)
        upload = (
            '<label class="lz-field lz-upload"><span>Take in subtitles from your machine: you see '
            "what they are first</span>"
            + field(type="file", data_upload="imports/brought", data_then="file-read",
                    id="subtitle-file")
            + '</label><div class="lz-uploading" role="status" hidden></div>'
        )  # fmt: skip
        if file is None:
            return section("Subtitle files", upload)
        names = [] if overview is None else [one.episode for one in overview.tracks]
        episodes = sorted(set(names), key=natural_key)
        return section("Subtitle files", upload + _seen(file) + _asked(file, episodes))

    # --- Doing --------------------------------------------------------------------------------

    def _read(self, caller: Caller, _: Sent, __: Query) -> Said:
        file = self._file(caller)
        return Said(f"{file.name} is read, and nothing is kept yet.", "Say what it is, below.")

    def _take(self, caller: Caller, sent: Sent, _: Query) -> Said:
        file = self._file(caller)
        if sent.word("file") != file.id:
            raise ChangedError(
                f"The file that you saw gave way to another, {file.name}.",
                hint="Nothing is kept yet: look again, then take it in.",
            )
        role = sent.word("role")
        if role not in list(TrackRole):
            raise UnknownNameError("role", role, tuple(TrackRole))
        report = routes.take_file(
            self._desk.place,
            caller.actor,
            file.name,
            file.holds.data,
            episode=sent.word("episode"),
            locale=sent.word("locale"),
            role=TrackRole(role),
            instead=sent.flag("instead"),
        )
        self._desk.place.subtitle_files.drop(caller.actor.person_id, file.id)
        (track,) = report.tracks
        counted = f"{track.added} added, {track.changed} changed, {track.removed} taken out"
        return Said(
            f"{file.name} is in as {report.episode} {track.locale}: {counted}.",
            " ".join(report.notes),
            query={"track": str(track.track_id)},
        )

    def _drop(self, caller: Caller, _: Sent, __: Query) -> Said:
        self._desk.place.subtitle_files.drop(caller.actor.person_id)
        return Said("The file is put away; nothing of it was kept.")

    def _file(self, caller: Caller) -> Brought[routes.SubtitleFile]:
        file = self._desk.place.subtitle_files.of(caller.actor.person_id)
        if file is None:
            raise UnknownNameError("file", "yours", (), hint="Choose the file again.")
        return file


def _seen(file: Brought[routes.SubtitleFile]) -> str:
    """What a file is: its kind, how much is in it, how it begins."""
    told = file.holds.told
    said = [("File", told.name), ("Format", told.format), ("Cues", str(told.cues))]
    if told.cues:
        said.append(("From", f"{format_clock(told.start)} to {format_clock(told.end)}"))
    if told.timecode:
        said.append(("Programme starts at", told.timecode))
    begins = "".join(
        f"<li><small>{text(format_clock(start))}</small> {text(words)}</li>"
        for start, words in told.begins
    )
    notes = "".join(f"<li>{text(one)}</li>" for one in told.notes[:_NOTES])
    more = len(told.notes) - _NOTES
    if more > 0:
        notes += f"<li>and {more} more</li>"
    return (
        facts(said)
        + (f'<ul class="lz-lines">{begins}</ul>' if begins else "")
        + (f'<ul class="lz-lines lz-warned">{notes}</ul>' if notes else "")
    )


def _asked(file: Brought[routes.SubtitleFile], episodes: Sequence[str]) -> str:
    """What the person says of a file; its name is taken at its word."""
    told = file.holds.told
    episode = next((one for one in episodes if called_alike(one, told.episode)), told.episode)
    known = tag("datalist", options((one, one) for one in episodes), id="file-episodes")
    # Fields of their own for each file: what was typed for the one before does not return.
    own = file.id
    inner = (
        labelled(
            "Of the episode",
            field(name="episode", id=f"file-episode-{own}", value=episode, required=True,
                  maxlength=500, list="file-episodes", autocomplete="off"),
            extra=known,
        )
        + labelled(
            "In the language",
            field(name="locale", id=f"file-locale-{own}", value=told.locale,
                  required=True, maxlength=60, autocomplete="off", placeholder="es-419"),
        )
        + labelled("They are", select("role", _ROLES, TrackRole.SUBTITLE.value,
                                      id=f"file-role-{own}"))
        + check("instead", "1", "The file replaces the track: whatever it lacks is taken out",
                id=f"file-instead-{own}")
        + '<div class="lz-links">' + send("Take it in") + button("Put it away", "drop-file")
        + "</div>"
    )  # fmt: skip
    return form("take-file", inner, data_file=file.id, class_="lz-form")
