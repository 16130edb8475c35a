"""Who addresses whom how in a market: speakers down the side, addressees along the top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from localize.checks.addressing import Addressee, settled_for
from localize.engines import Address
from localize.memory.addresses import AddressView
from localize.store.kinds import AddressForm
from localize_ui.pages.elements import short_id, tag, text
from localize_ui.pages.names.view import opener

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localize.memory.characters import CharacterView

#: Names along each side; of a larger cast those who have forms come first.
SIDE: Final = 30
EVERYBODY: Final = "everybody"


def cast(
    characters: Iterable[CharacterView], addresses: Iterable[AddressView]
) -> tuple[tuple[str, ...], int]:
    """The names along the sides, and how many are left out; empty stands for everybody."""
    formed = [name for one in addresses for name in (one.speaker, one.addressee) if name]
    by_key = {name.casefold(): name for name in formed}
    by_key |= {one.name.casefold(): one.name for one in characters}
    first = {name.casefold() for name in formed}
    wanted = sorted(by_key, key=lambda key: (key not in first, key))
    shown = sorted(wanted[:SIDE])
    return ("", *(by_key[key] for key in shown)), len(wanted) - len(shown)


@dataclass(frozen=True, slots=True)
class Grid:
    """The grid of a market; each cell opens its pair.

    Attributes:
        names: along the sides, empty for everybody.
        addresses: of the market.
        words: what its language calls the familiar and the formal form.
        opened: (speaker, addressee) of the pair that is open.
    """

    names: tuple[str, ...]
    addresses: tuple[AddressView, ...]
    words: tuple[str, str]
    opened: tuple[str, str] | None

    def html(self) -> str:
        """The table."""
        cells = {(one.speaker.casefold(), one.addressee.casefold()) for one in self.addresses}
        plain = [
            Address(one.speaker, one.addressee, one.form is AddressForm.FORMAL, one.guessed)
            for one in self.addresses
        ]
        head = "".join(f'<th scope="col">{text(name or EVERYBODY)}</th>' for name in self.names)
        rows = []
        for speaker in self.names:
            row = [f'<th scope="row">{text(speaker or EVERYBODY)}</th>']
            for addressee in self.names:
                # What holds for the pair: its own form, or that of somebody in general.
                kept = settled_for(plain, speaker, Addressee(addressee, named=True))
                own = (speaker.casefold(), addressee.casefold()) in cells
                row.append(self._cell((speaker, addressee), kept, own=own))
            rows.append(f"<tr>{''.join(row)}</tr>")
        inner = tag(
            "table",
            f'<thead><tr><th scope="col">says to →</th>{head}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody>",
            data_cells=True,
        )
        return (
            '<div class="lz-scroll lz-names lz-forms" id="forms-scroll" role="region" '
            f'aria-label="Forms of address">{inner}</div>'
        )

    def _cell(self, pair: tuple[str, str], kept: Address | None, *, own: bool) -> str:
        speaker, addressee = pair
        if speaker and speaker == addressee:
            return '<td class="lz-none">·</td>'
        if kept is None:
            word, said, marks = "–", "nothing is settled", "lz-is-none"
        else:
            form = AddressForm.FORMAL if kept.formal else AddressForm.FAMILIAR
            word = self.words[kept.formal] + ("?" if kept.guessed else "")
            said = f"{form.value}, {'guessed' if kept.guessed else 'settled'}"
            said += "" if own else ", for everybody in general"
            marks = "lz-is-own" if own else "lz-is-general"
            marks += " lz-is-guessed" if kept.guessed else ""
        shown = opener(
            word,
            f"pair-{short_id(speaker, addressee)}",
            here=self.opened == pair,
            title=f"{speaker or EVERYBODY} to {addressee or EVERYBODY}: {said}",
            pair="1",
            speaker=speaker,
            addressee=addressee,
        )
        return f'<td class="{marks}">{shown}</td>'
