"""Routes of acts on a track's cues: no answer of theirs has a draft that the person is not shown.

Kept here once, so that a route that is added cannot forget it.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Final, get_args

from fastapi.routing import APIRoute

from localize_ui.api.withholding import AboutCues, shown_here

if TYPE_CHECKING:
    from collections.abc import Callable

#: Answers that show a track's cues; whoever gives one takes ``place``, ``caller``, ``track_id``.
ABOUT_CUES: Final = get_args(AboutCues)


class ActRoute(APIRoute):
    """A route whose answer is given as the person who asks may see it."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:  # noqa: ANN401 -- FastAPI's own
        super().__init__(path, _shown(endpoint), **options)


def _shown(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(endpoint)
    def answer(**given: Any) -> object:  # noqa: ANN401 -- whatever the route asks for
        done = endpoint(**given)
        if not isinstance(done, ABOUT_CUES):
            return done
        return shown_here(given["place"], given["caller"].actor, given["track_id"], done)

    return answer
