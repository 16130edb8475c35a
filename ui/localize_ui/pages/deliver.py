"""*Deliver*: what keeps a track from being final, what may be waived, what leaves and what left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from localize import registry
from localize.delivery.gate import UNWAIVABLE, GateRule, open_blockers
from localize.delivery.manifest import delivered_files
from localize.delivery.snapshot import market_of
from localize.delivery.variants import Variant
from localize.review.acts import ActKind
from localize.script import TrackRole
from localize.store.kinds import CueState
from localize.timeline import FrameRate
from localize_ui.api.routes import delivery as routes
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
    moment,
    progress,
    row,
    section,
    send,
    table,
    tag,
    text,
)
from localize_ui.pages.picking import chosen_track, picker, tracks_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.delivery.gate import Blocker
    from localize.review.reading import TrackSummary
    from localize.review.views import WaiverView
    from localize_ui.api.identity import Caller
    from localize_ui.pages.desk import Act, Query, Sent

#: Cues that are listed under one rule; more are counted.
_MOST: Final = 40
#: What a rule of the gate is called by people.
_NAMES: Final = {
    GateRule.NO_CUES.value: "No text at all",
    GateRule.NOT_APPROVED.value: "Not approved",
    GateRule.NOT_WATCHED.value: "Not watched since the last edit",
    GateRule.EMPTY.value: "Empty cues",
    GateRule.NEW_LINE.value: "New lines of the template",
    GateRule.STALE.value: "To be looked at",
    GateRule.OPEN_QUERY.value: "Open questions",
    GateRule.MACHINE_PIVOT.value: "A machine's translation of a machine's transcript",
}
#: What the checks' rules are called, as in the editor (`strings.ts`).
_CHECKS: Final = {
    "lines": "Too many lines",
    "line-length": "Line too long",
    "reading-speed": "Reading speed",
    "duration-short": "Too short",
    "duration-long": "Too long",
    "gap": "Gap",
    "overlap": "Overlap",
}


@dataclass(frozen=True, slots=True)
class _Cues:
    """What people call a track's cues: their numbers, and the timecodes that they come in at.

    Attributes:
        numbers: cue id → place in the track, from 1.
        rate: of the programme.
        first: frame number of the programme's first frame, by its timecode.
    """

    numbers: Mapping[str, int]
    rate: FrameRate
    first: int

    def name(self, cue_id: str) -> str:
        """The cue's number; of one that is not in the track any more its id."""
        return str(self.numbers.get(cue_id, cue_id))

    def timecode(self, time: int) -> str:
        """The timecode of the frame that is shown at ``time`` (ms)."""
        return self.rate.timecode(self.first + self.rate.nearest_frame(time))


