"""What a person is told of a sentence that a machine could not draft well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.engines import TranslationUnit


def untranslated(engine: str, unit: TranslationUnit, fault: str) -> Finding:
    """That a sentence has no draft.

    Args:
        engine: its name.
        unit: the sentence.
        fault: what the engine did, to follow its name.
    """
    return _finding(
        "untranslated",
        Severity.ERROR,
        unit,
        f"{engine} {fault} for “{unit.text}” ({', '.join(unit.source_ids)}); translate it by hand "
        "or with another engine.",
    )


def doubtful(engine: str, unit: TranslationUnit, fault: str) -> Finding:
    """That a draft was kept with a doubt; as `untranslated`."""
    return _finding(
        "doubtful-draft",
        Severity.WARNING,
        unit,
        f"{engine} {fault}: compare it with “{unit.text}”.",
    )


def joined(engine: str, units: Sequence[TranslationUnit]) -> Finding:
    """That several sentences have one draft."""
    return _finding(
        "joined-draft",
        Severity.NOTE,
        units[0],
        f"{engine} renders {len(units)} sentences as one: “"
        + "” “".join(unit.text for unit in units)
        + "”.",
    )


def _finding(rule: str, severity: Severity, unit: TranslationUnit, message: str) -> Finding:
    return Finding(
        rule,
        severity,
        message,
        cue_id=unit.source_ids[0] if unit.source_ids else "",
        start=unit.span.start,
    )
