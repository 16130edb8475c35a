"""How each family of models wants its text: which pieces, and which marks for the languages.

Sources: the model cards and tokenizers of Opus-MT (Marian), M2M-100, NLLB-200, mBART-50 and
MADLAD-400 in Hugging Face's transformers, and CTranslate2's guide to them. The pieces are made by
each model's own sentencepiece models, so neither torch nor transformers is needed to run them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from localize import locales
from localize.errors import MissingPartError, ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_END: Final = "</s>"

#: Language or locale → NLLB's code (FLORES-200: ISO 639-3 and script).
_FLORES: Final = {
    "af": "afr_Latn", "ar": "arb_Arab", "bg": "bul_Cyrl", "bn": "ben_Beng", "bs": "bos_Latn",
    "ca": "cat_Latn", "cs": "ces_Latn", "cy": "cym_Latn", "da": "dan_Latn", "de": "deu_Latn",
    "el": "ell_Grek", "en": "eng_Latn", "es": "spa_Latn", "et": "est_Latn", "eu": "eus_Latn",
    "fa": "pes_Arab", "fi": "fin_Latn", "fil": "tgl_Latn", "fr": "fra_Latn", "ga": "gle_Latn",
    "gl": "glg_Latn", "he": "heb_Hebr", "hi": "hin_Deva", "hr": "hrv_Latn", "hu": "hun_Latn",
    "hy": "hye_Armn", "id": "ind_Latn", "is": "isl_Latn", "it": "ita_Latn", "ja": "jpn_Jpan",
    "ka": "kat_Geor", "kk": "kaz_Cyrl", "ko": "kor_Hang", "lt": "lit_Latn", "lv": "lvs_Latn",
    "mk": "mkd_Cyrl", "ml": "mal_Mlym", "mr": "mar_Deva", "ms": "zsm_Latn", "mt": "mlt_Latn",
    "nb": "nob_Latn", "nl": "nld_Latn", "nn": "nno_Latn", "no": "nob_Latn", "pl": "pol_Latn",
    "pt": "por_Latn", "ro": "ron_Latn", "ru": "rus_Cyrl", "sk": "slk_Latn", "sl": "slv_Latn",
    "sq": "als_Latn", "sr": "srp_Cyrl", "sv": "swe_Latn", "sw": "swh_Latn", "ta": "tam_Taml",
    "te": "tel_Telu", "th": "tha_Thai", "tr": "tur_Latn", "uk": "ukr_Cyrl", "ur": "urd_Arab",
    "uz": "uzn_Latn", "vi": "vie_Latn", "yue": "yue_Hant", "zh": "zho_Hans",
    "zh-Hans": "zho_Hans", "zh-Hant": "zho_Hant",
}  # fmt: skip
#: The languages of M2M-100, by its codes (its tokenizer's list in transformers).
_M2M_KNOWN: Final = frozenset(
    """
    af am ar ast az ba be bg bn br bs ca ceb cs cy da de el en es et fa ff fi fr fy ga gd gl gu ha
    he hi hr ht hu hy id ig ilo is it ja jv ka kk km kn ko lb lg ln lo lt lv mg mk ml mn mr ms my
    ne nl no ns oc or pa pl ps pt ro ru sd si sk sl so sq sr ss su sv sw ta th tl tn tr uk ur uz vi
    wo xh yi yo zh zu
    """.split()  # noqa: SIM905 -- a hundred quoted strings cannot be read
)
#: Language → mBART-50's code: the 52 of its tokenizer in transformers.
_MBART: Final = {
    "af": "af_ZA", "ar": "ar_AR", "az": "az_AZ", "bn": "bn_IN", "cs": "cs_CZ", "de": "de_DE",
    "en": "en_XX", "es": "es_XX", "et": "et_EE", "fa": "fa_IR", "fi": "fi_FI", "fil": "tl_XX",
    "fr": "fr_XX", "gl": "gl_ES", "gu": "gu_IN", "he": "he_IL", "hi": "hi_IN", "hr": "hr_HR",
    "id": "id_ID", "it": "it_IT", "ja": "ja_XX", "ka": "ka_GE", "kk": "kk_KZ", "km": "km_KH",
    "ko": "ko_KR", "lt": "lt_LT", "lv": "lv_LV", "mk": "mk_MK", "ml": "ml_IN", "mn": "mn_MN",
    "mr": "mr_IN", "my": "my_MM", "ne": "ne_NP", "nl": "nl_XX", "pl": "pl_PL", "ps": "ps_AF",
    "pt": "pt_XX", "ro": "ro_RO", "ru": "ru_RU", "si": "si_LK", "sl": "sl_SI", "sv": "sv_SE",
    "sw": "sw_KE", "ta": "ta_IN", "te": "te_IN", "th": "th_TH", "tl": "tl_XX", "tr": "tr_TR",
    "uk": "uk_UA", "ur": "ur_PK", "vi": "vi_VN", "xh": "xh_ZA", "zh": "zh_CN",
}  # fmt: skip
#: M2M-100's and MADLAD-400's codes are ISO 639-1, but for these.
_M2M: Final = {"nb": "no", "nn": "no", "fil": "tl", "yue": "zh"}
_MADLAD: Final = {"nb": "no", "nn": "no"}


class _Pieces(Protocol):
    """What is used of a sentencepiece model."""

    def encode(self, text: str, *, out_type: type) -> list[str]:
        """Pieces of a text."""

    def decode(self, pieces: list[str]) -> str:
        """The text of pieces."""


class Codec(Protocol):
    """Text ↔ pieces for one loaded model."""

    def encode(self, text: str, source: str, target: str) -> list[str]:
        """Pieces of a source text, with the marks that the model wants."""

    def prefix(self, target: str) -> list[str]:
        """Pieces that every draft begins with; they are no part of its text."""

    def own(self, pieces: Sequence[str]) -> slice:
        """Which of a source's pieces are its text, and no marks."""

    def written(self, pieces: Sequence[str]) -> Sequence[str]:
        """A draft's pieces without those that it began with."""

    def decode(self, pieces: Sequence[str]) -> str:
        """The text of a draft's pieces, the prefix among them."""


