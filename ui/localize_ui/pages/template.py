"""*Template*: a source track in versions, what the next one does to each market, and requests."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from localize.errors import SettingsError
from localize.locales import normalize
from localize.review.acts import ActKind
from localize.review.errors import RefusedError
from localize.script import TrackRole
from localize_ui.pages import paths
from localize_ui.pages.allowed import may
from localize_ui.pages.desk import Desk, Said
from localize_ui.pages.elements import (
    amount,
    button,
    check,
    chip,
    empty,
    facts,
    field,
    form,
    labelled,
    link,
    progress,
    row,
    section,
    select,
    send,
    table,
    text,
)
from localize_ui.pages.impacts import impacts_table
from localize_ui.pages.picking import chosen_track, picker, tracks_of
from localize_ui.pages.template_lists import requests_list, version_log

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from localize.review.publishing import Publication
    from localize.review.reading import SeasonOverview, TrackSummary
    from localize.review.versions import Version
    from localize.review.views import TrackView
    from localize_ui.api.identity import Caller
    from localize_ui.pages.desk import Act, Query, Sent

#: Cues of one market that are listed; more are counted.
_MOST: Final = 60


class TemplateDesk(Desk):
    """The page of one template."""

    title = "Template"
    path = paths.TEMPLATE
    regions = ("main", "side")

    def regions_for(self, caller: Caller | None, query: Query) -> dict[str, str]:
        """The next version and requests; beside them the versions and the markets."""
        overview = self.overview(caller)
        tracks = tracks_of(overview, {TrackRole.TEMPLATE}) if overview else []
        track = chosen_track(tracks, query)
        begin = self._begin(caller, overview, folded=track is not None)
        if caller is None or overview is None or track is None:
            words = (
                "There is no template yet. A template is a copy of what was heard that people "
                "correct; every market then follows its versions."
            )
            title = '<header class="lz-title"><h1>Template</h1></header>'
            return {"main": title + empty(words), "side": begin}
        view = self.place.review.track(caller.actor, track.track_id)
        versions = self.place.templates.log(caller.actor, track.track_id)
        requests = self.place.requests.of(caller.actor, track.track_id)
        made = self._impact(caller, track)
        main = (
            f'<header class="lz-title"><h1>Template</h1>{picker(tracks, track)}'
            f"{_links(track)}</header>"
            f"{_state(track, view, versions)}"
            f"{_next(track, made, versions, publishes=may(caller, ActKind.PUBLISH))}"
            f"{requests_list(track, requests, answers=may(caller, ActKind.ANSWER))}"
        )
        markets = self._markets(caller, track, overview, (made, versions), query)
        side = markets + version_log(versions) + begin
        return {"main": main, "side": side}

    def acts(self) -> Mapping[str, Act]:
        """What can be done on this page."""
        return {
            "start": self._start,
            "publish": self._publish,
            "grant": self._grant,
            "decline": self._decline,
            "hang": self._hang,
        }

    # --- Drawing ------------------------------------------------------------------------------

    def _begin(
        self, caller: Caller | None, overview: SeasonOverview | None, *, folded: bool
    ) -> str:
        if overview is None or not may(caller, ActKind.IMPORT):
            return ""
        taken = {
            (one.episode, one.locale) for one in overview.tracks if one.role is TrackRole.TEMPLATE
        }
        origins = [
            (str(one.track_id), f"{one.episode} · {one.locale}"
             + ("" if one.role is TrackRole.TRANSCRIPT else " (pivot)"))
            for one in tracks_of(overview, {TrackRole.TRANSCRIPT, TrackRole.SUBTITLE})
            if (one.episode, one.locale) not in taken
        ]  # fmt: skip
        if not origins:
            return ""
        inner = form(
            "start",
            labelled("From", select("origin", origins, id="origin")) + send("Begin a template"),
            class_="lz-form",
        )
        words = '<p class="lz-quiet">A copy, with its own versions; the original stays.</p>'
        if folded:
            inner = f"<details id=begin><summary>Begin another</summary>{words}{inner}</details>"
            return section("Another template", inner)
        return section("Begin a template", words + inner)

    def _impact(self, caller: Caller, track: TrackSummary) -> Publication | str:
        """What the next version would do, or why there can be none."""
        try:
            return self.place.templates.impact(caller.actor, track.track_id)
        except RefusedError as error:
            return f"{error.message} {error.ask}".strip()

    def _markets(
        self,
        caller: Caller,
        track: TrackSummary,
        overview: SeasonOverview,
        template: tuple[Publication | str, Sequence[Version]],
        query: Query,
    ) -> str:
        made, versions = template
        season = self.place.season
        locales = [one.locale for one in season.markets if one.locale != track.locale]
        if not locales:
            return section("Markets", empty("The season has no market besides this language."))
        of_episode = {
            one.locale: one
            for one in overview.tracks
            if one.episode == track.episode and one.role is TrackRole.SUBTITLE
        }
        rows, boxes = [], []
        for locale in locales:
            one = of_episode.get(locale)
            hung = _hung(made, one) if one is not None else "no track yet"
            rows.append(
                row(
                    link(paths.review(one.track_id), locale) if one else text(locale),
                    hung,
                    progress(one.states) if one else "",
                )
            )
            boxes.append(check("locales", locale, locale, id=f"hang-{locale}"))
        shown = table(("Market", "Follows", ""), rows)
        if not versions or not may(caller, ActKind.PUBLISH):
            why = "" if versions else '<p class="lz-quiet">Publish a version first.</p>'
            return section("Markets", shown + why)
        numbers = [(str(one.number), f"version {one.number}") for one in versions]
        inner = (
            f'<div class="lz-checks">{"".join(boxes)}</div>'
            + labelled("Hang on", select("version", numbers, id="hang-version"))
            + '<div class="lz-links">'
            + send("Show what it would do", data_dry="1", class_="lz-plain")
            + send("Hang", data_sure="Really hang these?")
            + "</div>"
        )
        wanted = query.get("dry", "")
        preview = self._preview(caller, track, of_episode, wanted) if wanted else ""
        return (
            section(
                "Markets", shown + form("hang", inner, data_track=track.track_id, class_="lz-form")
            )
            + preview
        )

    def _preview(
        self,
        caller: Caller,
        track: TrackSummary,
        of_episode: Mapping[str, TrackSummary],
        wanted: str,
    ) -> str:
        """What hanging would do, by market; a market without a track gets empty cues."""
        number, _, named = wanted.partition(":")
        impacts, told = [], []
        for locale in named.split(","):
            one = of_episode.get(locale)
            if one is None:
                told.append(f"{locale}: a new track with an empty cue a line.")
                continue
            try:
                impacts.append(
                    self.place.templates.hang(
                        caller.actor, one.track_id, track.track_id,
                        int(number) if number.isdecimal() else None, dry_run=True,
                    )
                )  # fmt: skip
            except RefusedError as error:
                told.append(f"{locale}: {error.message}")
        words = "".join(f"<li>{text(one)}</li>" for one in told)
        close = button("×", "go", data_dry="", aria_label="Close")
        return section(
            "Hanging would do this",
            (impacts_table(impacts) if impacts else "")
            + (f'<ul class="lz-lines">{words}</ul>' if words else ""),
            aside=close,
        )

    # --- Doing --------------------------------------------------------------------------------

    def _start(self, caller: Caller, sent: Sent, _: Query) -> Said:
        made = self.place.templates.start(caller.actor, sent.number("origin"))
        return Said("The template is begun.", query={"track": str(made), "dry": ""})

    def _publish(self, caller: Caller, sent: Sent, _: Query) -> Said:
        after = sent.word("after")
        made = self.place.templates.publish(
            caller.actor,
            sent.number("track"),
            sent.word("note"),
            after=int(after) if after.isdecimal() else None,
        )
        return Said(f"Version {made.version} is published.", " · ".join(made.summary))

    def _grant(self, caller: Caller, sent: Sent, _: Query) -> Said:
        done = self.place.requests.grant(caller.actor, sent.number("note"), sent.word("text"))
        moved = done.start_frames or done.end_frames
        hint = "Its frames are in the template now." if moved else "Change the template's line now."
        return Said("The request is granted.", hint)

    def _decline(self, caller: Caller, sent: Sent, _: Query) -> Said:
        self.place.requests.decline(caller.actor, sent.number("note"), sent.word("text"))
        return Said("The request is declined.")

    def _hang(self, caller: Caller, sent: Sent, _: Query) -> Said:
        locales = [normalize(one) for one in sent.words("locales")]
        if not locales:
            raise SettingsError("No market is ticked.", hint="Tick those that are meant.")
        version = sent.number("version") or None
        if sent.flag("dry"):
            return Said("", query={"dry": f"{version or ''}:{','.join(locales)}"})
        made = self.place.templates.draft_markets(
            caller.actor, sent.number("track"), locales, version
        )
        said = " · ".join(one.impact.summary for one in made)
        return Said(f"{amount(len(made), 'market')} now follow the template.", said,
                    query={"dry": ""})  # fmt: skip


def _links(track: TrackSummary) -> str:
    editor = link(paths.review(track.track_id), "Edit the template", class_="lz-button")
    gate = link(paths.address(paths.DELIVER, track=track.track_id), "Deliver", class_="lz-button")
    return f'<span class="lz-tools">{editor}{gate}{button("Refresh", "go")}</span>'


def _state(track: TrackSummary, view: TrackView, versions: Sequence[Version]) -> str:
    counts = {state.value: number for state, number in track.states}
    total = sum(counts.values())
    notes = Counter(category for cue in view.cues for category, _ in cue.annotations)
    kinds = ", ".join(f"{count} {category}" for category, count in sorted(notes.items()))
    silent = sum(not cue.cue.translate for cue in view.cues)
    told = (
        ("Cues", str(total)),
        ("Approved", str(counts["approved"])),
        ("Confirmed", str(counts["reviewed"])),
        ("Annotations", f"{sum(notes.values())}{f' ({kinds})' if kinds else ''}"),
        ("Not to be translated", str(silent)),
        ("Open queries", str(track.queries)),
        ("Published", f"version {versions[0].number}" if versions else "never"),
    )
    annotated = [(cue.cue.id, note) for cue in view.cues for note in cue.annotations]
    items = "".join(
        f"<li>{link(paths.review(track.track_id, cue_id), cue_id)} <b>{text(category)}</b> "
        f"{text(words)}</li>"
        for cue_id, (category, words) in annotated[:_MOST]
    )
    listed = (
        f'<details id="annotations"><summary>{amount(len(annotated), "annotation")}</summary>'
        f'<ul class="lz-lines">{items}</ul></details>'
        if annotated
        else ""
    )
    return (
        f'<section class="lz-section lz-summary">{facts(told)}{progress(track.states)}{listed}'
        "</section>"
    )


def _next(
    track: TrackSummary,
    made: Publication | str,
    versions: Sequence[Version],
    *,
    publishes: bool,
) -> str:
    """What the next version would do, before it can be published."""
    if isinstance(made, str):
        return section("Next version", empty(made))
    newest = versions[0] if versions else None
    nothing_new = (
        newest is not None and not made.changes and newest.machine_pivot == made.machine_pivot
    )
    if nothing_new and newest is not None:
        return section(
            "Next version",
            empty(f"Nothing has changed since version {newest.number}."),
        )
    kinds = Counter(one.kind.value for one in made.changes)
    changed = " ".join(chip(f"{count} {kind}") for kind, count in sorted(kinds.items()))
    head = f"<p>{amount(len(made.changes), 'change')} since the last version {changed}</p>" \
        if newest else "<p>The first version.</p>"  # fmt: skip
    act = ""
    if publishes:
        number = newest.number if newest else 0
        box = field(name="note", id="publish-note", maxlength=1000,
                    placeholder="what is new, for the markets")  # fmt: skip
        act = form(
            "publish",
            labelled("What to say about it", box)
            + send(f"Publish version {made.version}", data_sure="Really publish?"),
            data_track=track.track_id, data_after=str(number), class_="lz-form lz-inline",
        )  # fmt: skip
    return section(
        f"Version {made.version}: what it would do",
        head + _warnings(made) + impacts_table(made.impacts) + act,
    )


def _hung(made: Publication | str, one: TrackSummary) -> str:
    """On which version a market's track hangs."""
    impacts = () if isinstance(made, str) else made.impacts
    hung_on = next((known.hung_on for known in impacts if known.track_id == one.track_id), None)
    return chip(f"version {hung_on}", "ok") if hung_on else chip("not this template")


def _warnings(made: Publication) -> str:
    told = []
    if made.unapproved:
        told.append(f"{amount(made.unapproved, 'cue is', 'cues are')} not approved.")
    if made.open_queries:
        told.append(f"{amount(made.open_queries, 'query is', 'queries are')} open.")
    if made.machine_pivot:
        told.append(
            f"{amount(len(made.unread), 'cue is', 'cues are')} a machine's translation of a "
            "machine's transcript that no person has read: markets cannot be final on it."
        )
    items = "".join(f"<li>{text(one)}</li>" for one in told)
    return f'<ul class="lz-lines lz-warned">{items}</ul>' if items else ""
