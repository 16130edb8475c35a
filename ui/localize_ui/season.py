"""The pages of a season, and the API beside them, served in one process."""

from __future__ import annotations

import os
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar

from localize.errors import MissingPartError
from localize_ui.guard import public_urls
from localize_ui.server import listen, see_accounts, serve_until_interrupted

if TYPE_CHECKING:
    from pathlib import Path


class SeasonPage:
    """Fulfils `localize.engines.Page`."""

    name: ClassVar[str] = "season"

    def serve(self, project: Path, out: Path, *, host: str, port: int) -> None:
        """Serve until interrupted; as `localize.engines.Page.serve`.

        Raises:
            SettingsError: an address beyond loopback while nobody has an account, or a port that
                is taken.
            MissingPartError: Gradio is not installed.
            LocalizeError: the project's database cannot be read.
        """
        public = public_urls()
        see_accounts(project, host, public)
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
            port = socket.getsockname()[1]
            app = season_app(project, out, host=host, port=port, public=public)
            serve_until_interrupted(app, socket, host)