@dataclass(frozen=True, slots=True)
class Family:
    """One family.

    Attributes:
        codes: language or locale → the model's code; None where every language has one of two
            letters.
        files: the sentencepiece models, source first; they may be one.
        letters: language → code, where it is not the language's own two letters.
        known: codes that it has; empty where it may have any.
        looks: where its decoder's attention says which word renders which: the layer, counted from
            the last (-1), and its first heads that are averaged, 0 for all. Opus-MT's models of the
            kind transformer-align were taught alignments in the first head of the last layer
            (Marian's ``--guided-alignment``). Elsewhere the layer before the last aligns best
            (Garg et al., Jointly Learning to Align and Translate with Transformer Models, 2019).
    """

    codes: Mapping[str, str] | None
    files: tuple[str, ...]
    letters: Mapping[str, str]
    known: frozenset[str] = frozenset()
    looks: tuple[int, int] = (-2, 0)

    def knows(self, locale: str) -> bool:
        """Whether it has a code for a locale."""
        code = self.code(locale)
        return code in self.known if self.known else code != ""

    def code(self, locale: str) -> str:
        """The model's code of a locale; empty where it has none."""
        language = locales.language(locale)
        if self.codes is None:
            return self.letters.get(language, language)
        script = locales.script(locale)
        named = f"{language}-{script}" if script else language
        return self.codes.get(named) or self.codes.get(language, "")


FAMILIES: Final[Mapping[str, Family]] = {
    "marian": Family(None, ("source.spm", "target.spm"), {}, looks=(-1, 1)),
    "m2m100": Family(None, ("sentencepiece.bpe.model",), _M2M, _M2M_KNOWN),
    "nllb": Family(_FLORES, ("sentencepiece.bpe.model",), {}),
    "mbart50": Family(_MBART, ("sentencepiece.bpe.model",), {}),
    "madlad": Family(None, ("spiece.model",), _MADLAD),
}


def code_of(family: str, locale: str) -> str:
    """A family's code of a locale; empty where it has none."""
    return FAMILIES[family].code(locale)


def codec(family: str, folder: Path) -> Codec:
    """Text ↔ pieces of a converted model.

    Raises:
        MissingPartError: sentencepiece is not installed.
        ModelError: its pieces cannot be read.
    """
    try:
        import sentencepiece  # noqa: PLC0415 -- in the extra `translation`
    except ImportError as error:
        raise MissingPartError(
            "Translation models need the library sentencepiece.",
            hint='Install it: pip install "localize-workbench[translation]".',
        ) from error
    models = []
    for name in FAMILIES[family].files:
        try:
            models.append(sentencepiece.SentencePieceProcessor(model_file=str(folder / name)))
        except (OSError, RuntimeError) as error:
            raise ModelError(
                f"{str(folder / name)!r} cannot be read: {error}.",
                model=folder.name,
                hint="Convert the model anew with `localize models convert`.",
            ) from error
    if family == "marian":
        return _Marian(models[0], models[-1], _marks(folder))
    if family == "madlad":
        return _Madlad(models[0])
    return _Marked(models[0], FAMILIES[family], "__{}__" if family == "m2m100" else "{}")


