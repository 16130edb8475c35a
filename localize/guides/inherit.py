"""A guide that inherits from another: the same sections, its own figures first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from localize.guides.figures import Figures, Section
from localize.guides.reading import holds

if TYPE_CHECKING:
    from localize.guides.reading import Written
    from localize.guides.style import StyleGuide


def inherit(written: Written, parent: StyleGuide) -> StyleGuide:
    """The guide that a file comes to with what it inherits.

    ``[override]`` is laid over every section of the parent, then each section of the file over the
    parent's section of the same name. A disagreement of the parent stays where its figure does.

    Args:
        written: what the file says.
        parent: the guide that it inherits from, whole.
    """
    base = {tag: written.override.over(section) for tag, section in parent.sections}
    own = dict(written.guide.sections)
    nothing = Section(Figures())
    guide = replace(
        written.guide,
        sections=tuple(
            (tag, own.get(tag, nothing).over(base.get(tag, nothing)))
            for tag in dict.fromkeys((*base, *own))
        ),
        sources=tuple({**dict(parent.sources), **dict(written.guide.sources)}.items()),
        inherits=(parent.signature, *parent.inherits),
    )
    kept = tuple(each for each in parent.disagreements if holds(each, guide))
    return replace(guide, disagreements=kept)
