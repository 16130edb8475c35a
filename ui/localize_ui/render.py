"""HTML of the season page. Whatever comes from files or people goes through `text` or `line`.

Both escape everything; the only markup that a cue brings is the closed set of `localize.markup`,
written anew here. The page's policy (`localize_ui.policy`) would refuse a script all the same.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from localize import locales, markup
from localize.timeline import format_clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localize.findings import Finding
    from localize.script import Cue
    from localize_ui.listing import EpisodeCard, Season, TrackCard
    from localize_ui.sheet import Row, Sheet

#: Values of the filter that stand for no rule; a rule's name holds no space.
ALL: Final = "all cues"
WITH_FINDINGS: Final = "with findings"

NOTICE: Final = (
    '<p class="lz-notice"><strong>Drafts are made by machine; no person has approved them.'
    "</strong> These are the files that were written; they are corrected and approved from the "
    '<a href="/">season</a>.</p>'
)


def text(value: str) -> str:
    """A text as text, kept apart from the direction of what stands around it."""
    return f"<bdi>{escape(value)}</bdi>"


def line(value: str) -> str:
    """A cue's line with its own tags; every one that is opened is closed, and none else is."""
    out: list[str] = []
    opened: list[str] = []
    for is_tag, piece in markup.split(value):
        name = piece.strip("</>")
        if not is_tag:
            out.append(escape(piece))
        elif not piece.startswith("</"):
            opened.append(name)
            out.append(f"<{name}>")
        elif opened and opened[-1] == name:
            opened.pop()
            out.append(f"</{name}>")
    out += [f"</{name}>" for name in reversed(opened)]
    return "".join(out)


def page_address(episode: str, locale: str) -> str:
    """Where a track is opened."""
    return "/output?" + urlencode({"episode": episode, "track": locale})


def file_address(path: str) -> str:
    """Where a file is downloaded; `localize_ui.downloads` answers."""
    return "/files/" + quote(path, safe="/")


# --- The season -----------------------------------------------------------------------------------


