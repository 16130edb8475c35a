"""Hatch's hook: a wheel or a source archive carries the editor's bundle, made from its sources.

Nothing is bundled here: a build must not need the npm registry. `make ui` makes the bundle, which
git ignores; where it is missing, or from other sources than those that are packed, the build stops.
`LOCALIZE_WITHOUT_EDITOR=1` packs what there is, for those who want the command line alone. Editable
installs read the checkout and are left alone.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class EditorHook(BuildHookInterface):
    """Stops a build whose review page would be missing or old."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Look at the bundle before anything is packed.

        Raises:
            RuntimeError: it is not there, or not made from the sources beside it.
        """
        if version == "editable":
            return
        path = Path(self.root) / "ui" / "web" / "bundle.py"
        spec = importlib.util.spec_from_file_location("editor_bundle", path)
        if spec is None or spec.loader is None:
            raise RuntimeError(f"{path} cannot be loaded")
        bundle = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(bundle)
        wrong = bundle.problem()
        if not wrong:
            return
        if os.environ.get("LOCALIZE_WITHOUT_EDITOR"):
            sys.stderr.write(f"Packed without the review page's editor: {wrong}\n")
            return
        raise RuntimeError(f"{wrong}, or set LOCALIZE_WITHOUT_EDITOR=1 to pack without it")
