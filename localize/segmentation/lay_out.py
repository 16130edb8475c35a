"""Drafts → cues: each translation over the time of its source, cut by the same optimiser.

A translation has few times of its own. Its words share the time of the source cues that it renders,
in proportion to the source's text, and shares end at good places to break, so that cues of both
tracks stay side by side as far as the languages let them.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

from localize import locales, timing
from localize.findings import Finding, Severity
from localize.guides.counting import count
from localize.guides.model import SILENT
from localize.segmentation.assemble import Segmentation, cue_id, shortfalls, timed
from localize.segmentation.costs import Extra, passage_of
from localize.segmentation.optimise import cut
from localize.segmentation.pieces import Piece, pieces_of
from localize.segmentation.rendered import rendered
from localize.segmentation.spread import TURN, Job, between, words_of
from localize.segmentation.styles import styled, styles_of
from localize.segmentation.weights import DEFAULT, Weights
from localize.timeline import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from localize.engines import TranslatedUnit, TranslationUnit
    from localize.guides.model import Habits, Limits
    from localize.script import Cue
    from localize.timeline import FrameRate

#: Units further apart than this (ms) never share a cue.
_APART: Final = 1000

#: After these no space is written in Japanese and Chinese; elsewhere one parts two sentences.
_NO_SPACE_AFTER: Final = frozenset("。、，；：…」』）")

_NOTES: Final = ("♪", "♫", "♬", "♩")

#: A source cue belongs to a target cue if they share this part of the shorter one's time.
_SHARED: Final = 0.2


def lay_out(
    units: Sequence[TranslatedUnit],
    sources: Sequence[Cue],
    source_of: Mapping[str, TranslationUnit],
    limits: Limits,
    rate: FrameRate,
    *,
    locale: str,
    duration: int | None = None,
    id_prefix: str = "",
    sentences: bool = False,
    shots: Sequence[int] = (),
    habits: Habits = SILENT,
    weights: Weights = DEFAULT,
) -> Segmentation:
    """Cut drafts into cues over the time of their sources.

    The text is kept whole; white space other than no-break spaces becomes one space. Kind and
    placement come from the source, and so does a style that all of a draft's source is in. Two
    speakers of one source cue are told apart by the guide's dashes, or have a cue each, and share
    none with anybody else. Where source cues of different kind or placement share time (a
    sign over dialogue), so may their translations; no other cues overlap.

    Args:
        units: every unit of the source once, in programme order.
        sources: the cues of the source track.
        source_of: unit id → what was translated.
        limits: of the guide, for the market.
        rate: frames that times lie on and gaps are counted in.
        locale: of the market.
        duration: of the programme, ms; no cue goes on after it.
        id_prefix: put before every id.
        sentences: whether cues are split and merged inside a sentence only: one holds the drafts
            of two units only where a cue of the source does.
        shots: first frames of the shots but the first, ms, ascending; as in `segment`.
        habits: of the guide; as in `segment`.
        weights: what costs how much.

    Returns:
        Cues whose ``source_ids`` are the source cues of their units that they share time with;
        every source cue of a unit with text is named by at least one. Findings as in `segment`,
        and ``untranslated`` for each unit without text.

    Raises:
        KeyError: a unit or a source cue that is named is not there.
    """
    jobs, findings = _jobs(units, sources, source_of, habits)
    timed_cues: list[tuple[Cue, Span]] = []
    for layer in _layers(jobs):
        timed_cues += _lay_layer(
            layer,
            limits,
            rate,
            locale=locale,
            duration=duration,
            sentences=sentences,
            shots=shots,
            habits=habits,
            weights=weights,
        )
    timed_cues.sort(key=lambda pair: (pair[0].start, pair[0].end))
    cues = [
        replace(cue, id=cue_id(id_prefix, number))
        for number, (cue, _) in enumerate(timed_cues, start=1)
    ]
    findings += shortfalls(cues, [said for _, said in timed_cues], limits)
    return Segmentation(tuple(cues), tuple(findings))


def _jobs(
    units: Sequence[TranslatedUnit],
    sources: Sequence[Cue],
    source_of: Mapping[str, TranslationUnit],
    habits: Habits,
) -> tuple[list[Job], list[Finding]]:
    """A job for each unit with text, a finding for each without."""
    order = {cue.id: place for place, cue in enumerate(sources)}
    sounding = _sounding(sources)
    jobs: list[Job] = []
    findings: list[Finding] = []
    for unit in units:
        origins = [source_of[unit_id] for unit_id in unit.unit_ids]
        ids = sorted({i for origin in origins for i in origin.source_ids}, key=order.__getitem__)
        start = min(origin.span.start for origin in origins)
        if not unit.text.strip():
            findings.append(untranslated(ids, start))
            continue
        said = Span(start, max(start, *(origin.span.end for origin in origins)))
        cues = tuple(sources[order[i]] for i in ids)
        spans = []
        for cue in cues:
            span = sounding[order[cue.id]]
            low = min(max(span.start, said.start), span.end)
            high = max(low, min(span.end, said.end))
            spans.append(Span(low, high) if high > low else span)
        names = {origin.speaker for origin in origins} - {""}
        speaker = names.pop() if len(names) == 1 else ""
        turns = {origin.turn for origin in origins}
        turn = turns.pop() if len(turns) == 1 else 0
        if turn:
            speaker = f"{speaker}{TURN}{turn}"
        found = rendered(unit, origins, cues)
        styles = styles_of([unit.text], cues, habits)
        jobs.append(Job(unit.text, unit.words, cues, tuple(spans), speaker, turn, styles, found))
    return _shared_out(jobs), findings


def _sounding(sources: Sequence[Cue]) -> list[Span]:
    """When source cues are said, as far as their times tell: a hold at the end taken off.

    `localize.timing` holds a cue after its last sound where there is room, and will hold the
    translation likewise.
    """
    spans = []
    for index, cue in enumerate(sources):
        following = sources[index + 1].start if index + 1 < len(sources) else None
        held = following is None or following - cue.end >= timing.TAIL
        end = max(cue.end - timing.TAIL, (cue.start + cue.end) // 2) if held else cue.end
        spans.append(Span(cue.start, end))
    return spans


def untranslated(ids: Sequence[str], start: int) -> Finding:
    """That a unit has no draft.

    Args:
        ids: of its source cues.
        start: of the unit, ms.
    """
    return Finding(
        "untranslated",
        Severity.ERROR,
        f"No draft for source {', '.join(ids)}: translate it by hand, or draft it again.",
        start=start,
    )


def _shared_out(jobs: Sequence[Job]) -> list[Job]:
    """Jobs in which units that come from one cue, and cannot be told apart in time, share it."""
    result = list(jobs)
    users_of: dict[str, list[tuple[int, int]]] = {}
    for index, job in enumerate(jobs):
        for place, cue in enumerate(job.cues):
            users_of.setdefault(cue.id, []).append((index, place))
    for users in users_of.values():
        spans = [result[index].spans[place] for index, place in users]
        if all(a.end <= b.start for a, b in pairwise(spans)):
            continue
        whole = Span(min(s.start for s in spans), max(s.end for s in spans))
        sizes = [len(result[index].text) / len(result[index].cues) for index, _ in users]
        marks = between(whole, [0.0, *accumulate(sizes)])
        for (index, place), (low, high) in zip(users, pairwise(marks), strict=True):
            own = list(result[index].spans)
            own[place] = Span(low, high)
            result[index] = replace(result[index], spans=tuple(own))
    return result


def _layers(jobs: Sequence[Job]) -> list[list[Job]]:
    """Jobs in as few rows as need be, so that only unlike cues of unlike rows share time."""
    rows: list[list[Job]] = []
    for job in jobs:
        for row in rows:
            if row[-1].look == job.look or row[-1].spans[-1].end <= job.spans[0].start:
                row.append(job)
                break
        else:
            rows.append([job])
    return rows


def _lay_layer(
    jobs: Sequence[Job],
    limits: Limits,
    rate: FrameRate,
    *,
    locale: str,
    duration: int | None,
    sentences: bool,
    shots: Sequence[int],
    habits: Habits,
    weights: Weights,
) -> list[tuple[Cue, Span]]:
    """Cues of jobs that must not overlap, each with when it is said."""
    pieces: list[Piece] = []
    owners: list[int] = []
    extras: list[Extra] = []
    latest = 0
    whole = [
        pieces_of(
            words_of(job, locale, limits, weights),
            locale,
            longest=limits.max_line_length,
            measure=lambda text: count(text, limits.counting),
            pause_certain=weights.pause_certain,
        )
        for job in jobs
    ]
    before = jobs[0]
    for number, own in _as_said(jobs, whole):
        job = jobs[number]
        own[0] = replace(own[0], spaced=_spaced(pieces[-1].text, locale) if pieces else True)
        begins = {span.start for span in job.spans}
        extras.append(_between_jobs(before, job, weights, sentences=sentences))
        before = job
        extras += [
            Extra(end=0.0 if piece.start in begins else weights.unaligned) for piece in own[1:]
        ]
        for piece in own:
            # Times of one unit may reach into the next; order wins.
            latest = max(latest, piece.start)
            pieces.append(replace(piece, start=latest, end=max(latest, piece.end)))
        owners += [number] * len(own)
    passage = passage_of(
        pieces,
        extras,
        limits,
        rate,
        weights,
        locale=locale,
        duration=duration,
        habits=habits,
        shots=shots,
    )
    cuts = cut(passage, weights)
    cues, speech = timed(cuts, pieces, limits, rate, duration, habits=habits, shots=shots)
    held = [sorted({owners[k] for k in range(c.first, c.stop)}) for c in cuts]
    named = _sources_of(cues, held, jobs)
    return [
        (
            replace(
                cue,
                lines=styled(cue.lines, jobs[own[0]].styles),
                kind=jobs[own[0]].cues[0].kind,
                placement=jobs[own[0]].cues[0].placement,
                source_ids=ids,
            ),
            said,
        )
        for cue, said, own, ids in zip(cues, speech, held, named, strict=True)
    ]


def _as_said(
    jobs: Sequence[Job], pieces: Sequence[list[Piece]]
) -> Iterator[tuple[int, list[Piece]]]:
    """The pieces of each job with its number: a sentence is parted by what stands inside it.

    A label between two cues of a sentence (`localize.drafting.labels`) has its time before the
    second of them.
    """
    number = 0
    while number < len(jobs):
        own, inside = pieces[number], number + 1
        for before, after in pairwise(jobs[number].spans):
            stop = inside
            while stop < len(jobs) and _stands_inside(jobs[stop], jobs[number], before, after):
                stop += 1
            at = next((k for k, piece in enumerate(own) if piece.start >= after.start), len(own))
            if stop > inside and at < len(own):
                if own[:at]:
                    yield number, own[:at]
                yield from ((other, pieces[other]) for other in range(inside, stop))
                own, inside = own[at:], stop
        yield number, own
        number = inside


def _stands_inside(job: Job, other: Job, before: Span, after: Span) -> bool:
    """Whether a job has cues of its own, all between two spans of another."""
    own = not {cue.id for cue in job.cues} & {cue.id for cue in other.cues}
    return own and before.start < job.spans[0].start and job.spans[-1].end <= after.start


def _spaced(before: str, locale: str) -> bool:
    """Whether a space parts a sentence from the one that ends on ``before``."""
    full_width = locales.is_unspaced(locale) and locales.is_full_width(locale)
    return not full_width or before[-1] not in _NO_SPACE_AFTER


def _between_jobs(before: Job, job: Job, weights: Weights, *, sentences: bool) -> Extra:
    apart = job.spans[0].start - before.spans[-1].end >= _APART
    together = before.cues[-1].id == job.cues[0].id
    # Nobody says whether who speaks before or after two speakers is one of them.
    turns = (before.turn or job.turn) and not together
    # Each line of a song has notes at both ends (Netflix, SDH guides): none stands in mid-line.
    songs = before.text.endswith(_NOTES) and job.text.startswith(_NOTES)
    own = turns or songs
    certain = bool(apart or before.look != job.look or own or (sentences and not together))
    return Extra(certain=certain, inner=weights.joined)


def _sources_of(
    cues: Sequence[Cue], held: Sequence[Sequence[int]], jobs: Sequence[Job]
) -> list[tuple[str, ...]]:
    """For each cue the ids of the source cues that it renders.

    Args:
        cues: with their times.
        held: for each cue the jobs that it holds text of.
        jobs: what is laid out.
    """
    named: list[dict[str, Cue]] = [{} for _ in cues]
    holders: dict[int, list[int]] = {}
    for place, own in enumerate(held):
        for job in own:
            holders.setdefault(job, []).append(place)
    for number, one in enumerate(jobs):
        for source in one.cues:
            shared = [(_shared(source, cues[place]), place) for place in holders[number]]
            best = max(shared)[1]
            for part, place in shared:
                if part >= _SHARED or place == best:
                    named[place][source.id] = source
        for place in holders[number]:
            if not named[place]:
                nearest = max(one.cues, key=partial(_shared, cues[place]))
                named[place][nearest.id] = nearest
    return [
        tuple(cue.id for cue in sorted(found.values(), key=lambda cue: (cue.start, cue.end)))
        for found in named
    ]


def _shared(one: Cue, other: Cue) -> float:
    """Time that two cues share, as a part of the shorter; below 0 where they are apart."""
    overlap = min(one.end, other.end) - max(one.start, other.start)
    return overlap / max(1, min(one.duration, other.duration))
