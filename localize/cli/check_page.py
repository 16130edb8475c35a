"""The page that `localize check --html` writes: charts, counts, and every finding with its cue.

One file that loads nothing from anywhere; its policy allows its own style sheet and its own script,
by their hashes, and nothing else. Everything that files say is text in it. The script only hides
and shows what is there already: without it the page is whole.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from dataclasses import dataclass
from importlib import resources
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from localize.cli.check_cards import Item, file_body
from localize.cli.check_report import Report
from localize.cli.page_place import GENERATOR
from localize.cli.saying import many, percent, why
from localize.delivery.elements import Html, element, join, raw, said
from localize.delivery.files import write_atomically
from localize.findings import Severity
from localize.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from localize.cli.check_files import Checked
    from localize.errors import LocalizeError

#: Findings that a page shows of a file, and of all files: a browser must still scroll.
MOST_OF_FILE: Final = 1_500
MOST: Final = 6_000

_SEVERITIES: Final = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class _File:
    """A file as the page keeps it: not its track, which may be large."""

    name: str
    number: int
    counts: dict[str, int]
    rules: dict[str, int]
    cues: int
    within: int
    body: Html
    left_out: int


class PageReport(Report):
    """Gathers what was checked, and writes the page at the end.

    Args:
        path: where it goes.
        least: what matters less is left out.
        quiet: say nothing on stdout.
    """

    def __init__(self, path: Path, least: Severity = Severity.NOTE, *, quiet: bool) -> None:
        super().__init__(least)
        self._path = path
        self._quiet = quiet
        self._files: list[_File] = []
        self._remarks: list[str] = []
        self._failed: list[tuple[str, str]] = []
        self._shown = 0

    def checked(self, result: Checked) -> None:
        """Draw one file's part."""
        before = self.within
        super().checked(result)
        if (error := result.copy_error) is not None:
            self._failed.append((str(result.path), f"{error.message} {error.hint}".strip()))
        items = self._items(result)
        room = max(0, min(MOST_OF_FILE, MOST - self._shown))
        shown = _most_weighty(items, room)
        self._shown += len(shown)
        counts: defaultdict[str, int] = defaultdict(int)
        rules: defaultdict[str, int] = defaultdict(int)
        for item in items:
            counts[item.kind] += 1
            if item.kind in _SEVERITIES:
                rules[item.finding.rule] += 1
        number = len(self._files) + 1
        self._files.append(
            _File(
                name=str(result.path),
                number=number,
                counts=dict(counts),
                rules=dict(rules),
                cues=len(result.track.cues),
                within=self.within - before,
                body=file_body(result, shown, number),
                left_out=len(items) - len(shown),
            )
        )

    def remark(self, text: str) -> None:
        """Keep it for the page's head."""
        self._remarks.append(text)

    def failed(self, path: str, error: LocalizeError) -> None:
        """Keep a file that could not be checked, and why."""
        super().failed(path, error)
        self._failed.append((path, f"{why(path, error)} {error.hint}".strip()))

    def summary(self) -> None:
        """Write the page.

        Raises:
            OutputError: it cannot be written.
        """
        write_atomically(self._path, self._page())
        if not self._quiet:
            import typer  # noqa: PLC0415

            typer.echo(f"Page: {self._path}")

    def _items(self, result: Checked) -> list[Item]:
        items = [
            Item(one, one.severity.value)
            for one in (*result.read, *result.found)
            if self.matters(one)
        ]
        items += [
            Item(one, "waived", waiver=waiver) for one, waiver in result.waived if self.matters(one)
        ]
        items += [Item(one.finding, "fixed", change=one) for one in result.changes]
        items.sort(key=lambda one: -1 if one.finding.start is None else one.finding.start)
        return items

    # --- The page ---------------------------------------------------------------------------------

    def _page(self) -> bytes:
        style = _resource("check_page.css")
        script = _resource("check_page.js")
        policy = (
            f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
            "base-uri 'none'; form-action 'none'"
        )
        title = "Quality check: " + (
            self._files[0].name if len(self._files) == 1 else many(self.files, "file")
        )
        head = element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", http_equiv="Content-Security-Policy", content=policy),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="referrer", content="no-referrer"),
            element("meta", name="generator", content=GENERATOR),
            element("title", title),
            element("style", raw(style)),
        )
        body = element(
            "body",
            self._head(),
            element(
                "main",
                self._remarks_of(),
                self._by_file() if len(self._files) > 1 else None,
                self._by_rule(),
                self._filters(),
                *(self._file(one) for one in self._files),
                element("footer", f"localize {__version__} · localize check --html"),
            ),
            element("script", raw(script)),
        )
        page = element("html", head, body, lang="en")
        return f"<!DOCTYPE html>\n{page}\n".encode()

    def _head(self) -> Html:
        clean = not self.errors and not self.failures
        verdict = "Passes: no error" if clean else f"{many(self.errors, 'error')}"
        tiles = (
            (percent(self.share), "of the cues within every hard limit", ""),
            (str(self.errors), "errors", "error"),
            (str(self.severities[Severity.WARNING]), "warnings", "warning"),
            (str(self.severities[Severity.NOTE]), "notes", "note"),
            (str(self.waived), "waived", "waived"),
            (str(self.mended), "fixed in copies", "fixed"),
        )
        name = self._files[0].name if len(self._files) == 1 else many(self.files, "file")
        return element(
            "header",
            element("p", "Quality check", class_="over"),
            element("h1", said(name), element("span", verdict, class_="pass" if clean else "fail")),
            element(
                "div",
                *(
                    element("div", element("b", number), element("span", what),
                            class_=f"tile {kind}".strip())
                    for number, what, kind in tiles
                ),
                class_="tiles",
            ),
        )  # fmt: skip

    def _remarks_of(self) -> Html | None:
        told = [said(one) for one in self._remarks]
        told += [join(element("b", said(path)), " ", said(why)) for path, why in self._failed]
        if not told:
            return None
        return element("ul", *(element("li", one) for one in told), class_="remarks")

    def _by_file(self) -> Html:
        """The files side by side: a row each, a column for each of the rules most broken."""
        rules = [rule for rule, counts in self.by_rule if any(counts[s] for s in _SEVERITIES)][:12]
        heads = [
            "File",
            ">Cues",
            ">Within",
            *(f">{one.capitalize()}s" for one in _SEVERITIES),
            *rules,
        ]
        rows = []
        names = _without_common(one.name for one in self._files)
        for one, name in zip(self._files, names, strict=True):
            share = one.within / one.cues if one.cues else 1.0
            cells = [
                element("th", element("a", said(name), href=f"#f{one.number}"), scope="row"),
                _cell(str(one.cues)),
                _cell(percent(share)),
                *(_cell(str(one.counts.get(s, 0)), s) for s in _SEVERITIES),
                *(_cell(str(one.rules.get(rule, 0)), "rule") for rule in rules),
            ]
            rows.append(element("tr", *cells))
        head = (
            element("th", one.removeprefix(">"), scope="col",
                    class_=None if one == "File" else "rule" if one in rules else "figure")
            for one in heads
        )  # fmt: skip
        table = element("table", element("thead", element("tr", *head)), element("tbody", *rows))
        return element(
            "section", element("h2", "Files"), element("div", table, class_="wide files")
        )

    def _by_rule(self) -> Html:
        if not self.rules:
            return element("p", "Nothing was found.", class_="soft")
        most = max(sum(counts[s] for s in _SEVERITIES) for _, counts in self.by_rule) or 1
        rows = []
        for rule, counts in self.by_rule:
            rows.append(
                element(
                    "tr",
                    element(
                        "th", element("button", rule, type="button", data_rule=rule), scope="row"
                    ),
                    *(_cell(str(counts[s] or ""), s) for s in (*_SEVERITIES, "waived", "fixed")),
                    element("td", _bar_svg(counts, most), class_="bars"),
                )
            )
        heads = ("Rule", "Errors", "Warnings", "Notes", "Waived", "Fixed", "")
        head = (element("th", one, scope="col") for one in heads)
        table = element("table", element("thead", element("tr", *head)), element("tbody", *rows))
        return element(
            "section", element("h2", "Rules"), element("div", table, class_="wide rules")
        )

    def _filters(self) -> Html:
        kinds = (
            *_SEVERITIES,
            *(k for k, n in (("waived", self.waived), ("fixed", self.mended)) if n),
        )
        boxes = (
            element(
                "label",
                element("input", type="checkbox", checked=True, value=kind, name="kind"),
                kind.capitalize(),
                class_=kind,
            )
            for kind in kinds
        )
        rules = (element("option", rule, value=rule) for rule, _ in self.by_rule)
        return element(
            "form",
            element("fieldset", element("legend", "Show"), *boxes),
            element("label", "Rule ", element("select", element("option", "all rules", value=""),
                                              *rules, name="rule")),
            element("label", "Text ", element("input", type="search", name="text")),
            element("output", name="shown"),
            class_="filters",
            hidden=True,
        )  # fmt: skip

    def _file(self, one: _File) -> Html:
        left = None
        if one.left_out:
            left = element(
                "p",
                f"{many(one.left_out, 'finding')} of this file more than this page holds: errors "
                "are shown first, then warnings. ",
                element("code", "--only"),
                ", ",
                element("code", "--skip"),
                " and ",
                element("code", "--severity"),
                " choose; ",
                element("code", "--json"),
                " says all.",
                class_="cut",
            )
        return element(
            "section", element("h2", said(one.name)), left, one.body, id=f"f{one.number}",
            class_="file",
        )  # fmt: skip


