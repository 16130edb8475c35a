"""What speakers are called whose names nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable

    Label = TypeVar("Label", bound=Hashable)


def numbered(labels: Iterable[Label], taken: Collection[str] = ()) -> dict[Label, str]:
    """A name for each label: “Speaker 1” for the first that comes, and so on.

    Args:
        labels: in the order in which they are heard; one that comes again changes nothing.
        taken: names that are somebody's already.
    """
    names: dict[Label, str] = {}
    number = 0
    for label in labels:
        if label in names:
            continue
        number += 1
        while f"Speaker {number}" in taken:
            number += 1
        names[label] = f"Speaker {number}"
    return names
