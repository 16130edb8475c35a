"""Contract tests that every check inherits, one's own plug-ins included.

    class TestLineCount(CheckContract):
        check = LineCount()
        clean = (cue("1", 0, 2000, "One line."),)
        broken = ((cue("1", 0, 2000, "One", "two", "three"),),)

pytest collects the inherited methods. Each says what it holds against the check when it fails.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from localize.checks.fixes import apply_fixes, fix_track
from localize.engines import CheckContext
from localize.findings import Finding, Severity
from localize.guides import load_guide
from localize.script import Cue, CueKind, Track, TrackRole
from localize.timeline import FrameRate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.engines import Check


def cue(name: str, start: int, end: int, *lines: str) -> Cue:
    """A cue of dialogue; times in ms."""
    return Cue(name, start, end, lines)


def context(locale: str = "en", rate: str = "24", *, sdh: bool = False) -> CheckContext:
    """What the Netflix guide asks for in a locale, at a frame rate."""
    guide = load_guide("netflix")
    return CheckContext(
        guide.limits(locale, sdh=sdh), FrameRate.parse(rate), guide.habits(locale, sdh=sdh)
    )


#: Lines that a check must bear: no words, marks alone, tags alone, lone signs, every direction.
ODD: Final = (
    (),
    ("",),
    ("", ""),
    (" ", "\u3000"),
    ("<i></i>",),
    ("</i><b>",),
    ("-",),
    ("- ", "-"),
    ("…",),
    ("?!", "¿"),
    ("♪",),
    ("«»",),
    ('"',),
    ("(", ")"),
    ("5",),
    ("\u200f\u200e",),
    ("\ufffd",),
    ("مرحبا، كيف الحال؟", "- نعم"),
    ("今日は、いい天気。", "「はい」"),
    ("สวัสดี",),
    ("नमस्ते ।",),
    ("e\u0301" * 50,),
    ("<ruby>東京<rt>とうきょう</rt></ruby>",),
    ("👩\u200d🚀", "ffi ß İ"),
)


def _hold(holds: bool, message: str) -> None:
    if not holds:
        raise AssertionError(message)


class CheckContract:
    """What holds for every check.

    Attributes:
        check: the check.
        clean: cues in which it finds nothing.
        broken: lists of cues, in programme order, in each of which it finds something.
        context: what it measures against.
    """

    check: ClassVar[Check]
    clean: ClassVar[Sequence[Cue]]
    broken: ClassVar[Sequence[Sequence[Cue]]]
    context: ClassVar[CheckContext] = context()

    def find(self, cues: Sequence[Cue]) -> list[Finding]:
        """What the check finds."""
        return list(self.check.run(cues, self.context))

    def test_an_empty_track_has_no_findings(self) -> None:
        """No cues, no findings, no crash."""
        _hold(not self.find(()), "it finds something where there is nothing")

    def test_a_clean_track_has_no_findings(self) -> None:
        """Nothing is found in clean cues, together or one by one."""
        _hold(not self.find(self.clean), f"in clean cues it finds {self.find(self.clean)}")
        for single in self.clean:
            _hold(not self.find((single,)), f"it finds something in {single} alone")

    def test_broken_cues_are_found(self) -> None:
        """Every broken example has a finding, and two runs find the same."""
        for cues in self.broken:
            found = self.find(cues)
            _hold(bool(found), f"it finds nothing in {cues}")
            _hold(found == self.find(cues), "a second run finds something else")

    def test_findings_say_what_and_where(self) -> None:
        """A finding names the rule and an existing cue, and gives figures with their unit."""
        for cues in self.broken:
            starts = {cue.id: cue.start for cue in cues}
            for finding in self.find(cues):
                _hold(finding.rule == self.check.name, f"the rule is called {finding.rule}")
                _hold(finding.cue_id in starts, f"there is no cue {finding.cue_id!r}")
                _hold(finding.start == starts[finding.cue_id], "it points to another time")
                _hold(bool(finding.message.strip()), "it has no message")
                _hold(isinstance(finding.severity, Severity), "its severity is none of ours")
                figures = (finding.measured, finding.limit)
                _hold(None not in figures and bool(finding.unit), f"figures missing: {finding}")

    def test_intended_blanks_are_left_alone(self) -> None:
        """A cue that is not to be translated and has no text is nobody's fault."""
        blank = Cue("blank", 0, 1, (), kind=CueKind.FORCED, translate=False)
        _hold(not self.find((blank,)), "it finds something in an intended blank")

    def test_fixes_cure_and_harm_nothing(self) -> None:
        """Each fix, applied alone, ends its finding and makes no error that was not there."""
        for cues in self.broken:
            track = Track("test", self.context.limits.locale, TrackRole.SUBTITLE, tuple(cues))
            before = self.find(track.cues)
            for finding in before:
                if finding.fix is None:
                    continue
                fixed, applied = apply_fixes(track, [finding])
                _hold(applied == (finding,), f"the fix cannot be applied: {finding.fix}")
                after = {_identity(found) for found in self.find(fixed.cues)}
                _hold(_identity(finding) not in after, f"{finding.fix} does not cure {finding}")
                new = after - {_identity(found) for found in before}
                _hold(not new, f"{finding.fix} makes a new error: {new}")

    def test_fixes_come_to_an_end(self) -> None:
        """Applied again and again, the fixes leave nothing that has one."""
        for cues in self.broken:
            track = Track("test", self.context.limits.locale, TrackRole.SUBTITLE, tuple(cues))
            fixed, _ = fix_track(track, lambda one: self.find(one.cues))
            left = [finding for finding in self.find(fixed.cues) if finding.fix is not None]
            _hold(not left, f"its fixes go on for ever: {left}")

    def test_a_part_says_what_the_whole_does(self) -> None:
        """Of a cue with two beside it on each side the same is found as in the whole track.

        A check that needs more says so with ``whole_track``.
        """
        if getattr(self.check, "whole_track", False):
            return
        for cues in (*self.broken, self.clean):
            whole = self.find(cues)
            for at, one in enumerate(cues):
                part = self.find(cues[max(0, at - 2) : at + 3])
                here = [finding for finding in part if finding.cue_id == one.id]
                there = [finding for finding in whole if finding.cue_id == one.id]
                _hold(here == there, f"of {one} alone it finds {here}, in the track {there}")

    def test_any_text_is_borne(self) -> None:
        """No text makes it fail, in whatever script, damaged or empty."""
        cues = tuple(cue(str(n), n * 3000, n * 3000 + 2500, *text) for n, text in enumerate(ODD))
        for finding in self.find(cues):
            _hold(finding.rule == self.check.name, f"the rule is called {finding.rule}")

    def test_cues_are_not_changed(self) -> None:
        """A check looks and does not touch."""
        for cues in self.broken:
            copies = [replace(one) for one in cues]
            self.find(cues)
            _hold(list(cues) == copies, "the cues are not what they were")


def _identity(finding: Finding) -> tuple[str, str]:
    """What makes two findings the same before and after a fix."""
    return finding.cue_id, finding.rule
