"""What there is to be measured, a line each.

    python benchmarks

Every measurement is a program of its own, `python benchmarks/NAME.py`, whose docstring says how it
measures and what it needs; `--help` lists its options. The other files here are their parts.
"""

from __future__ import annotations

import ast
from pathlib import Path

HERE = Path(__file__).resolve().parent


def programs() -> dict[str, str]:
    """Each measurement, and the first line of what it says of itself; parts are left out."""
    found = {}
    for path in sorted(HERE.glob("[!_]*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        said = ast.get_docstring(tree)
        runs = any(isinstance(one, ast.If) and "__name__" in ast.unparse(one) for one in tree.body)
        if runs and said:
            found[path.stem] = said.splitlines()[0]
    return found


def main() -> None:
    listed = programs()
    width = max(map(len, listed))
    for name, said in listed.items():
        print(f"{name:<{width}}  {said}")


if __name__ == "__main__":
    main()
