"""Finds a person's regular expression in texts: a program of its own, so that it can be ended.

``re`` cannot be interrupted, and a pattern such as ``(a+)+$`` takes longer than the universe has.
So `localize.review.replace` runs this file in a child process with a time limit. It uses nothing
but the standard library and reads no file.

In: one JSON object on stdin, ``{"pattern", "flags", "replace", "texts", "seconds", "memory",
"longest"}``. Out: one JSON object, ``{"found": [[[start, end, replacement], …], …]}`` or
``{"error": what is wrong}``.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any


def main() -> None:
    """Answer one request."""
    request = json.load(sys.stdin)
    _limit(request["seconds"], request["memory"])
    answer: dict[str, Any]
    try:
        answer = {"found": _found(request)}
    except (re.error, IndexError, RecursionError, OverflowError) as error:
        answer = {"error": str(error)}
    except MemoryError:
        answer = {"error": "it needs too much memory"}
    json.dump(answer, sys.stdout)


def _found(request: dict[str, Any]) -> list[list[list[Any]]]:
    pattern = re.compile(request["pattern"], request["flags"])
    found = []
    for text in request["texts"]:
        hits = []
        for match in pattern.finditer(text):
            if match.start() == match.end():
                continue
            replacement = match.expand(request["replace"])
            if len(replacement) > request["longest"]:
                raise OverflowError("a replacement is too long")
            hits.append([match.start(), match.end(), replacement])
        found.append(hits)
    return found


def _limit(seconds: int, memory: int) -> None:
    """Have the system end this process, even where nobody is left to."""
    try:
        import resource  # noqa: PLC0415 -- only where there is one
    except ImportError:  # Windows has none; the parent's clock still ends us
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    main()
