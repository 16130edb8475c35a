"""Reading and changing a cue's text: tags stay, limits are not broken."""

from __future__ import annotations

import pytest

from localize.checks.text import changed, head_of, lines_fix, trimmed
from localize.findings import Fix
from localize.testing.checks import context, cue


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("  Hi  ", "Hi"),
        ("<i> Hi </i>", "<i>Hi</i>"),
        (" <i>Hi</i> <b> there</b>\u3000", "<i>Hi</i> <b> there</b>"),
        ("<i>  </i>", "<i></i>"),
        ("a < b ", "a < b"),
    ],
)
def test_trimmed(line, expected):
    assert trimmed(line) == expected


def test_tags_are_not_changed():
    assert changed(("<i>i</i> b <b>", "u"), str.upper) == ("<i>I</i> B <b>", "U")


def test_head_of():
    assert head_of(" <i> - Hi") == (" <i> ", "- Hi")


def test_a_fix_that_breaks_a_limit_is_none():
    long = cue("1", 0, 4000, "x" * 42)
    assert lines_fix(long, ("x" * 43,), context()) is None
    assert lines_fix(long, ("x" * 42,), context()) is None
    assert lines_fix(long, ("x", "y", "z"), context()) is None
    assert lines_fix(long, ("",), context()) is None
    assert lines_fix(cue("1", 0, 1000, "x" * 20), ("x" * 21,), context()) is None
    assert lines_fix(long, ("y" * 41,), context()) == Fix("1", lines=("y" * 41,))
