"""The error tree: one base, split by what the person who sees it should do.

    LocalizeError
    ├── InputError            a file is at fault: mend or replace it
    │   ├── FormatError       a subtitle file cannot be read at all
    │   └── MediaError        a media file cannot be read, or has no sound
    ├── SettingsError         the command or a setting is at fault: say something else
    │   ├── UnknownNameError  no such engine, format, guide, model …; lists those there are
    │   └── LocaleError       not a language tag
    ├── MissingPartError      this machine lacks something: install or fetch it
    │   ├── ModelError        weights that are missing, unpinned or not what the catalogue says
    │   └── DeviceError       a device that is asked for and is not there
    ├── FetchError            the network failed: try again later
    └── OutputError           a result cannot be written: make room, or choose another place
        └── UnwritableError   a subtitle format cannot carry a track: choose another format

Findings are not errors: whatever a person may need to break is a finding (`localize.findings`).
"""

from __future__ import annotations

from typing import Any


def _revive(
    cls: type[LocalizeError], args: tuple[Any, ...], state: dict[str, Any]
) -> LocalizeError:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class LocalizeError(Exception):
    """Base of every error that we raise on purpose.

    Attributes:
        message: what was wrong, in one sentence.
        hint: what to do about it; may be empty.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def __reduce__(self) -> tuple[Any, ...]:
        # Worker processes send errors home; the default would call __init__ with `args` alone
        # and lose every attribute of the subclasses.
        return _revive, (type(self), self.args, self.__dict__)


class InputError(LocalizeError):
    """A file that was given is at fault.

    Attributes:
        path: the file, as the person named it.
    """

    def __init__(self, message: str, *, path: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.path = path


class FormatError(InputError):
    """A subtitle file from which no cue can be read."""


class MediaError(InputError):
    """A media file that cannot be opened, decoded, or has no sound."""


class SettingsError(LocalizeError):
    """The command line or a setting asks for something that cannot be."""


class UnknownNameError(SettingsError):
    """A name that nothing answers to.

    Attributes:
        kind: what was looked for, such as ``speech engine``.
        name: the name that was given.
        known: the names there are, in order.
    """

    def __init__(self, kind: str, name: str, known: tuple[str, ...], *, hint: str = "") -> None:
        listed = f": {', '.join(known)}" if known else " none"
        super().__init__(f"There is no {kind} named {name!r}; there are{listed}.", hint=hint)
        self.kind = kind
        self.name = name
        self.known = known


class LocaleError(SettingsError):
    """A text that is not a BCP 47 language tag.

    Attributes:
        tag: the text that was given.
    """

    def __init__(self, tag: str, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.tag = tag


class MissingPartError(LocalizeError):
    """This machine lacks a library, a model or a device that the work needs."""


class ModelError(MissingPartError):
    """Weights are missing, unpinned, or not what the catalogue says.

    Attributes:
        model: the model's name in the catalogue.
    """

    def __init__(self, message: str, *, model: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.model = model


class DeviceError(MissingPartError):
    """A device that was asked for and is not there."""


class FetchError(LocalizeError):
    """The network failed; the same call may succeed later."""


class OutputError(LocalizeError):
    """A result could not be written; nothing was left half-written.

    Attributes:
        path: where it should have gone.
    """

    def __init__(self, message: str, *, path: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.path = path


class UnwritableError(OutputError):
    """A track that a subtitle format cannot carry: its letters, its length, its times."""
