"""The project that is served: opened when first needed, and kept open."""

from __future__ import annotations

import secrets
import threading
from typing import TYPE_CHECKING

from localize.accounts import Accounts, local_person
from localize.memory.addresses import Addresses
from localize.memory.candidates import Candidates
from localize.memory.characters import Characters
from localize.memory.recall import Memory
from localize.memory.renderings import Renderings
from localize.memory.speakers import Speakers
from localize.memory.terms import Terms
from localize.review.requests import ChangeRequests
from localize.review.service import Review
from localize.review.templates import Templates
from localize.season import FILE_NAME, Season, load_season
from localize.store import Database
from localize.store.address import Address
from localize.store.project import project_mark
from localize_ui.api.brought import BroughtFiles
from localize_ui.api.copies import Copies
from localize_ui.api.presence import Presence
from localize_ui.api.runs import Runs

if TYPE_CHECKING:
    from pathlib import Path

    from localize.memory.exchange.values import KeyNames
    from localize.review.actor import Actor
    from localize_ui.api.routes.imports import SubtitleFile


class Workplace:
    """One project and what people need to work on it; safe between threads.

    Looking at a project that nobody has worked on yet makes nothing in it: its database is made
    with the first request to the API.

    Args:
        project: its folder.
        out: folder of its output files.
        port: that the server listens on.
        alone: whether only this machine can reach the server.
    """

    def __init__(self, project: Path, out: Path, *, port: int, alone: bool) -> None:
        self.project = project
        self.out = out
        self.port = port
        self.runs = Runs(project, out)
        self.copies = Copies()
        self.presence = Presence()
        self.sheets: BroughtFiles[KeyNames] = BroughtFiles()
        self.subtitle_files: BroughtFiles[SubtitleFile] = BroughtFiles()
        self.local_secret = secrets.token_urlsafe(32)
        self._alone = alone
        self._lock = threading.RLock()
        self._open: Database | None = None
        self._accounts: Accounts | None = None
        self._memory: Memory | None = None
        self._season: tuple[tuple[int, int], Season] | None = None
        self._mark = ""

    @property
    def is_made(self) -> bool:
        """Whether there is a database already."""
        if self._open is not None:
            return True
        path = Address.of_project(self.project).path
        return path is None or path.exists()

    @property
    def database(self) -> Database:
        """The project's database, brought up to date.

        Raises:
            LocalizeError: as `Database` and `Database.upgrade`.
        """
        with self._lock:
            if self._open is None:
                opened = Database.of_project(self.project)
                opened.upgrade()
                self._open = opened
            return self._open

    @property
    def mark(self) -> str:
        """What a browser tells this project from others by, at whatever address it is served."""
        with self._lock:
            if not self._mark:
                with self.database.read() as session:
                    self._mark = project_mark(session)
            return self._mark

    @property
    def accounts(self) -> Accounts:
        """Accounts; one for the whole server, because it counts failed sign-ins."""
        with self._lock:
            if self._accounts is None:
                self._accounts = Accounts(self.database)
            return self._accounts

    @property
    def is_local_users(self) -> bool:
        """Whether whoever asks is the local user: on loopback, while nobody has an account."""
        return self._alone and not (self.is_made and self.accounts.has_accounts())

    def local_actor(self) -> Actor:
        """The local user."""
        return local_person(self.database)

    @property
    def season(self) -> Season:
        """The season's settings, read anew when their file has changed.

        Raises:
            SettingsError: the file is wrong.
        """
        path = self.project / FILE_NAME
        with self._lock:
            try:
                status = path.stat()
                stamp = (status.st_mtime_ns, status.st_size)
            except FileNotFoundError:
                stamp = (0, 0)
            if self._season is None or self._season[0] != stamp:
                self._season = (stamp, load_season(self.project))
            return self._season[1]

    @property
    def review(self) -> Review:
        """The review service, under the settings as they are now."""
        return Review(self.database, self.season, self.project)

    @property
    def templates(self) -> Templates:
        """The service of templates, under the settings as they are now."""
        return Templates(self.database, self.season)

    @property
    def requests(self) -> ChangeRequests:
        """The service of requests to templates, under the settings as they are now."""
        return ChangeRequests(self.database, self.season)

    @property
    def terms(self) -> Terms:
        """The season's terms."""
        return Terms(self.database, self.season)

    @property
    def renderings(self) -> Renderings:
        """The same, all markets at once."""
        return Renderings(self.database, self.season)

    @property
    def speakers(self) -> Speakers:
        """Who the sources say speaks, and is no character yet."""
        return Speakers(self.database, self.season)

    @property
    def characters(self) -> Characters:
        """Who speaks in the season."""
        return Characters(self.database, self.season)

    @property
    def addresses(self) -> Addresses:
        """How they address each other."""
        return Addresses(self.database, self.season)

    @property
    def candidates(self) -> Candidates:
        """Names that no term has yet."""
        return Candidates(self.database, self.season)

    @property
    def memory(self) -> Memory:
        """Translation memory; one for the whole server, because it keeps what it has read."""
        with self._lock:
            if self._memory is None:
                self._memory = Memory(self.database)
            return self._memory

    def close(self) -> None:
        """End what was started, and close the database."""
        self.runs.close()
        self.copies.close()
        if self._open is not None:
            self._open.close()
