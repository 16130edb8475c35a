"""*Files*: what the machines wrote, as it lies in the output folder; nothing to write here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import gradio as gr

from localize.delivery.manifest import NAME
from localize_ui import render
from localize_ui.listing import EpisodeCard, Season, TrackCard, read_season
from localize_ui.pages.board import HEAD_SCRIPT, HOW, region
from localize_ui.sheet import Sheet, read_sheet, sheet_stamp

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: Seconds between looks at the output folder while a page is open.
_EVERY: Final = 5
#: Value of *Beside it* for no other track; a locale is never empty.
_NOTHING: Final = ""

#: A click on a track opens it here; with a modifier it stays the link that it is.
_GRID_SCRIPT: Final = """
let top = 0, shown = '';
element.addEventListener('click', event => {
    const link = event.target.closest('a[data-track]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    trigger('click', {episode: link.dataset.episode, track: link.dataset.track});
});
element.addEventListener('scroll', event => { top = event.target.scrollTop; }, true);
watch('value', () => requestAnimationFrame(() => {
    const box = element.querySelector('.lz-season');
    if (!box) return;
    box.scrollTop = top;
    const open = box.querySelector('a[aria-current]');
    if (!open || open.href === shown) return;
    shown = open.href;
    const row = open.closest('tr').getBoundingClientRect(), room = box.getBoundingClientRect();
    const head = box.querySelector('thead').getBoundingClientRect().height;
    if (row.bottom > room.bottom) box.scrollTop += row.bottom - room.bottom;
    else if (row.top < room.top + head) box.scrollTop -= room.top + head - row.top;
}));
"""

#: The address bar names what is open, so that it can be reloaded, kept, and sent to someone.
_SHEET_SCRIPT: Final = """
const name = () => {
    const open = element.querySelector('[data-address]');
    if (open) history.replaceState(history.state, '', open.dataset.address);
};
watch('value', () => requestAnimationFrame(name));
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person looks at.

    Attributes:
        episode: its name.
        track: its locale.
        beside: locale of the track beside it; None for that of the spoken language.
        shown: the filter.
        stamp: of the files that were drawn.
    """

    episode: str = ""
    track: str = ""
    beside: str | None = None
    shown: str = render.ALL
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """What a choice comes to, given what there is.

    Attributes:
        episode: the episode.
        track: its track.
        beside: the track beside it, if any.
    """

    episode: EpisodeCard
    track: TrackCard
    beside: TrackCard | None


def resolve(listed: Season, choice: Choice) -> Open | None:
    """Find what is chosen, or the nearest there is; None where there is no track at all."""
    with_tracks = [episode for episode in listed.episodes if episode.tracks]
    if not with_tracks:
        return None
    named = listed.episode(choice.episode)
    episode = named if named is not None and named.tracks else with_tracks[0]
    drafts = [track for track in episode.tracks if track.locale != episode.language]
    track = episode.track(choice.track) or (drafts or list(episode.tracks))[0]
    wanted = episode.source if choice.beside is None else episode.track(choice.beside)
    return Open(episode, track, None if wanted is track else wanted)


class FilesDesk:
    """Draws one output folder; every answer is a value for each of the page's outputs.

    Args:
        out: the output folder.
    """

    def __init__(self, out: Path) -> None:
        self._out = out

    def draw(self, choice: Choice) -> tuple[Any, ...]:
        """Everything anew."""
        listed = read_season(self._out)
        opened = resolve(listed, choice)
        stamp = self._stamp(listed, opened)
        changed = self._changed()
        folder = str(self._out)
        if opened is None:
            grid = render.season(listed, ("", ""), folder, changed)
            empty = gr.Dropdown(choices=[], value=None)
            return replace(choice, stamp=stamp), grid, empty, empty, empty, empty, ""
        episode, track, beside = opened.episode, opened.track, opened.beside
        read = read_sheet(self._out, episode, track, beside)
        filters = _filters(read)
        shown = choice.shown if choice.shown in {value for _, value in filters} else render.ALL
        choice = replace(choice, episode=episode.name, track=track.locale, shown=shown, stamp=stamp)
        address = render.page_address(episode.name, track.locale)
        drawn = render.sheet(episode, track, beside, read, shown)
        return (
            choice,
            render.season(listed, (episode.name, track.locale), folder, changed),
            gr.Dropdown(choices=[one.name for one in listed.episodes], value=episode.name),
            gr.Dropdown(choices=[one.locale for one in episode.tracks], value=track.locale),
            gr.Dropdown(
                choices=_beside(opened), value=_NOTHING if beside is None else beside.locale
            ),
            gr.Dropdown(choices=filters, value=shown),
            render.opened(address, drawn),
        )

    def look(self, choice: Choice) -> tuple[Any, ...]:
        """Everything anew if a file has changed since it was drawn; else nothing."""
        listed = read_season(self._out)
        if self._stamp(listed, resolve(listed, choice)) == choice.stamp:
            return tuple(gr.skip() for _ in range(7))
        return self.draw(choice)

    def _stamp(self, listed: Season, opened: Open | None) -> str:
        tracks = () if opened is None else (opened.track, opened.beside)
        return f"{listed.stamp}|{sheet_stamp(self._out, tracks)}"

    def _changed(self) -> str:
        """When the manifest last changed, in this machine's time."""
        try:
            seconds = (self._out / NAME).stat().st_mtime
        except OSError:
            return ""
        return datetime.fromtimestamp(seconds, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _filters(read: Sheet) -> list[tuple[str, str]]:
    """(label, value) of the filter's entries."""
    return [
        (f"All cues ({len(read.rows)})", render.ALL),
        (f"With findings ({read.with_findings})", render.WITH_FINDINGS),
        *((f"{rule} ({number})", rule) for rule, number in read.rules),
    ]


def _beside(opened: Open) -> list[tuple[str, str]]:
    """(label, value) of the tracks that can stand beside the one that is open."""
    others = [track for track in opened.episode.tracks if track is not opened.track]
    spoken = opened.episode.language
    return [
        ("nothing", _NOTHING),
        *(
            (f"{track.locale} (spoken)" if track.locale == spoken else track.locale, track.locale)
            for track in others
        ),
    ]


def output_page(blocks: gr.Blocks, out: Path, head: Callable[[gr.Request], str]) -> None:
    """Put the page over one output folder into the application; called inside its page.

    Nothing of the project is in it until a browser asks: what Gradio writes into the page's own
    HTML is the same for every project.

    Args:
        blocks: the application.
        out: the output folder.
        head: draws the head bar for whoever asks.
    """
    desk = FilesDesk(out)
    choice = gr.State(Choice())
    bar = region("head", script=HEAD_SCRIPT)
    grid = gr.HTML(js_on_load=_GRID_SCRIPT, apply_default_css=False, elem_id="lz-grid")
    with gr.Row(elem_id="lz-controls", equal_height=True):
        episode = _dropdown("Episode", 4)
        track = _dropdown("Track", 2)
        beside = _dropdown("Beside it", 2)
        shown = _dropdown("Show", 3)
        refresh = gr.Button("Refresh", scale=1, min_width=90, elem_id="lz-refresh")
    sheet = gr.HTML(js_on_load=_SHEET_SCRIPT, apply_default_css=False, elem_id="lz-sheet")
    timer = gr.Timer(_EVERY)

    outputs = [choice, grid, episode, track, beside, shown, sheet]

    def start(request: gr.Request) -> tuple[Any, ...]:
        asked = request.query_params
        choice = Choice(episode=asked.get("episode", ""), track=asked.get("track", ""))
        return (head(request), *desk.draw(choice))

    def open_track(now: Choice, event: gr.EventData) -> tuple[Any, ...]:
        data = getattr(event, "_data", None)
        data = data if isinstance(data, dict) else {}
        named = {key: data[key] for key in ("episode", "track") if isinstance(data.get(key), str)}
        return desk.draw(replace(now, **named))

    def change(key: str) -> Callable[[Choice, str | None], tuple[Any, ...]]:
        def changed(now: Choice, value: str | None) -> tuple[Any, ...]:
            return desk.draw(now if value is None else replace(now, **{key: value}))

        return changed

    blocks.load(start, inputs=None, outputs=[bar, *outputs], **HOW)
    how: dict[str, Any] = {**HOW, "outputs": outputs}
    grid.click(open_track, inputs=choice, **how)
    refresh.click(desk.draw, inputs=choice, **how)
    timer.tick(desk.look, inputs=choice, **how)
    for control, key in (
        (episode, "episode"),
        (track, "track"),
        (beside, "beside"),
        (shown, "shown"),
    ):
        control.input(change(key), inputs=[choice, control], **how)


def _dropdown(label: str, scale: int) -> gr.Dropdown:
    return gr.Dropdown(choices=[], value=None, label=label, scale=scale, min_width=110)