class DeliverDesk(Desk):
    """The page of one track's delivery."""

    title = "Deliver"
    path = paths.DELIVER
    regions = ("main", "side")

    def regions_for(self, caller: Caller | None, query: Query) -> dict[str, str]:
        """Blockers and waivers; beside them the export and what left."""
        overview = self.overview(caller)
        tracks = tracks_of(overview, set(TrackRole)) if overview else []
        subtitles = [one for one in tracks if one.role is TrackRole.SUBTITLE]
        track = chosen_track(tracks, query, first=False) or chosen_track(subtitles or tracks, query)
        if caller is None or track is None:
            nothing = empty("There is no track yet. Run the pipeline on the Season page first.")
            return {"main": f'<header class="lz-title"><h1>Deliver</h1></header>{nothing}',
                    "side": ""}  # fmt: skip
        blockers = routes.gate(self.place, caller, track.track_id)
        waivers = self.place.review.waivers(caller.actor, track.track_id)
        names = self.place.accounts.shown_names()
        cues = self._cues(caller, track)
        main = (
            f'<header class="lz-title"><h1>Deliver</h1>{picker(tracks, track)}'
            f"{_links(track)}</header>"
            f"{_summary(track, blockers)}"
            f"{_blockers(track, blockers, cues, waives=may(caller, ActKind.WAIVE))}"
            f"{_waivers(waivers, names, cues, waives=may(caller, ActKind.WAIVE))}"
        )
        side = (
            self._export(caller, track, blockers)
            + self._deliveries(caller, track, names)
            + (self._verified() if query.get("verify") == "1" else _verify())
        )
        return {"main": main, "side": side}

    def acts(self) -> Mapping[str, Act]:
        """What can be done on this page."""
        return {"waive": self._waive, "withdraw": self._withdraw, "export": self._make}

    # --- Drawing ------------------------------------------------------------------------------

    def _cues(self, caller: Caller, track: TrackSummary) -> _Cues:
        opened = self.place.review.open(caller.actor, track.track_id)
        market = market_of(self.place.season, track.locale, track.role)
        numbers = {shown.cue.id: at for at, shown in enumerate(opened.track.cues, start=1)}
        begins = market.start_timecode or opened.start_timecode or "00:00:00:00"
        return _Cues(numbers, opened.rate, opened.rate.frame_of_timecode(begins))

    def _export(self, caller: Caller, track: TrackSummary, found: Sequence[Blocker]) -> str:
        season = self.place.season
        market = next((one for one in season.markets if one.locale == track.locale), None)
        usual = market.formats if market is not None else season.formats
        formats = "".join(
            check("formats", name, name, checked=name in usual, id=f"format-{name}")
            for name in registry.names(registry.FORMATS)
        )
        variants = "".join(
            check("variants", one.value, one.label, id=f"variant-{one.value}") for one in Variant
        )
        open_ = len(open_blockers(found))
        delivers = may(caller, ActKind.DELIVER)
        final = send(
            "Export final", data_final="1", disabled=bool(open_) or not delivers,
            data_sure="Really as final?",
        )  # fmt: skip
        if not delivers:
            why = "Final files are exported by the lead or the operator."
        elif open_:
            why = f"{amount(open_, 'thing is', 'things are')} in the way of final."
        else:
            why = "Nothing is in the way of final."
        inner = (
            f'<fieldset><legend>Formats</legend><div class="lz-checks">{formats}</div></fieldset>'
            f"<fieldset><legend>Files <small>none ticked: those that the track has by itself"
            f'</small></legend><div class="lz-checks">{variants}</div></fieldset>'
            + check("overwrite", "1", "Write over files that somebody has changed", id="overwrite")
            + f'<p class="lz-quiet">{text(why)}</p>'
            + f'<div class="lz-links">{final}{send("Export draft", class_="lz-plain")}</div>'
        )
        return section("Export", form("export", inner, data_track=track.track_id, class_="lz-form"))

    def _deliveries(self, caller: Caller, track: TrackSummary, names: Mapping[int, str]) -> str:
        made = routes.deliveries(self.place, caller, track.track_id)
        if not made:
            return section("Deliveries", empty("Nothing has left yet."))
        items = []
        for one in reversed(made[-20:]):
            kind = chip("final", "ok") if one.final else chip("draft", "warn")
            who = names.get(one.by or 0, "the command line" if one.by is None else "local")
            files = [str(file.get("path")) for file in delivered_files(one.entry)]
            shown = "".join(
                "<li>"
                + link(
                    _download(track.track_id, one.id, path), path.rpartition("/")[2], download=""
                )
                + (" <small>AI-use record</small>" if path.endswith(".html") else "")
                + "</li>"
                for path in files
            )
            items.append(
                f'<li class="lz-delivery"><div>{kind} {moment(one.at)} '
                f"<small>{text(who)}</small></div><ul>{shown}</ul></li>"
            )
        return section("Deliveries", f'<ul class="lz-deliveries">{"".join(items)}</ul>')

    def _verified(self) -> str:
        findings = routes.verify(self.place)
        if not findings:
            inner = (
                f"<p>{chip('all as it was', 'ok')} Every delivered file is as it was recorded.</p>"
            )
        else:
            items = "".join(
                f"<li><b>{text(one.rule)}</b> {text(one.message)}</li>" for one in findings
            )
            inner = f'<p>{chip("altered", "bad")}</p><ul class="lz-lines">{items}</ul>'
        return section("Verification", inner, aside=button("Again", "go", data_verify="1"))

    # --- Doing --------------------------------------------------------------------------------

    def _waive(self, caller: Caller, sent: Sent, _: Query) -> Said:
        made = self.place.review.waive(
            caller.actor, sent.number("track"), sent.word("cue"), sent.word("rule"),
            sent.word("reason"),
        )  # fmt: skip
        where = "this cue" if made.cue_id else "the whole track"
        return Said(f"{_name(made.rule)} is waived for {where}.")

    def _withdraw(self, caller: Caller, sent: Sent, _: Query) -> Said:
        done = self.place.review.withdraw_waiver(caller.actor, sent.number("waiver"))
        return Said(f"{_name(done.rule)} holds again.")

    def _make(self, caller: Caller, sent: Sent, _: Query) -> Said:
        variants = [Variant(one) for one in sent.words("variants") if one in set(Variant)]
        body = routes.NewExport(
            final=sent.flag("final"),
            formats=sent.words("formats")[:20] or None,
            variants=variants or None,
            overwrite=sent.flag("overwrite"),
        )
        made = routes.make(self.place, caller, sent.number("track"), body)
        kept = [file.path for file in made.files if file.state == "kept"]
        told = [one.message for one in made.notices[:5]]
        if kept:
            told.insert(0, f"Kept, because somebody changed them: {', '.join(kept)}.")
        kind = "final" if made.final else "a draft"
        written = amount(len(made.files) - len(kept), "file")
        if not made.entry:
            return Said("Nothing was written.", " ".join(told), ok=False)
        return Said(f"Exported as {kind}: {written}, with record and page.", " ".join(told))


def _name(rule: str) -> str:
    return _NAMES.get(rule) or _CHECKS.get(rule) or rule


def _links(track: TrackSummary) -> str:
    editor = link(paths.review(track.track_id), "Open in the editor", class_="lz-button")
    return f'<span class="lz-tools">{editor}{button("Refresh", "go")}</span>'