# --- Parts ----------------------------------------------------------------------------------------


def _most_weighty(items: Sequence[Item], room: int) -> list[Item]:
    """As many as there is room for: errors before warnings before the others, in their order."""
    if len(items) <= room:
        return list(items)
    rank = {kind: number for number, kind in enumerate((*_SEVERITIES, "fixed", "waived"))}
    chosen = sorted(range(len(items)), key=lambda at: (rank[items[at].kind], at))[:room]
    return [items[at] for at in sorted(chosen)]


def _bar_svg(counts: dict[str, int], most: int) -> Html:
    x = 0.0
    parts = []
    for kind in _SEVERITIES:
        width = counts[kind] / most * 200
        if width:
            parts.append(
                element(
                    "rect", class_=kind, x=f"{x:.1f}", width=f"{max(width, 1):.1f}", height="10"
                )
            )
            x += width
    return element(
        "svg", *parts, viewBox="0 0 200 10", aria_hidden="true", preserveAspectRatio="none"
    )


def _cell(text: str, kind: str = "") -> Html:
    zero = text in ("", "0")
    return element("td", text, class_=f"figure {'zero' if zero else kind}".strip())


def _without_common(names: Iterable[str]) -> list[str]:
    """Paths from where they part."""
    parts = [PurePath(one).parts for one in names]
    shared = 0
    for level in zip(*(one[:-1] for one in parts), strict=False):
        if len(set(level)) > 1:
            break
        shared += 1
    return [str(PurePath(*one[shared:])) for one in parts]


def _resource(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    """A source of a content security policy: this very text."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