def _marks(folder: Path) -> dict[str, str]:
    """Marks of a Marian model with several targets (``>>spa<<``), by language."""
    names = [folder / "shared_vocabulary.json", folder / "source_vocabulary.json"]
    for place in names:
        if place.is_file():
            found = [token for token in json.loads(place.read_bytes()) if token[:2] == ">>"]
            alone = {token.strip("<>").partition("_")[0]: token for token in found}
            return alone | {token.strip("<>"): token for token in found}
    return {}


class _Marian:
    """Opus-MT: two models of pieces; one with several targets wants the target named first."""

    def __init__(self, source: _Pieces, target: _Pieces, marks: Mapping[str, str]) -> None:
        self._source, self._target, self._marks = source, target, marks

    def encode(self, text: str, source: str, target: str) -> list[str]:  # noqa: ARG002 -- one pair
        known = [self._marks[name] for name in marks_of(target) if name in self._marks]
        pieces: list[str] = self._source.encode(text, out_type=str)
        return [*known[:1], *pieces, _END]

    def prefix(self, target: str) -> list[str]:  # noqa: ARG002 -- the source names it
        return []

    def own(self, pieces: Sequence[str]) -> slice:
        return slice(int(pieces[0] in self._marks.values()), len(pieces) - 1)

    def written(self, pieces: Sequence[str]) -> Sequence[str]:
        return pieces

    def decode(self, pieces: Sequence[str]) -> str:
        return str(self._target.decode(list(pieces)))


class _Marked:
    """M2M-100, NLLB-200, mBART-50: both languages are named, the target as the first piece."""

    def __init__(self, pieces: _Pieces, family: Family, form: str) -> None:
        self._pieces, self._family, self._form = pieces, family, form

    def encode(self, text: str, source: str, target: str) -> list[str]:  # noqa: ARG002 -- prefix
        mark = self._form.format(self._family.code(source))
        pieces: list[str] = self._pieces.encode(text, out_type=str)
        return [mark, *pieces, _END]

    def prefix(self, target: str) -> list[str]:
        return [self._form.format(self._family.code(target))]

    def own(self, pieces: Sequence[str]) -> slice:
        return slice(1, len(pieces) - 1)

    def written(self, pieces: Sequence[str]) -> Sequence[str]:
        return pieces[1:]

    def decode(self, pieces: Sequence[str]) -> str:
        return str(self._pieces.decode(list(self.written(pieces))))


class _Madlad:
    """MADLAD-400: the target is named before the text."""

    def __init__(self, pieces: _Pieces) -> None:
        self._pieces = pieces

    def encode(self, text: str, source: str, target: str) -> list[str]:  # noqa: ARG002 -- one mark
        mark = f"<2{FAMILIES['madlad'].code(target)}> "
        pieces: list[str] = self._pieces.encode(mark + text, out_type=str)
        return [*pieces, _END]

    def prefix(self, target: str) -> list[str]:  # noqa: ARG002 -- the source names it
        return []

    def own(self, pieces: Sequence[str]) -> slice:
        marks = [n for n, piece in enumerate(pieces) if piece.startswith("<2")]
        return slice(marks[0] + 1 if marks else 0, len(pieces) - 1)

    def written(self, pieces: Sequence[str]) -> Sequence[str]:
        return pieces

    def decode(self, pieces: Sequence[str]) -> str:
        return str(self._pieces.decode(list(pieces)))


def marks_of(locale: str) -> tuple[str, ...]:
    """Names by which an Opus-MT model of several targets may know one, the most telling first.

    Newer models name a language by its code of three letters, and its script where they write two:
    ``cmn_Hant`` for ``zh-TW``, ``srp_Latn`` for ``sr-Latn``; older ones by that of two letters, and
    some with the country (``pt_BR``).
    """
    language = locales.language(locale)
    three, _, usual = code_of("nllb", locale).partition("_")
    # FLORES names Chinese as a whole, Opus-MT Mandarin.
    three = {"zho": "cmn"}.get(three, three)
    script = locales.script(locale) or usual
    names = (locale.replace("-", "_"), f"{three}_{script}", language, three)
    return tuple(dict.fromkeys(name for name in names if name.strip("_")))
