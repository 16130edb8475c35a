"""What a converted model is, in a file beside its weights; a model without one is not used.

CTranslate2's own ``config.json`` knows neither languages nor licence.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from localize import locales
from localize.errors import LocaleError, ModelError
from localize_models.translation.seq2seq.families import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Name of the file.
CARD: Final = "localize-model.json"
#: Folder of translation models among the models.
FOLDER: Final = "translation"
#: How licences begin that forbid commercial use (SPDX).
_NON_COMMERCIAL: Final = ("CC-BY-NC", "LICENSEREF-NC")


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A converted model.

    Attributes:
        name: what the operator calls it.
        family: ``marian``, ``m2m100``, ``nllb``, ``mbart50`` or ``madlad``.
        sources: languages or locales that it translates from; empty for all of the family.
        targets: that it translates into; empty for all of the family.
        licence: SPDX name; empty where it is not known.
        origin: where the weights are from: a hub's repository or a folder.
        revision: of the origin, or empty.
        sha256: of ``model.bin``.
    """

    name: str
    family: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    licence: str
    origin: str
    revision: str
    sha256: str

    @property
    def commercial(self) -> bool:
        """Whether its licence allows commercial use, as far as it says."""
        return is_commercial(self.licence)

    def serves(self, source: str, target: str) -> bool:
        """Whether it translates between two locales; an empty source stands for some."""
        return serves(self.family, self.sources, self.targets, source, target)


def is_commercial(licence: str) -> bool:
    """Whether a licence allows commercial use, as far as its SPDX name says."""
    return not licence.upper().startswith(_NON_COMMERCIAL)


def serves(
    family: str, sources: tuple[str, ...], targets: tuple[str, ...], source: str, target: str
) -> bool:
    """Whether a model translates between two locales; an empty source stands for some.

    Args:
        family: of the model.
        sources: languages or locales that it translates from; empty for all of the family.
        targets: that it translates into, likewise.
        source: locale; empty for some.
        target: locale.
    """
    known = FAMILIES[family]
    return (
        (not source or _holds(sources, source))
        and _holds(targets, target)
        and (not source or locales.language(source) != locales.language(target))
        and known.knows(target)
        and (not source or known.knows(source))
    )


def _holds(known: tuple[str, ...], locale: str) -> bool:
    """Whether a list names a locale, or its language alone; an empty list names all."""
    return not known or any(
        tag in known for tag in (*locales.chain(locale), locales.language(locale))
    )


def write_card(folder: Path, card: ModelCard) -> None:
    """Put a card beside its weights."""
    text = json.dumps(asdict(card), ensure_ascii=False, indent=1)
    (folder / CARD).write_text(f"{text}\n", "utf-8")


def read_card(folder: Path) -> ModelCard:
    """The card of a converted model.

    Raises:
        ModelError: there is none, or something in it is wrong.
    """
    place = folder / CARD
    try:
        data: dict[str, Any] = json.loads(place.read_bytes())
        card = ModelCard(
            name=str(data["name"]),
            family=str(data["family"]),
            sources=tuple(locales.normalize(str(tag)) for tag in data["sources"]),
            targets=tuple(locales.normalize(str(tag)) for tag in data["targets"]),
            licence=str(data.get("licence", "")),
            origin=str(data.get("origin", "")),
            revision=str(data.get("revision", "")),
            sha256=str(data["sha256"]),
        )
    except FileNotFoundError as error:
        raise ModelError(
            f"{str(folder)!r} holds no {CARD}.",
            model=folder.name,
            hint="`localize models convert` makes a model with its card.",
        ) from error
    except (OSError, ValueError, KeyError, TypeError, LocaleError) as error:
        raise ModelError(
            f"{str(place)!r} cannot be read: {error}.",
            model=folder.name,
            hint="Convert the model anew with `localize models convert`.",
        ) from error
    if card.family not in FAMILIES:
        raise ModelError(
            f"{str(place)!r} names the family {card.family!r}; there are {', '.join(FAMILIES)}.",
            model=folder.name,
        )
    if not (folder / "model.bin").is_file():
        raise ModelError(f"{str(folder)!r} holds no weights.", model=folder.name)
    return card


def installed(models_dir: Path) -> Iterator[tuple[Path, ModelCard]]:
    """Every converted model that lies under a models' folder and can be used, by name."""
    root = models_dir / FOLDER
    if not root.is_dir():
        return
    for folder in sorted(root.iterdir()):
        if (folder / CARD).is_file():
            try:
                yield folder, read_card(folder)
            except ModelError:
                continue  # `localize doctor` and naming it say what is wrong with it
