"""An option that needs a value does not take the option after it for one."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from typer.core import TyperGroup, TyperOption

from localize.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence


class Commands(TyperGroup):
    """Commands whose options are given values.

    The parser beneath takes whatever stands after such an option, so that `check --fix --out x`
    would write to a folder of the name `--out`.
    """

    def resolve_command(
        self,
        ctx: Any,  # noqa: ANN401 -- Typer's kind of it has no public name
        args: list[str],
    ) -> tuple[str | None, Any, list[str]]:
        """The command that is asked for.

        Raises:
            SettingsError: one of its options is followed by another instead of its value.
        """
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None and not isinstance(command, TyperGroup):
            see_values(command.get_params(ctx), rest)
        return name, command, rest


def see_values(params: Sequence[object], args: Sequence[str]) -> None:
    """See that no option stands where the value of another should.

    Args:
        params: of the command.
        args: what is given to it.

    Raises:
        SettingsError: one does, be it one that the command does not have; ``--fix=--out`` says that
            a value is meant.
    """
    options = [one for one in params if isinstance(one, TyperOption)]
    names = {name for one in options for name in (*one.opts, *one.secondary_opts)}
    wanting = {name for one in options if not (one.is_flag or one.count) for name in one.opts}
    for option, value in pairwise(args):
        if option == "--":
            return
        if option in wanting and (value in names or value.startswith("--")):
            raise SettingsError(
                f"The option {option} needs a value, and {value} after it is read as an option.",
                hint=f"If it is meant as the value, write {option}={value}.",
            )
