"""The page *Season*: what the machines have made, to be looked at. It only reads."""

from __future__ import annotations

import os
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar

from localize.errors import MissingPartError
from localize_ui.server import listen, serve_until_interrupted

if TYPE_CHECKING:
    from pathlib import Path


class SeasonPage:
    """Fulfils `localize.engines.Page`."""

    name: ClassVar[str] = "season"

    def serve(self, project: Path, out: Path, *, host: str, port: int) -> None:  # noqa: ARG002 -- the protocol's; this page shows output files alone
        """Serve until interrupted; as `localize.engines.Page.serve`.

        Raises:
            SettingsError: an address beyond loopback, or a port that is taken.
            MissingPartError: Gradio is not installed.
        """
        with listen(host, port) as socket, TemporaryDirectory(prefix="localize-page-") as scratch:
            # Gradio makes a folder as it is imported, even where no file goes through it; by
            # default one for all users of the machine, which the second of them may not write.
            os.environ["GRADIO_TEMP_DIR"] = scratch
            # Read at every event; the argument of `Blocks` covers only its start.
            os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
            try:
                from localize_ui.application import season_app  # noqa: PLC0415 -- see above
            except ImportError as error:
                raise MissingPartError(
                    f"The page cannot be loaded: {error}.",
                    hint="Install what it needs: pip install 'localize-workbench[ui]'",
                ) from error
            app = season_app(out, host=host, port=socket.getsockname()[1])
            serve_until_interrupted(app, socket, host)
