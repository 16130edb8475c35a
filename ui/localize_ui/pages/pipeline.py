"""The pipeline on the season's page: episodes are added, a run is started, followed and ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from localize.errors import SettingsError
from localize.media.find import find_media
from localize.review.acts import ActKind
from localize.timeline import format_clock
from localize_ui.api.routes import runs as routes
from localize_ui.api.runs import RunState
from localize_ui.pages.allowed import may
from localize_ui.pages.desk import Pulse, Said
from localize_ui.pages.elements import (
    amount,
    button,
    check,
    chip,
    empty,
    field,
    form,
    labelled,
    moment,
    section,
    send,
    short_id,
    tag,
    text,
)
from localize_ui.pages.run_form import new_run, settings_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from localize_ui.api.identity import Caller
    from localize_ui.api.runs import RunEvents, RunInfo
    from localize_ui.pages.desk import Act, Desk, Query, Sent

#: Media files that are listed; a whole folder can be named instead.
_MOST: Final = 200
#: Lines of a run's log that are shown, the last ones.
_LINES: Final = 60
_KINDS: Final = {
    RunState.RUNNING: "note",
    RunState.CANCELLING: "warn",
    RunState.DONE: "ok",
    RunState.FAILED: "bad",
    RunState.CANCELLED: "warn",
}
_AT_WORK: Final = (RunState.RUNNING, RunState.CANCELLING)


class Pipeline:
    """Draws the pipeline's panels, and does what is asked for there.

    Args:
        desk: the page that they stand on.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def acts(self) -> Mapping[str, Act]:
        """What can be done here."""
        return {"run": self._start, "cancel": self._cancel, "added": self._added}

    # --- Adding and starting ------------------------------------------------------------------

    def adding(self, caller: Caller | None) -> str:
        """Media of the project to run over, and more of it to be added."""
        if not may(caller, ActKind.RERUN):
            return ""
        found, more = self._media()
        # A tick goes with its file, whatever files come before it.
        boxes = "".join(check("paths", path, path, id=f"media-{short_id(path)}") for path in found)
        listed = (
            f'<div class="lz-media" id="media-scroll" tabindex="0" role="group" '
            f'aria-label="Media in the project">{boxes}</div>'
            if boxes
            else empty("There are no media files in the project's folder yet.")
        )
        left = f'<p class="lz-quiet">and {more} more: name their folder below</p>' if more else ""
        inner = (
            listed
            + left
            + labelled(
                "Or a path in the project: a file or a folder, . for all",
                field(name="path", id="run-path", maxlength=1000, autocomplete="off"),
            )
            + "<details id=run-more><summary>Settings of this run</summary>"
            + settings_fields(self._desk.place.season)
            + "</details>"
            + send("Run the pipeline")
        )
        upload = (
            '<label class="lz-field lz-upload"><span>Add an episode from your machine</span>'
            + field(type="file", data_upload="uploads", data_then="added", id="upload",
                    accept="video/*,audio/*,.mkv,.mxf,.ts,.m2ts,.mts")
            + '</label><div class="lz-uploading" role="status" hidden></div>'
        )  # fmt: skip
        return section("Episodes", upload + form("run", inner, class_="lz-form"))

    def _media(self) -> tuple[list[str], int]:
        """Paths of media from the project's folder, outputs (in a folder of theirs) left out."""
        project, out = self._desk.place.project, self._desk.place.out
        found = [
            file.path.relative_to(project).as_posix()
            for file in find_media([project]).files
            if out == project or out not in file.path.parents
        ]
        return found[:_MOST], max(0, len(found) - _MOST)

    def _start(self, caller: Caller, sent: Sent, _: Query) -> Said:
        paths = [*sent.words("paths"), *filter(None, [sent.word("path")])]
        if not paths:
            raise SettingsError("Nothing is ticked.", hint="Tick episodes, or name a path.")
        made = routes.start(self._desk.place, caller, new_run(paths[:1_000], sent))
        return Said(f"Run {made.id} has started.")

    def _added(self, _: Caller, sent: Sent, __: Query) -> Said:
        return Said(f"{sent.word('path')} is in the project.", "Tick it and run the pipeline.")

    def _cancel(self, caller: Caller, sent: Sent, _: Query) -> Said:
        routes.cancel(self._desk.place, caller, sent.number("run"))
        return Said("The run is ending.", "What it has finished is kept.")

    # --- Following ----------------------------------------------------------------------------

    def pulse(self, caller: Caller | None) -> Pulse:
        """Two words: one changes with everything that is told, one when tracks have changed."""
        if caller is None or not may(caller, ActKind.RERUN):
            return Pulse()
        runs = self._desk.place.runs.list(caller.actor)
        if not runs:
            return Pulse()
        last = runs[0]
        told = self._desk.place.runs.events(caller.actor, last.id)
        done = "/".join(f"{one.get('done')}" for one in told.progress)
        episodes = sum(one.get("event") == "episode-done" for one in told.events)
        said = f"{last.id}:{last.state.value}:{told.next}:{len(last.said)}:{done}"
        return Pulse(said, f"{last.id}:{last.state.value}:{episodes}")

    def at_work(self, caller: Caller | None) -> bool:
        """Whether a run is at work that this person may see."""
        if caller is None or not may(caller, ActKind.RERUN):
            return False
        return any(one.state in _AT_WORK for one in self._desk.place.runs.list(caller.actor))

    def following(self, caller: Caller | None) -> str:
        """The last run with its progress and log, and those before in a line each."""
        if not may(caller, ActKind.RERUN):
            return ""
        runs = self._desk.place.runs.list(caller.actor) if caller is not None else ()
        if caller is None or not runs:
            return ""
        last = runs[0]
        told = self._desk.place.runs.events(caller.actor, last.id)
        stop = ""
        if last.state is RunState.RUNNING:
            stop = button("Cancel", "cancel", data_run=last.id, data_sure="Really cancel?")
        head = (
            f"<p>{chip(last.state.value, _KINDS[last.state])} run {last.id}, {text(last.by)} "
            f"<small>{moment(last.started)}</small></p>"
        )
        older = "".join(
            f"<li>{chip(one.state.value, _KINDS[one.state])} run {one.id} "
            f"<small>{text(one.by)}, {moment(one.started)}</small></li>"
            for one in runs[1:6]
        )
        before = (
            f"<details id=runs-before><summary>Runs before</summary><ul class=lz-lines>{older}</ul>"
            "</details>"
            if older
            else ""
        )
        return section(
            "Pipeline",
            head + _progress(told) + _folded(last, _log(last, told)) + before,
            aside=stop,
        )