def season(listed: Season, chosen: tuple[str, str], folder: str, changed: str) -> str:
    """The grid of episodes and tracks.

    Args:
        listed: what there is.
        chosen: episode and locale that are open below.
        folder: the output folder, to be named.
        changed: when the manifest last changed, to be read; empty where there is none.
    """
    if listed.problem:
        return f'{NOTICE}<p class="lz-problem" role="alert">{text(listed.problem)}</p>'
    if not listed.episodes:
        return (
            f'{NOTICE}<p class="lz-empty">Nothing has been made in {text(folder)} yet. '
            "<code>localize run</code> puts tracks there, and they appear here one by one.</p>"
        )
    columns = listed.locales
    head = "".join(f'<th scope="col">{text(locale)}</th>' for locale in columns)
    rows = "".join(_episode(episode, columns, chosen) for episode in listed.episodes)
    tracks = sum(len(episode.tracks) for episode in listed.episodes)
    return (
        f'{NOTICE}<div class="lz-scroll lz-season" tabindex="0" role="region" '
        'aria-label="Episodes and tracks"><table><caption>'
        f"{_amount(len(listed.episodes), 'episode')}, {_amount(tracks, 'track')} "
        f"in {text(folder)}; last change {escape(changed)}</caption>"
        '<thead><tr><th scope="col">Episode</th><th scope="col">Length</th>'
        f'<th scope="col">Spoken</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _episode(episode: EpisodeCard, columns: Iterable[str], chosen: tuple[str, str]) -> str:
    cells = "".join(_cell(episode, locale, chosen) for locale in columns)
    return (
        f'<tr><th scope="row" title="{escape(episode.media)}">{text(episode.name)}</th>'
        f'<td class="lz-number">{_length(episode.duration)}</td>'
        f"<td>{text(episode.language)}</td>{cells}</tr>"
    )


def _cell(episode: EpisodeCard, locale: str, chosen: tuple[str, str]) -> str:
    track = episode.track(locale)
    if track is None:
        return '<td class="lz-none" aria-label="no track">–</td>'
    count = sum(number for _, number in track.findings)
    rules = ", ".join(f"{rule} {number}" for rule, number in track.findings)
    title = "\n".join(part for part in (*track.made_by, rules) if part)
    current = ' aria-current="true"' if chosen == (episode.name, locale) else ""
    found = f'<span class="lz-found">{_amount(count, "finding")}</span>' if count else ""
    return (
        f'<td><a href="{escape(page_address(episode.name, locale))}"{current} '
        f'data-episode="{escape(episode.name)}" data-track="{escape(locale)}" '
        f'title="{escape(title)}">{_state(track)} {_amount(track.cues, "cue")} {found}</a></td>'
    )


def _state(track: TrackCard) -> str:
    kind = "final" if track.state == "final" else "draft"
    return f'<span class="lz-state lz-{kind}">{escape(track.state)}</span>'


# --- One track ------------------------------------------------------------------------------------


def sheet(
    episode: EpisodeCard, track: TrackCard, beside: TrackCard | None, read: Sheet, shown: str
) -> str:
    """A track's heading, its general findings, and its cues.

    Args:
        episode: the episode.
        track: the track.
        beside: the track beside it; None for none.
        read: what its file holds.
        shown: `ALL`, `WITH_FINDINGS` or a rule's name.
    """
    parts = [_heading(episode, track, read)]
    if read.problem:
        parts.append(f'<p class="lz-problem" role="alert">{text(read.problem)}</p>')
        return "".join(parts)
    if read.general:
        parts.append(f'<div class="lz-general">{_findings(read.general)}</div>')
    rows = [row for row in read.rows if _matches(row, shown)]
    parts.append(_table(track, beside, rows, read) if rows else _nothing(read, shown))
    return "".join(parts)


def _heading(episode: EpisodeCard, track: TrackCard, read: Sheet) -> str:
    machines = "".join(f"<code>{text(signature)}</code>" for signature in track.made_by)
    facts = [f"Made by {machines or 'an unknown machine'}"]
    if read.limits is not None:
        facts.append(
            f"Measured by {text(read.limits.guide)} {text(read.limits.version)} "
            f"for {text(read.limits.locale)} at {escape(read.rate.label)} frames a second"
        )
    if read.file:
        facts.append(f"Read from {text(read.file.rpartition('/')[2])}")
    if read.guide_note:
        facts.append(text(read.guide_note))
    facts += [
        f'<span class="lz-warn">{text(path)} was changed after the machine wrote it</span>'
        for path in read.edited
    ]
    facts += [f'<span class="lz-warn">{text(path)} is not there</span>' for path in read.gone]
    return (
        f"<h2>{text(episode.name)} · {text(track.locale)} {_state(track)} "
        f'<span class="lz-role">{escape(track.role)}</span> '
        f'<span class="lz-files">{_files(track, read)}</span></h2>'
        f'<p class="lz-facts">{" · ".join(facts)}</p>'
    )


def _files(track: TrackCard, read: Sheet) -> str:
    there = [file.path for file in track.files if file.path not in read.gone]
    return "".join(
        f'<a class="lz-file" href="{escape(file_address(path))}" '
        f'download="{escape(path.rpartition("/")[2])}">↓ {text(path.rpartition("/")[2])}</a>'
        for path in there
    )


def _nothing(read: Sheet, shown: str) -> str:
    if not read.rows:
        return '<p class="lz-empty">The file holds no cues.</p>'
    found = "finding" if shown == WITH_FINDINGS else f"finding {escape(shown)}"
    return f'<p class="lz-empty">No cue has a {found}.</p>'


def _matches(row: Row, shown: str) -> bool:
    if shown == WITH_FINDINGS:
        return bool(row.findings)
    return shown == ALL or any(finding.rule == shown for finding in row.findings)


def _table(track: TrackCard, beside: TrackCard | None, rows: Iterable[Row], read: Sheet) -> str:
    other = "" if beside is None else _language_head(beside)
    limit = "" if read.limits is None else f" (limit {read.limits.reading_speed:g})"
    body = "".join(_row(track, beside, row) for row in rows)
    return (
        '<div class="lz-scroll lz-sheet" tabindex="0" role="region" aria-label="Cues"><table>'
        '<thead><tr><th scope="col" class="lz-n">#</th><th scope="col" class="lz-t">In</th>'
        '<th scope="col" class="lz-t">Out</th><th scope="col" class="lz-d">Length</th>'
        f'<th scope="col" class="lz-d" title="characters per second{limit}">c/s</th>{other}'
        f'{_language_head(track)}<th scope="col" class="lz-f">Findings</th>'
        f"</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(track: TrackCard, beside: TrackCard | None, row: Row) -> str:
    cue = row.cue
    speed = "–" if row.speed is None else f"{row.speed:.1f}"
    fast = " lz-over" if row.too_fast else ""
    other = "" if beside is None else _words(beside.locale, row.beside)
    return (
        f'<tr{" class=lz-marked" if row.findings else ""}><td class="lz-number">{row.number}</td>'
        f'<td class="lz-number">{format_clock(cue.start)}</td>'
        f'<td class="lz-number">{format_clock(cue.end)}</td>'
        f'<td class="lz-number">{cue.duration / 1000:.3f} s</td>'
        f'<td class="lz-number{fast}">{speed}</td>{other}{_words(track.locale, (cue,))}'
        f"<td>{_findings(row.findings)}</td></tr>"
    )


def _language_head(track: TrackCard) -> str:
    return f'<th scope="col" dir="{_direction(track.locale)}">{text(track.locale)}</th>'


def _direction(locale: str) -> str:
    return "rtl" if locales.is_right_to_left(locale) else "ltr"


def _words(locale: str, cues: Iterable[Cue]) -> str:
    """A cell with cues' text, in its language (so that fonts suit) and its direction."""
    direction = _direction(locale)
    blocks = "".join(
        f'<div dir="{direction}">{"<br>".join(line(one) for one in cue.lines)}</div>'
        for cue in cues
    )
    return f'<td class="lz-text" lang="{escape(locale)}" dir="{direction}">{blocks}</td>'


def _findings(findings: Iterable[Finding]) -> str:
    items = "".join(
        f'<li class="lz-{finding.severity.value}"><b>{finding.severity.value}</b> '
        f"{text(finding.message)} <code>{text(finding.rule)}</code></li>"
        for finding in findings
    )
    return f'<ul class="lz-findings">{items}</ul>' if items else ""


def _amount(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _length(duration: int) -> str:
    """A programme's length without its milliseconds."""
    return format_clock(max(0, duration)).partition(".")[0]


def opened(address: str, drawn: str) -> str:
    """What is open, with the address under which it can be opened again."""
    return f'<section data-address="{escape(address)}">{drawn}</section>'
