"""Split, merge, insert, delete, and a word pushed over a border.

Whatever is cut or joined, no word is lost, times stay on frames, and the ids of the source's cues
follow the text.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from localize.review.edits import Change, Edit, find
from localize.review.errors import RefusedError
from localize.review.pieces import (
    Join,
    cut,
    join,
    letters_of,
    lines_of,
    plain,
    share,
    tidy,
    word_starts,
)
from localize.script import Cue, CueKind, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from localize.guides.model import DashStyle, Limits
    from localize.timeline import FrameRate

#: How long the first part stays after its last word where a pause follows, ms; see
#: `localize.timing.TAIL`.
_TAIL: Final = 500

#: How long a new cue lasts where nothing follows close by, ms.
NEW_CUE: Final = 2_000


def split(
    cues: Sequence[Cue],
    cue_id: str,
    at: int,
    next_id: Callable[[], str],
    *,
    rate: FrameRate,
    limits: Limits,
    time: int | None = None,
    words: Sequence[Word] = (),
) -> Edit:
    """Part a cue in two: the first keeps the id, the second gets a new one.

    Args:
        cues: the track.
        cue_id: the cue.
        at: place in ``cue.text`` (lines joined by newlines, tags included) where the second begins.
        next_id: gives an id that the track has never had.
        rate: frames that the new edges lie on.
        limits: of the guide: least duration and gap. Where the cue is too short for two of the
            least duration, the time is shared by text alone.
        time: in-time of the second, ms; None takes it from the words, or from the share of text.
        words: what is said in the cue, timed. Where they are the cue's own text, the border is
            between the same two words; else (a translation) it is the pause between two words
            nearest to the share of text.

    Raises:
        RefusedError: no such cue, a part without text, or no room for two cues.
    """
    cue = cues[find(cues, cue_id)]
    head, tail = cut(cue.text, at)
    first, second = lines_of(head), lines_of(tail)
    if not plain(head).strip() or not plain(tail).strip():
        raise RefusedError("One of the parts would have no text.", "Put the caret between words.")
    said = _spoken_border(cue, at, words) if time is None else None
    wish = time if time is not None else said[1] if said else _at_share(cue, share(cue.text, at))
    out, into = _border(cue, wish, rate, limits)
    if said is not None:
        # Where a pause follows, the first part goes out half a second after its last word.
        out = max(cue.start, min(out, rate.time_of(rate.frame_shown(said[0] + _TAIL))))
        out = max(out, rate.time_of(rate.nearest_frame(cue.start) + 1))
    earlier = replace(cue, end=out, lines=first)
    later = replace(cue, id=next_id(), start=into, lines=second)
    changes = (Change(cue.id, cue, earlier), Change(later.id, None, later))
    return Edit(changes, f"Split of {cue.id}")


def _at_share(cue: Cue, part: float) -> int:
    return cue.start + round(cue.duration * part)


def _spoken_border(cue: Cue, at: int, words: Sequence[Word]) -> tuple[int, int] | None:
    """End of the word before the border and start of the one after, ms; None where none fits."""
    said = [word for word in words if cue.start <= (word.start + word.end) // 2 < cue.end]
    if len(said) < 2:
        return None
    spoken = letters_of(word.text for word in said)
    if spoken and spoken == letters_of([plain(cue.text)]):
        wanted = len(letters_of([plain(cut(cue.text, at)[0])]))
        heard = 0
        for word, following in pairwise(said):
            heard += len(letters_of([word.text]))
            if heard >= wanted:
                return word.end, following.start
        return None
    wish = _at_share(cue, share(cue.text, at))
    word, following = min(
        pairwise(said), key=lambda pair: abs((pair[0].end + pair[1].start) // 2 - wish)
    )
    return word.end, following.start


def _border(cue: Cue, wish: int, rate: FrameRate, limits: Limits) -> tuple[int, int]:
    """Out-time of the first and in-time of the second part, ms, as near to a wish as may be."""
    begin, end = rate.nearest_frame(cue.start), rate.nearest_frame(cue.end)
    gap = limits.min_gap_frames
    least = _shortest(limits, rate)
    if end - begin < 2 * least + gap:
        least = 1
    if end - begin < 2 * least + gap:
        raise RefusedError("The cue is too short to be split.", "Make it longer first.")
    into = min(max(rate.nearest_frame(wish), begin + least + gap), end - least)
    out = rate.time_of(into - gap)
    return max(cue.start, out), min(cue.end, rate.time_of(into))


def merge(
    cues: Sequence[Cue],
    cue_id: str,
    *,
    how: Join = Join.LINES,
    locale: str = "",
    dash: DashStyle | None = None,
) -> Edit:
    """Join a cue with the next: the first's id, kind and place, both texts, both sources.

    Args:
        cues: the track, in programme order.
        cue_id: the first of the two.
        how: how the texts are joined.
        locale: of the track.
        dash: how two speakers are told apart (``Join.DIALOGUE``).

    Raises:
        RefusedError: no such cue, or none follows.
    """
    index = find(cues, cue_id)
    if index + 1 == len(cues):
        raise RefusedError("There is no cue after this one.")
    first, second = cues[index], cues[index + 1]
    merged = replace(
        first,
        start=min(first.start, second.start),
        end=max(first.end, second.end),
        lines=join(first.lines, second.lines, how, locale=locale, dash=dash),
        speaker=first.speaker if first.speaker == second.speaker else "",
        translate=first.translate or second.translate,
        source_ids=tuple(dict.fromkeys((*first.source_ids, *second.source_ids))),
    )
    changes = (Change(first.id, first, merged), Change(second.id, second, None))
    return Edit(changes, f"Merge of {first.id} and {second.id}")


def insert(
    cues: Sequence[Cue],
    at: int,
    next_id: Callable[[], str],
    *,
    rate: FrameRate,
    limits: Limits,
    lines: Sequence[str] = (),
    duration: int = NEW_CUE,
    kind: CueKind = CueKind.DIALOGUE,
    source_ids: Sequence[str] = (),
) -> Edit:
    """Add a cue.

    Cues of one kind follow each other; of another, one may stand at the same time (a sign that is
    read while somebody speaks).

    Args:
        cues: the track, in programme order.
        at: in-time, ms; moved to its frame.
        next_id: gives an id that the track has never had.
        rate: frames that its edges lie on.
        limits: of the guide: the least gap to the next cue, and the least duration.
        lines: its text; may be empty.
        duration: ms, cut short where the next cue comes sooner, to the guide's least.
        kind: what it stands for.
        source_ids: cues of the source that it stands for.

    Raises:
        RefusedError: the in-time is negative; a cue of the kind stands there, or follows so soon
            that neither the guide's shortest cue nor what was asked for has room.
    """
    if at < 0:
        raise RefusedError("The in-time would lie before the start of the programme.")
    begin = rate.nearest_frame(at)
    end = max(rate.nearest_frame(at + duration), begin + 1)
    least = min(_shortest(limits, rate), end - begin)
    for cue in cues:
        first, after = rate.nearest_frame(cue.start), rate.nearest_frame(cue.end)
        if cue.kind is kind and first <= begin < after:
            raise RefusedError(
                f"Cue {cue.id} stands here.", "Split it, or go to where no cue stands."
            )
    start = rate.time_of(begin)
    for cue in cues:
        until = rate.nearest_frame(cue.start) - limits.min_gap_frames
        if cue.start <= start or until >= end:
            continue
        if cue.kind is kind and until < begin + least:
            raise _too_little_room(cue, until - begin, least, rate)
        end = max(until, begin + least)
    cue = Cue(
        id=next_id(),
        start=start,
        end=rate.time_of(end),
        lines=tuple(lines),
        kind=kind,
        source_ids=tuple(source_ids),
    )
    return Edit((Change(cue.id, None, cue),), f"New cue {cue.id}")


def _shortest(limits: Limits, rate: FrameRate) -> int:
    """Frames that the guide's shortest cue has."""
    return -(-limits.min_duration * rate.rate.numerator // (1000 * rate.rate.denominator))


def _too_little_room(following: Cue, room: int, wanted: int, rate: FrameRate) -> RefusedError:
    """The refusal of a new cue that has fewer frames than it needs."""
    if room > 0:
        frames = "1 frame is" if room == 1 else f"{room} frames are"
        what = f"Only {frames} free ({rate.time_of(room) / 1000:g} s) before cue {following.id}"
    else:
        what = f"No frame is free before cue {following.id}"
    return RefusedError(
        f"{what}, and a new cue has {wanted} at least.",
        "Let that one begin later, or go to where there is more room.",
    )


def delete(cues: Sequence[Cue], cue_ids: Collection[str]) -> Edit:
    """Take cues out; the service marks them, so that they can be had back.

    Raises:
        RefusedError: one of them is not there.
    """
    wanted = set(cue_ids)
    for cue_id in cue_ids:
        find(cues, cue_id)
    changes = tuple(Change(cue.id, cue, None) for cue in cues if cue.id in wanted)
    plural = "cue" if len(changes) == 1 else "cues"
    return Edit(changes, f"{len(changes)} {plural} deleted")


def push_word(cues: Sequence[Cue], cue_id: str, locale: str) -> Edit:
    """Move a cue's last word (in unspaced scripts its last phrase) to the start of the next cue.

    Raises:
        RefusedError: no such cue, none follows, or it has only one word.
    """
    index = find(cues, cue_id)
    if index + 1 == len(cues):
        raise RefusedError("There is no cue after this one.")
    first, second = cues[index], cues[index + 1]
    head, word = _cut_word(first, locale, last=True)
    return _moved(
        (first, replace(first, lines=lines_of(head))),
        (second, replace(second, lines=_glued(word, second.text, locale))),
        f"Last word of {first.id} to {second.id}",
    )


def pull_word(cues: Sequence[Cue], cue_id: str, locale: str) -> Edit:
    """Move the next cue's first word (in unspaced scripts its first phrase) to a cue's end.

    Raises:
        RefusedError: no such cue, none follows, or the next has only one word.
    """
    index = find(cues, cue_id)
    if index + 1 == len(cues):
        raise RefusedError("There is no cue after this one.")
    first, second = cues[index], cues[index + 1]
    word, rest = _cut_word(second, locale, last=False)
    return _moved(
        (first, replace(first, lines=_glued(first.text, word, locale))),
        (second, replace(second, lines=lines_of(rest))),
        f"First word of {second.id} to {first.id}",
    )


def _cut_word(cue: Cue, locale: str, *, last: bool) -> tuple[str, str]:
    starts = word_starts(cue.text, locale)
    if len(starts) < 2:
        raise RefusedError(
            f"Cue {cue.id} has only one word.", "Merge the two cues instead (Ctrl+Shift+M)."
        )
    return cut(cue.text, starts[-1] if last else starts[1])


def _glued(first: str, second: str, locale: str) -> tuple[str, ...]:
    return join(lines_of(tidy(first)), lines_of(tidy(second)), Join.WORDS, locale=locale)


def _moved(first: tuple[Cue, Cue], second: tuple[Cue, Cue], note: str) -> Edit:
    return Edit(tuple(Change(before.id, before, after) for before, after in (first, second)), note)