def _progress(told: RunEvents) -> str:
    bars = []
    for one in told.progress:
        done, total = _number(one.get("done")), _number(one.get("total"))
        share = min(100.0, 100 * done / total) if total else 0.0
        what = " ".join(str(one.get(key, "")) for key in ("episode", "stage", "track")).strip()
        if one.get("stage") == "model":
            said = f"{done / 1e6:.0f} of {total / 1e6:.0f} MB"
        else:
            said = f"{_clock(done)} of {_clock(total)}"
        bars.append(
            f'<div class="lz-run"><span>{text(what)}</span><small>{text(said)}</small>'
            + tag("progress", "", max=100, value=f"{share:.1f}", aria_label=what)
            + "</div>"
        )
    return "".join(bars)


def _folded(last: RunInfo, log: str) -> str:
    """The log as it is while a run works or has failed, and folded once it is done."""
    if not log or last.state in (*_AT_WORK, RunState.FAILED):
        return log
    return f"<details id=run-log><summary>Log</summary>{log}</details>"


def _log(last: RunInfo, told: RunEvents) -> str:
    lines = [_line(one) for one in told.events]
    shown = [one for one in lines if one][-_LINES:]
    if last.state is RunState.FAILED:
        shown += [("bad", word) for word in last.said[-8:]]
    if not shown:
        return ""
    items = "".join(
        f"<li{f' class=lz-log-{kind}' if kind else ''}>{text(words)}</li>" for kind, words in shown
    )
    return (
        f'<ul class="lz-log" id="log-{last.id}" tabindex="0" role="log" aria-label="Log">'
        f"{items}</ul>"
    )


def _line(event: Mapping[str, Any]) -> tuple[str, str] | None:
    """(kind, words) of an event; None for one that says nothing to people."""
    episode, track = str(event.get("episode", "")), str(event.get("track", ""))
    where = " ".join(filter(None, (episode, str(event.get("stage", "")), track)))
    message = str(event.get("message", ""))
    told: dict[str, Callable[[], tuple[str, str]]] = {
        "run-started": lambda: ("", f"{amount(_length(event.get('episodes')), 'episode')} planned"),
        "stage-done": lambda: ("", f"{where}: {_took(event)}"),
        "episode-done": lambda: ("ok", f"{episode} is done"),
        "episode-failed": lambda: ("bad", f"{where}: {message} {event.get('hint', '')}".strip()),
        "notice": lambda: (
            "" if event.get("severity") == "note" else "warn",
            f"{where}: {message}".removeprefix(": "),
        ),
        "run-done": lambda: _ended(event),
    }
    say = told.get(str(event.get("event")))
    return say() if say is not None else None


def _took(event: Mapping[str, Any]) -> str:
    seconds = event.get("seconds")
    if event.get("kept"):
        return "kept from before"
    return f"{seconds:.1f} s" if isinstance(seconds, int | float) else "done"


def _ended(event: Mapping[str, Any]) -> tuple[str, str]:
    failed = _number(event.get("failed"))
    done = f"{amount(_number(event.get('done')), 'episode')} done"
    return ("bad", f"{done}, {failed} failed") if failed else ("ok", done)


def _length(value: object) -> int:
    return len(value) if isinstance(value, list | tuple) else 0


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _clock(milliseconds: int) -> str:
    return format_clock(max(0, milliseconds)).partition(".")[0]
