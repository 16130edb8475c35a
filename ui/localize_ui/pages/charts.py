"""Small charts as SVG, drawn here so that nothing is loaded for them; the figures stand beside."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Units of the drawings, which are scaled to the place that they get.
_WIDTH = 440
_LABEL = 110
_ROW = 22


def bars(title: str, values: Sequence[tuple[str, float]]) -> str:
    """One bar a name, with its figure; empty where there is nothing."""
    if not values:
        return ""
    most = max(value for _, value in values) or 1.0
    room = _WIDTH - _LABEL - 50
    parts = []
    for number, (name, value) in enumerate(values):
        y, width = number * _ROW, room * value / most
        parts.append(
            f'<text x="0" y="{y + 15}">{escape(_cut(name))}</text>'
            f'<rect class="lz-chart-bar" x="{_LABEL}" y="{y + 4}" width="{width:.1f}" height="14"/>'
            f'<text x="{_LABEL + width + 6:.1f}" y="{y + 15}">{value:.1f}</text>'
        )
    return _svg(title, "".join(parts), len(values) * _ROW)


def shares(title: str, counts: Sequence[tuple[str, int]]) -> str:
    """One bar of several parts, with a line for each part under it."""
    total = sum(count for _, count in counts)
    if not total:
        return ""
    parts, x = [], 0.0
    for number, (name, count) in enumerate(counts):
        width = _WIDTH * count / total
        said = escape(f"{name}: {count}")
        parts.append(
            f'<rect class="lz-share-{number}" x="{x:.1f}" y="0" width="{width:.1f}" height="18">'
            f"<title>{said}</title></rect>"
        )
        x += width
    legend = "".join(
        f'<li><span class="lz-swatch lz-share-{number}"></span>{escape(name)} '
        f"<b>{100 * count / total:.0f} %</b> <small>{count}</small></li>"
        for number, (name, count) in enumerate(counts)
        if count
    )
    return _svg(title, "".join(parts), 18) + f'<ul class="lz-legend">{legend}</ul>'


def interval(title: str, value: float, low: float, high: float) -> str:
    """A ratio with its interval, against 1: left of it time is saved."""
    most = max(1.2, high * 1.1)
    scale = _WIDTH / most
    inner = (
        f'<line class="lz-chart-one" x1="{scale:.1f}" x2="{scale:.1f}" y1="0" y2="34"/>'
        f'<text x="{scale - 4:.1f}" y="44" text-anchor="end">without drafts</text>'
        f'<rect class="lz-chart-bar" x="{low * scale:.1f}" y="12" '
        f'width="{max(2.0, (high - low) * scale):.1f}" height="8" opacity="0.5"/>'
        f'<circle class="lz-chart-bar" cx="{value * scale:.1f}" cy="16" r="6"/>'
    )
    return _svg(title, inner, 48)


def _svg(title: str, inner: str, height: int) -> str:
    return (
        f'<svg class="lz-chart" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}"><title>{escape(title)}</title>{inner}</svg>'
    )


def _cut(name: str) -> str:
    return name if len(name) <= 16 else f"{name[:15]}…"
