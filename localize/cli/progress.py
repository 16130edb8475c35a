"""A run's progress, for three kinds of listener: a terminal, a log, and a program."""

from __future__ import annotations

import json as jsonlib
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.progress_bar import ProgressBar
from rich.table import Table

from localize.pipeline.events import (
    Emit,
    EpisodeDone,
    EpisodeFailed,
    Event,
    Notice,
    RunDone,
    RunStarted,
    StageProgress,
    StageStarted,
)
from localize.pipeline.meter import Meter

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What a stage is called to the person who waits for it.
_STAGES: Final = {
    "model": "fetching the model",
    "identity": "reading",
    "probe": "probing",
    "sound": "decoding sound",
    "speech": "listening",
    "shots": "finding shots",
    "speakers": "telling speakers apart",
    "cues": "cutting cues",
    "draft": "drafting",
    "layout": "laying out",
}
#: A log gets a line each time a stage has gone on by this share.
_LOG_STEP: Final = 0.25


@contextmanager
def reporter(*, json: bool, passes: int) -> Iterator[Emit]:
    """Yield where a run's events go; the summary is printed at the end.

    Args:
        json: events on stdout, one object a line, and nothing else there.
        passes: how often each episode is listened to, for the time left.
    """
    if json:
        yield _JsonLines()
        return
    console = Console(stderr=True, highlight=False)
    tell: _Terminal | _Log
    if console.is_terminal:
        tell = _Terminal(console, Meter(passes))
        with Live(get_renderable=tell.render, console=console, refresh_per_second=4):
            yield tell
    else:
        tell = _Log(console)
        yield tell
    tell.summary.show()


class _JsonLines:
    """Events as they are, one object a line."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __call__(self, event: Event) -> None:
        line = jsonlib.dumps(event.to_data(), ensure_ascii=False)
        with self._lock:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


@dataclass
class _Summary:
    """The table at the end: what was made of each episode, and what failed."""

    done: list[EpisodeDone] = field(default_factory=list)
    failed: list[EpisodeFailed] = field(default_factory=list)
    run: RunDone | None = None
    out: str = ""

    def follow(self, event: Event) -> None:
        if isinstance(event, EpisodeDone):
            self.done.append(event)
        elif isinstance(event, EpisodeFailed):
            self.failed.append(event)
        elif isinstance(event, RunStarted):
            self.out = event.out
        elif isinstance(event, RunDone):
            self.run = event

    def show(self) -> None:
        if self.run is None:
            return
        # A log or a pipe has no width of its own; 80 columns would fold the names.
        console = Console(highlight=False, width=None if sys.stdout.isatty() else 140)
        if self.done:
            console.print(self._table())
        for failure in self.failed:
            name = f"{failure.episode} ({failure.track})" if failure.track else failure.episode
            line = f"[red]failed[/red]  {escape(name)}: {escape(failure.message)}"
            console.print(line, soft_wrap=True)
            if failure.hint:
                console.print(f"        {escape(failure.hint)}", soft_wrap=True)
        console.print(self._last_line(), soft_wrap=True)

    def _table(self) -> Table:
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("episode", overflow="fold")
        for name in ("length", "language", "cues", "speech"):
            table.add_column(name, justify="right")
        for done in sorted(self.done, key=lambda done: done.episode):
            cues = " ".join(f"{locale} {count}" for locale, count in done.cues)
            table.add_row(
                escape(done.episode),
                clock(done.duration / 1000),
                done.language,
                cues,
                "heard" if done.listened else "kept",
            )
        return table

    def _last_line(self) -> str:
        run = self.run
        if run is None:
            return ""
        made = f"{run.done} episode{'' if run.done == 1 else 's'} done"
        if run.unchanged and run.unchanged == run.done:
            made += "; every result and file was there already, so nothing was done"
        elif run.unchanged:
            made += f", {run.unchanged} of them unchanged"
        failed = f", {run.failed} failed" if run.failed else ""
        # Episodes are heard together, so that only all of them together have a speed.
        heard = sum(done.duration for done in self.done if done.listened) / 1000
        fast = f", {heard / run.seconds:.1f} × real time" if heard and run.seconds else ""
        where = f" Files in {escape(self.out)}." if self.out else ""
        return f"{made}{failed} in {run.seconds:.1f} s{fast}.{where}"


class _Log:
    """Plain lines, for a file or a pipe."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.summary = _Summary()
        self._told: dict[tuple[str, str, str], float] = {}

    def __call__(self, event: Event) -> None:
        self.summary.follow(event)
        if (line := self._line(event)) is not None:
            self._console.print(line, markup=False, soft_wrap=True)

    def _line(self, event: Event) -> str | None:
        if isinstance(event, StageStarted):
            self._told[event.episode, event.stage, event.track] = 0.0
            by = f" by {event.engine}" if event.engine else ""
            return f"{event.episode}: {_stage(event.stage, event.track)}{by}"
        if isinstance(event, StageProgress) and event.total:
            key, share = (event.episode, event.stage, event.track), event.done / event.total
            if share < 1 and share >= self._told.get(key, 0.0) + _LOG_STEP:
                self._told[key] = share
                return f"{event.episode}: {_stage(event.stage, event.track)} {share:.0%}"
            return None
        return _message(event)


class _Terminal:
    """A live picture: the episodes at work, the whole, and the time left."""

    def __init__(self, console: Console, meter: Meter) -> None:
        self._console = console
        self._meter = meter
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self.summary = _Summary()

    def __call__(self, event: Event) -> None:
        with self._lock:
            self.summary.follow(event)
            self._meter.follow(event, time.monotonic())
        if (line := _message(event)) is not None:
            self._console.print(line, markup=False)

    def render(self) -> Table:
        """The picture as it is now."""
        table = Table.grid(padding=(0, 1))
        table.add_column(max_width=40, no_wrap=True, overflow="ellipsis")
        table.add_column(no_wrap=True)
        table.add_column(width=30)
        table.add_column(no_wrap=True)
        with self._lock:
            for name, state in self._meter.episodes.items():
                if state.stage and not state.ended:
                    share = state.done / state.total if state.total else 0.0
                    table.add_row(
                        escape(name),
                        _stage(state.stage, state.track),
                        ProgressBar(total=1.0, completed=share, pulse=not state.total),
                        f"{share:.0%}" if state.total else "",
                    )
            if self._meter.episodes:
                now = time.monotonic()
                left = self._meter.seconds_left(now)
                table.add_row(
                    f"{self._meter.ended} of {len(self._meter.episodes)} episodes",
                    clock(now - self._began),
                    ProgressBar(total=len(self._meter.episodes), completed=self._meter.ended),
                    f"{clock(left)} left" if left is not None else "",
                )
        return table


def _stage(stage: str, track: str) -> str:
    name = _STAGES.get(stage, stage)
    return f"{name} {track}" if track and stage in ("draft", "layout") else name


def _message(event: Event) -> str | None:
    """The line that an event leaves on the screen; None for those that leave none."""
    if isinstance(event, Notice):
        where = f"{event.episode}: " if event.episode else ""
        return f"{event.severity}: {where}{event.message}"
    if isinstance(event, EpisodeFailed):
        where = f" ({event.track})" if event.track else ""
        return f"failed: {event.episode}{where}: {event.message}"
    if isinstance(event, EpisodeDone):
        if not event.computed and not event.written:
            return f"{event.episode}: nothing to do"
        return f"{event.episode}: done, {len(event.written)} files written"
    return None


def clock(seconds: float) -> str:
    """``M:SS``, or ``H:MM:SS`` from an hour on."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
