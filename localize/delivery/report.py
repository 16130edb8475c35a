"""The one-page HTML that goes with a delivery: what a client wants to know, on paper too.

It loads nothing from anywhere, runs no script, and says so to the browser (its policy allows its
own style sheet and nothing else). Everything that people or files wrote is text in it.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Final

from localize.delivery.elements import Html, element, join, raw, said
from localize.delivery.origin import Words
from localize.delivery.statement import (
    distributor_answers,
    many,
    marking,
    share,
    summary,
)
from localize.delivery.variants import Variant
from localize.timeline import format_clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from localize.delivery.record import CueRecord, Record

_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)

_WORDS: Final = {
    Words.AS_DRAFTED: "Machine's draft, untouched",
    Words.LAID_OUT: "Machine's words, times or breaks changed",
    Words.EDITED: "Machine's draft, words changed by people",
    Words.WRITTEN: "Written or imported by people",
}


def page_bytes(record: Record, digest: str, record_hash: str) -> bytes:
    """The page.

    Args:
        record: of the delivery.
        digest: of its entry in the manifest.
        record_hash: SHA-256 of the record's file.
    """
    title = f"Delivery record: {record.episode}, {record.locale}, {record.state}"
    style = resources.files(__package__).joinpath("report.css").read_text("utf-8")
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        element("style", raw(style)),
    )
    main = element(
        "main",
        _head(record),
        _tiles(record),
        _words(record),
        _files(record),
        _ai(record),
        _machines(record),
        _people(record),
        _checks(record),
        _cues(record),
        _proof(record, digest, record_hash),
        element("footer", f"{record.generator} · record {record.path}"),
    )
    page = element("html", head, element("body", main), lang="en")
    return f"<!DOCTYPE html>\n{page}\n".encode()


# --- Sections -------------------------------------------------------------------------------------


def _head(record: Record) -> Html:
    final = record.state == "final"
    by = join("by ", said(record.by)) if record.by else "from the command line"
    return element(
        "header",
        element("p", "Delivery record · ", said(record.season), class_="over"),
        element("h1", said(record.episode), " · ", said(record.locale)),
        element(
            "p",
            element("span", "Final" if final else "Draft", class_=f"state {record.state}"),
            element("span", f"Exported {_when(record.at)} ", by, class_="soft"),
        ),
        None
        if final
        else element("p", "This is a draft: it has not passed the gate to a final delivery."),
    )


def _tiles(record: Record) -> Html:
    counts = record.counts
    tiles = (
        (counts.cues, "cues delivered" if counts.cues != 1 else "cue delivered"),
        (counts.approved, "approved by people"),
        (counts.as_drafted, "untouched drafts"),
        (counts.edited + counts.laid_out, "drafts changed by people"),
        (counts.written, "written by people"),
        (counts.watched, "watched after last edit"),
    )
    return element(
        "div",
        *(
            element("div", element("b", str(number)), element("span", what), class_="tile")
            for number, what in tiles
        ),
        class_="tiles",
    )


def _words(record: Record) -> Html:
    counts = record.counts
    parts = {
        Words.AS_DRAFTED: counts.as_drafted,
        Words.LAID_OUT: counts.laid_out,
        Words.EDITED: counts.edited,
        Words.WRITTEN: counts.written,
    }
    bar = element(
        "div",
        *(
            element("i", class_=words.value, style=f"flex-grow:{count}")
            for words, count in parts.items()
            if count
        ),
        class_="bar",
        aria_hidden="true",
    )
    key = element(
        "ul",
        *(
            element(
                "li",
                element("i", class_=words.value, aria_hidden="true"),
                f"{_WORDS[words]}: {share(count, counts.cues)}",
            )
            for words, count in parts.items()
        ),
        class_="key",
    )
    return _section("Whose words", bar, key)


def _files(record: Record) -> Html:
    rows = [
        (
            element("code", said(file.path)),
            Variant(file.variant).label,
            file.format.upper(),
            _figure(str(file.cues)),
            _figure(f"{file.bytes:,}".replace(",", "\u202f")),
            element("span", file.sha256, class_="code hash"),
        )
        for file in record.files
    ]
    media = record.media
    duration = format_clock(media["duration_ms"]) if media["duration_ms"] else ""
    template = record.template
    return _section(
        "Files",
        _table(("File", "Variant", "Format", ">Cues", ">Bytes", "SHA-256"), rows),
        _facts(
            ("Media", said(media["file"]) if media["file"] else None),
            ("SHA-256 of the media", element("span", media["sha256"], class_="code hash")
             if media["sha256"] else None),
            ("Duration", duration),
            ("Frame rate", record.frame_rate),
            ("Starts at", media["start_timecode"]),
            ("Template", join(
                f"{template['locale']}, version {template['version']}, published by ",
                said(template["by"]), f", {_when(template['at'])}",
            ) if template else None),
        ),
    )  # fmt: skip


def _ai(record: Record) -> Html:
    answers = [
        element("div", element("dt", question), element("dd", said(answer)))
        for question, answer in distributor_answers(record)
    ]
    return _section(
        "How AI was used",
        *(element("p", sentence) for sentence in summary(record)),
        element("h3", "What distributors' rules on generative AI ask"),
        element("dl", *answers, class_="answers"),
        element("h3", "Marking"),
        element("p", marking(record)),
    )


def _machines(record: Record) -> Html:
    if not record.machines:
        return _section("Machines", element("p", "None.", class_="soft"))
    sends = {True: "yes", False: "no", None: "not known"}
    rows = [
        (
            _figure(str(machine.number)),
            join(said(machine.engine), f" {machine.version}"),
            join(
                said(machine.model or "none"),
                element("br"),
                element("span", machine.revision or "revision not known", class_="code hash"),
            ),
            machine.licence or "not known",
            sends[machine.sends],
            machine.device,
            _figure(str(machine.cues)),
        )
        for machine in record.machines
    ]
    headings = (">No.", "Engine", "Model and revision", "Licence", "Sends data", "Ran on", ">Cues")
    signatures = element(
        "details",
        element("summary", "Parameters"),
        *(
            element("p", f"{machine.number}: ", element("code", machine.signature))
            for machine in record.machines
        ),
    )
    return _section("Machines", _table(headings, rows), signatures)


def _people(record: Record) -> Html:
    counts = record.counts
    if not record.approvers:
        return _section("Approval", element("p", "Nobody has approved a cue.", class_="soft"))
    rows = [
        (
            said(one.person or "unknown"),
            _figure(str(one.singly)),
            _figure(str(one.bulk)),
            _when(one.first),
            _when(one.last),
        )
        for one in record.approvers
    ]
    return _section(
        "Approval",
        _table(("Person", ">One by one", ">In bulk", "First", "Last"), rows),
        _facts(
            ("Approved", share(counts.approved, counts.cues)),
            ("One by one", share(counts.approved_singly, counts.cues)),
            ("In bulk", share(counts.approved_bulk, counts.cues)),
            ("Watched after last edit", share(counts.watched, counts.cues)),
            ("Never played", share(counts.never_played, counts.cues)),
        ),
    )


def _checks(record: Record) -> Html:
    rows = [
        (
            element("code", said(waiver.rule)),
            join(
                element("span", format_clock(waiver.start), class_="time"),
                element("br"),
                said(waiver.text, lang=record.locale),
            )
            if waiver.start is not None
            else (join("cue ", said(waiver.cue)) if waiver.cue else "whole track"),
            said(waiver.reason),
            said(waiver.by or "unknown"),
            _when(waiver.at),
            "yes" if waiver.needed else "no",
        )
        for waiver in record.waivers
    ]
    guides = [
        (Variant(variant).label, element("code", sign)) for variant, sign in record.style_guide
    ]
    waivers = (
        _table(("Rule", "Where", "Reason", "Waived by", "When", "Needed"), rows)
        if rows
        else element("p", "No rule was waived.", class_="soft")
    )
    parts: list[Html] = [
        element("h3", "Style guide"),
        _facts(*guides),
        element("h3", "Rules waived, with the reason"),
        waivers,
    ]
    if record.open:
        listed = [(element("code", rule), _figure(str(count))) for rule, count in record.open]
        parts += [
            element("h3", "Still in the way of a final delivery"),
            _table(("Rule", ">Times"), listed),
        ]
    return _section("Checks", *parts)


def _cues(record: Record) -> Html:
    headings = ("In", "Text", "Words", "Machines", "Approved by", "Watched")
    table = _table(headings, [_cue_row(cue, record.locale) for cue in record.cues])
    shown = element("summary", f"Show {many(len(record.cues), 'cue')}")
    return _section("Cue by cue", element("details", shown, table))


def _cue_row(cue: CueRecord, locale: str) -> tuple[str | Html, ...]:
    approved: str | Html = "not approved"
    if cue.approved_at:
        bulk = " (in bulk)" if cue.approved_in_bulk else ""
        approved = join(said(cue.approved_by or "unknown"), f", {_when(cue.approved_at)}{bulk}")
    watched = "yes" if cue.watched else "not after its last edit" if cue.played else "never played"
    return (
        element("span", format_clock(cue.start), class_="time"),
        said(cue.text, lang=locale),
        _WORDS[Words(cue.words)],
        ", ".join(map(str, cue.machines)) or "none",
        approved,
        watched,
    )


def _proof(record: Record, digest: str, record_hash: str) -> Html:
    return _section(
        "How to verify this delivery",
        element(
            "p",
            "Every file above has the SHA-256 that stands beside it, unless it was altered "
            "afterwards. The digest covers this delivery's entry in manifest.json, with all those "
            "hashes. ",
            element("code", "localize export --verify"),
            " compares files, record, this page and manifest, with the project's database where "
            "it is at hand.",
        ),
        _facts(
            ("Digest", element("span", digest, class_="code", id="digest")),
            ("Record", element("code", said(record.path))),
            ("SHA-256 of the record", element("span", record_hash, class_="code hash")),
            ("Last step of the track", str(record.step)),
        ),
    )


# --- Parts ----------------------------------------------------------------------------------------


def _section(title: str, *children: str | None) -> Html:
    return element("section", element("h2", title), *children)


def _facts(*pairs: tuple[str, str | None]) -> Html:
    return element(
        "dl",
        *(
            join(element("dt", name), element("dd", value))
            for name, value in pairs
            if value is not None and value != ""
        ),
        class_="facts",
    )


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Html:
    """A table; a heading that begins with ``>`` stands over figures."""
    head = (
        element(
            "th",
            heading.removeprefix(">"),
            scope="col",
            class_="figure" if heading.startswith(">") else None,
        )
        for heading in headings
    )
    body = (element("tr", *(_cell(value) for value in row)) for row in rows)
    table = element("table", element("thead", element("tr", *head)), element("tbody", *body))
    return element("div", table, class_="wide")


def _cell(value: str) -> Html:
    return element("td", value, class_="figure" if isinstance(value, _Figure) else None)


class _Figure(Html):
    """A number in a table; it stands at the end of its column."""

    __slots__ = ()


def _figure(text: str) -> Html:
    return _Figure(element("span", text))


def _when(moment: str) -> str:
    """A moment of the record as people read it."""
    return f"{moment[:10]} {moment[11:16]} UTC" if moment else ""
