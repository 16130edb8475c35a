"""Checks that a track in Chinese is in one script, and in its market's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from localize import chinese
from localize.checks.text import changed, cited, finding_of, joined, lines_fix
from localize.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from localize.engines import CheckContext
    from localize.findings import Finding
    from localize.script import Cue

#: Kana: Japanese, which writes 国 and 会 as simplified Chinese does.
_KANA: Final = re.compile("[\u3041-\u30ff]")
_NAMES: Final = {chinese.HANS: "simplified", chinese.HANT: "traditional"}


class WrongScript:
    """No line is in the other script than its market reads: zh-Hans, zh-TW, yue.

    Only characters that one of the scripts alone has count. Confirmed names and terms may be in
    either, and so may lines with kana.
    """

    name: ClassVar[str] = "wrong-script"

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with characters of the other script."""
        locale = context.limits.locale
        if chinese.named_script(locale):
            yield from _strays(self.name, cues, locale, context)


class TwoScripts:
    """A track whose locale names no script, such as zh, is all in the one that most of it is in.

    As `WrongScript` otherwise.
    """

    name: ClassVar[str] = "two-scripts"
    whole_track: ClassVar[bool] = True

    def run(self, cues: Sequence[Cue], context: CheckContext) -> Iterator[Finding]:
        """Yield a finding for every cue with characters of the other script."""
        locale = context.limits.locale
        if chinese.is_chinese(locale) and not chinese.named_script(locale):
            own = "\n".join(joined(cue.lines) for cue in cues if not _KANA.search(cue.text))
            if settled := chinese.settled(locale, own):
                yield from _strays(self.name, cues, settled, context)


def _strays(
    rule: str, cues: Sequence[Cue], locale: str, context: CheckContext
) -> Iterator[Finding]:
    """The findings of a rule.

    Args:
        rule: its name.
        cues: of the track.
        locale: one that settles the script.
        context: tells names and terms.
    """
    script = chinese.named_script(locale)
    other = chinese.HANT if script == chinese.HANS else chinese.HANS
    kept = (*sorted(context.known), *(term.target for term in context.terms))

    def mended(text: str) -> str:
        # Elsewhere in the cue 后 may well be an empress.
        stray = chinese.of_other_script(text, script, kept)
        return chinese.converted(text, locale, kept) if stray else text

    for cue in cues:
        if cue.text.isascii() or _KANA.search(cue.text):
            continue
        found = chinese.of_other_script(joined(cue.lines), script, kept)
        if found:
            yield finding_of(
                rule,
                Severity.WARNING,
                cue,
                f"{cited(''.join(dict.fromkeys(found)))} is written in {_NAMES[other]} characters, "
                f"and this track in {_NAMES[script]} ones: write it so, or settle it as a name",
                len(found),
                "characters",
                fix=lines_fix(cue, changed(cue.lines, mended), context),
            )
