"""What the record says about the use of AI: facts that rules ask for, in plain sentences.

Which facts, and why: `subtitle-rules.md` part 5. Netflix's "Using Generative AI in Content
Production" (11 November 2025) asks that tools neither keep nor train on a production's material,
that they are secured, that generated material in final deliverables is approved in writing, that
the final version has meaningful human input, and that licences fit. Article 50(2) of Regulation
(EU) 2024/1689 (AI Act) asks that generated content is marked for machines; 50(4) speaks of human
review and editorial responsibility. The record says what happened; it grants and judges nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.season import Network

if TYPE_CHECKING:
    from localize.delivery.record import Counts, Record

_NETWORK = {
    Network.OFFLINE.value: "nothing may go over the network",
    Network.FETCH.value: "models may be fetched, nothing of the programme may be sent",
    Network.SEND.value: "engines on other machines may be given text and sound",
}


def share(part: int, whole: int) -> str:
    """``12 of 40 (30.0%)``; never rounded up to all, or down to none."""
    if not whole:
        return "0 of 0"
    percent = round(100 * part / whole, 1)
    if part < whole:
        percent = min(percent, 99.9)
    if part > 0:
        percent = max(percent, 0.1)
    return f"{part} of {whole} ({percent}%)"


def of_cues(part: int, whole: int) -> str:
    """The same in a sentence: ``all 40 cues``, ``no cue``, ``12 of 40 cues (30.0%)``."""
    if part == whole:
        return f"all {many(whole, 'cue')}" if whole > 1 else "the one cue"
    if not part:
        return "no cue"
    shown = share(part, whole)
    return shown.replace(" (", " cues (")


def many(number: int, one: str, several: str = "") -> str:
    """``1 cue``, ``2 cues``."""
    return f"{number} {one if number == 1 else several or one + 's'}"


def file_note(counts: Counts, record: str, *, final: bool) -> str:
    """The line that a file with comments carries; empty where no machine had a part in it."""
    if final and not counts.machine:
        return ""
    source = ", from machine drafts" if counts.machine else ""
    approved = f"{counts.approved} of {many(counts.cues, 'cue')} approved by people"
    if counts.approved == counts.cues:
        approved = "Approved by people"
    return f"{approved}{source}; see {record}."


def summary(record: Record) -> tuple[str, ...]:
    """What was done by machines and what by people, a sentence or two each."""
    counts = record.counts
    cues = counts.cues
    if counts.machine:
        first = (
            f"Machines drafted the words of {of_cues(counts.machine, cues)}: "
            f"{share(counts.as_drafted, cues)} are delivered as drafted, "
            f"{share(counts.laid_out, cues)} with the machine's words in other times, line breaks "
            f"or cue borders, {share(counts.edited, cues)} with words that people changed."
        )
    else:
        first = "No machine drafted any cue of this track."
    written = f"People wrote or imported the words of {of_cues(counts.written, cues)}."
    approved = (
        f"People approved {of_cues(counts.approved, cues)}: {counts.approved_singly} one by one, "
        f"{counts.approved_bulk} together with others in one act."
        if counts.approved
        else "People have approved no cue yet."
    )
    never = f"; {counts.never_played} never played" if counts.never_played else ""
    watched = (
        f"Watched with the picture after the last edit: {of_cues(counts.watched, cues)}{never}."
    )
    return first, written, approved, watched


def left_machine(record: Record) -> str:
    """Whether anything of the programme left the machine."""
    if not record.counts.machine:
        said = "No machine drafted anything, so nothing was sent to one."
    else:
        said = {
            False: "Nothing of the programme left the machine that drafted it: "
            "every engine ran there.",
            True: "Text or sound of the programme was sent to another machine to be drafted; "
            "the table of machines says by which engine.",
            None: "Whether anything of the programme left the machine is not known: an engine "
            "that drafted it cannot be asked here.",
        }[record.left_the_machine]
    return f"{said} Setting of the season: {_NETWORK[record.network]}."


def distributor_answers(record: Record) -> tuple[tuple[str, str], ...]:
    """What a distributor's rules on generative AI ask, and what is known."""
    counts = record.counts
    cues = counts.cues
    approval = (
        "Yes. A machine's words stand unchanged in "
        f"{of_cues(counts.as_drafted + counts.laid_out, cues)}, changed by people in "
        f"{of_cues(counts.edited, cues)}. Where your rules ask for written approval of "
        "that, it is not kept here."
        if counts.machine
        else "No: people wrote every cue."
    )
    human = (
        f"People wrote or changed the words of {of_cues(counts.edited + counts.written, cues)}, "
        f"and approved {of_cues(counts.approved, cues)}."
    )
    licences = sorted({machine.licence or "not known" for machine in record.machines})
    return (
        ("Is there generated material in the final files?", approval),
        ("Is there meaningful human input?", human),
        ("Did the tools send or share the material?", left_machine(record)),
        (
            "Do the tools train on it?",
            "localize has no function that trains a model."
            + (
                ""
                if record.left_the_machine is False
                else " What other machines did with what they were sent is not known here."
            ),
        ),
        (
            "Under which licences are the models used?",
            ", ".join(licences) or ("Not known." if counts.machine else "No model was used."),
        ),
    )


def marking(record: Record) -> str:
    """How the files are marked, as article 50 of the EU AI Act asks."""
    if not record.counts.machine:
        return "No cue has a machine's words, so there is nothing to mark."
    reviewed = record.counts.approved == record.counts.cues
    return (
        f"Every cue that a machine drafted is marked for machines in {record.path}, which this "
        "delivery's manifest names with its hash; formats that have comments point to it. That "
        "serves the marking of article 50(2) of Regulation (EU) 2024/1689. "
        + (
            "People reviewed and approved every cue"
            if reviewed
            else "People have not approved every cue"
        )
        + "; who holds editorial responsibility (article 50(4)) is for the publisher to say."
    )