def _summary(track: TrackSummary, found: Sequence[Blocker]) -> str:
    counts = dict(track.states)
    total = sum(counts.values())
    open_ = open_blockers(found)
    unwatched = sum(one.rule == GateRule.NOT_WATCHED for one in found)
    verdict = (
        chip(f"{len(open_)} in the way of final", "bad") if open_ else chip("ready for final", "ok")
    )
    told = (
        ("Approved", f"{counts[CueState.APPROVED]} of {total}"),
        ("Watched since last edit", f"{total - unwatched} of {total}"),
        ("Stale", str(track.stale)),
        ("Open queries", str(track.queries)),
        ("Stage", track.stage),
    )
    return (
        f'<section class="lz-section lz-summary">{verdict}{facts(told)}'
        f"{progress(track.states)}</section>"
    )


def _blockers(track: TrackSummary, found: Sequence[Blocker], cues: _Cues, *, waives: bool) -> str:
    groups: dict[str, list[Blocker]] = {}
    for one in found:
        if one.waived_by is None:
            groups.setdefault(one.rule, []).append(one)
    if not groups:
        return section("What is in the way", empty("Nothing."))
    parts = [
        _group(track, rule, group, cues, waives=waives)
        for rule, group in sorted(groups.items(), key=lambda pair: len(pair[1]))
    ]
    return section("What is in the way", "".join(parts))


def _group(
    track: TrackSummary, rule: str, group: list[Blocker], cues: _Cues, *, waives: bool
) -> str:
    rows = [_blocker(track, one, cues, waives=waives) for one in group[:_MOST]]
    more = (
        f'<p class="lz-quiet">and {len(group) - _MOST} more cues</p>' if len(group) > _MOST else ""
    )
    whole = ""
    if waives and rule not in UNWAIVABLE:
        whole = tag(
            "details",
            f"<summary>Waive for the whole track</summary>{_waive_form(track, rule, '')}",
            id=f"whole-{rule}",
        )
    # The checks' cures are of one cue; the gate's own are the same for all.
    clear = f'<span class="lz-clear">{text(group[0].clear)}</span>' if rule in _NAMES else ""
    return tag(
        "details",
        f"<summary><b>{text(_name(rule))}</b> {chip(str(len(group)), 'bad')} {clear}</summary>"
        f"{whole}"
        f'<div class="lz-scroll lz-blockers" id="scroll-{_plain(rule)}" tabindex="0" '
        f'role="region" aria-label="Cues">'
        f"{table(('Cue', 'In', 'What is wrong', ''), rows)}</div>{more}",
        class_="lz-rule",
        id=f"rule-{rule}",
        open=len(group) <= 3,
    )


def _blocker(track: TrackSummary, one: Blocker, cues: _Cues, *, waives: bool) -> str:
    cue = (
        link(paths.review(track.track_id, one.cue_id), cues.name(one.cue_id))
        if one.cue_id
        else "track"
    )
    at = "" if one.start is None else f'<span class="lz-number">{cues.timecode(one.start)}</span>'
    waive = ""
    if waives and one.cue_id and one.rule not in UNWAIVABLE:
        waive = tag(
            "details",
            f"<summary>Waive</summary>{_waive_form(track, one.rule, one.cue_id)}",
            id=f"waive-{one.rule}-{one.cue_id}",
        )
    return row(cue, at, text(one.message), waive)


def _waive_form(track: TrackSummary, rule: str, cue_id: str) -> str:
    key = f"reason-{rule}-{cue_id}"
    box = field(name="reason", id=key, required=True, maxlength=1000, placeholder="why it may stay")
    return form(
        "waive",
        labelled("Reason", box) + send("Waive"),
        data_track=track.track_id,
        data_rule=rule,
        data_cue=cue_id,
        class_="lz-form lz-inline",
    )


def _waivers(
    waivers: Sequence[WaiverView], names: Mapping[int, str], cues: _Cues, *, waives: bool
) -> str:
    if not waivers:
        return section("Waivers", empty("None is in force."))
    rows = [
        row(
            text(_name(one.rule)),
            f"cue {text(cues.name(one.cue_id))}" if one.cue_id else "whole track",
            text(one.reason),
            f"{text(names.get(one.by, 'local'))} <small>{moment(one.at)}</small>",
            button("Withdraw", "withdraw", data_waiver=one.waiver_id, data_sure="Really?")
            if waives
            else "",
        )
        for one in waivers
    ]
    return section("Waivers", table(("Rule", "Where", "Reason", "By", ""), rows))


def _verify() -> str:
    words = "Whether every delivered file is still as it was recorded."
    return section(
        "Verification", f'<p class="lz-quiet">{words}</p>',
        aside=button("Verify", "go", data_verify="1"),
    )  # fmt: skip


def _download(track_id: int, delivery_id: int, path: str) -> str:
    query = urlencode({"path": path})
    return f"/api/v1/tracks/{track_id}/deliveries/{delivery_id}/file?{query}"


def _plain(name: str) -> str:
    return "".join(char for char in name if char.isalnum() or char == "-")
