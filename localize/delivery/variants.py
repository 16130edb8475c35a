"""Full, SDH and forced-narrative files from the same cues, by kind.

| kind | full | sdh | forced |
|---|---|---|---|
| dialogue, song, title, credit | yes | yes | |
| forced | yes | yes | yes |
| sound | | yes | |

SDH (for the deaf and hard of hearing) also says who speaks. A cue that shows nothing goes into no
file: it is an intended blank, or still to be written, which the gate tells.
"""

from __future__ import annotations

import enum
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from localize import markup
from localize.guides.counting import is_blank
from localize.script import Cue, CueKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Variant(enum.StrEnum):
    """Which of a track's files."""

    FULL = "full"
    SDH = "sdh"
    FORCED = "forced"

    @property
    def infix(self) -> str:
        """What stands in its files' names: nothing for the full one."""
        return "" if self is Variant.FULL else self.value

    @property
    def label(self) -> str:
        """What people call it."""
        return {"full": "Full", "sdh": "SDH", "forced": "Forced narrative"}[self.value]


_KINDS: Final = {
    Variant.FULL: frozenset(CueKind) - {CueKind.SOUND},
    Variant.SDH: frozenset(CueKind),
    Variant.FORCED: frozenset({CueKind.FORCED}),
}

#: Kinds that somebody says or sings, so that a speaker may be named.
_VOICED: Final = frozenset({CueKind.DIALOGUE, CueKind.FORCED, CueKind.SONG})


def has_text(cue: Cue) -> bool:
    """Whether a cue shows anything."""
    return not all(is_blank(line) for line in cue.lines)


def variant_cues(variant: Variant, cues: Iterable[Cue]) -> tuple[Cue, ...]:
    """The cues of one file, as they are written.

    Args:
        variant: which file.
        cues: of the track, in programme order, those that were deleted left out.
    """
    shown = tuple(cue for cue in cues if cue.kind in _KINDS[variant] and has_text(cue))
    return _labelled(shown) if variant is Variant.SDH else shown


def usual_variants(cues: Sequence[Cue]) -> tuple[Variant, ...]:
    """The files that a track has by itself.

    Always the full one; SDH where somebody wrote down sounds; forced where there are such cues.
    """
    kinds = {cue.kind for cue in cues if has_text(cue)}
    found = [Variant.FULL]
    if CueKind.SOUND in kinds:
        found.append(Variant.SDH)
    if CueKind.FORCED in kinds:
        found.append(Variant.FORCED)
    return tuple(found)


def _labelled(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """The cues with the speaker's name before the text wherever another begins to speak.

    Brackets, as Netflix's checks ask for ("[x]", not "(x)"; subtitle-rules.md 1.4).
    """
    before = ""
    labelled = []
    for cue in cues:
        name = named_speaker(cue)
        if name and name != before and not _says_who(cue):
            cue = replace(cue, lines=(f"[{name}] {cue.lines[0]}", *cue.lines[1:]))  # noqa: PLW2901 -- the same cue, labelled
        before = name or before
        labelled.append(cue)
    return tuple(labelled)


def named_speaker(cue: Cue) -> str:
    """Who is named before a cue where another spoke before; empty for nobody."""
    return speaker_label(cue.speaker) if cue.kind in _VOICED else ""


def speaker_label(name: str) -> str:
    """A speaker's name as one line of plain text: a tag in it must not become markup."""
    text = " ".join(name.split())
    while markup.TAG.search(text):
        text = markup.TAG.sub("", text)
    return text.replace("[", "(").replace("]", ")").strip()


def _says_who(cue: Cue) -> bool:
    """Whether the text names the speaker already, or two speak, so that one name would be wrong."""
    plain = [markup.strip(line).strip() for line in cue.lines]
    plain = [line for line in plain if line]
    return plain[0].startswith("[") or all(line.startswith(("-", "–", "‐")) for line in plain)
