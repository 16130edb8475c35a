"""Whisper models of any size with random weights, as CTranslate2 and as transformers read them.

Throughput depends on a model's shape and on how many tokens it writes, not on what its weights
know: where no weights can be fetched, these stand in for them. Their text is noise.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from transformers import WhisperForConditionalGeneration

#: Bands of mel features, width, layers (encoder, decoder), heads, tokens; from the published
#: configurations of openai/whisper-*.
SHAPES: dict[str, tuple[int, int, int, int, int, int]] = {
    "micro": (80, 64, 2, 2, 2, 51_865),  # of no published model: tries the program itself
    "base": (80, 512, 6, 6, 8, 51_865),
    "large-v3": (128, 1280, 32, 32, 20, 51_866),
    "large-v3-turbo": (128, 1280, 32, 4, 20, 51_866),
}
#: The heads of large-v3 that look at what is being said (OpenAI's), as many in any other shape.
HEADS = (
    (7, 0),
    (10, 17),
    (12, 18),
    (13, 12),
    (16, 1),
    (17, 14),
    (19, 11),
    (21, 4),
    (24, 1),
    (25, 6),
)
#: Positions of the encoder: 30 s, one every 20 ms.
POSITIONS = 1_500


@dataclass(frozen=True)
class Shape:
    """A shape of `SHAPES`, by name."""

    name: str

    @property
    def mels(self) -> int:
        """Bands of mel features."""
        return SHAPES[self.name][0]

    @property
    def encoder_flops(self) -> float:
        """Floating-point operations of the encoder for one window of 30 s.

        A multiplication and its addition count as two. Convolutions (kernels of 3; the second
        halves the frames), four projections of attention, its two products, and the two layers of
        width 4 d; the rest is too little to count.
        """
        mels, width, layers, _, _, _ = SHAPES[self.name]
        convolutions = 2 * POSITIONS * 3 * width * (2 * mels + width)
        layer = 2 * POSITIONS * width * (4 * width + 8 * width) + 4 * POSITIONS**2 * width
        return float(convolutions + layers * layer)


def build(shape: Shape, out: Path, tokenizer: Path) -> tuple[Path, Path]:
    """Write the model in both formats; what is there already is kept.

    Args:
        shape: of it.
        out: folder for both.
        tokenizer: a ``tokenizer.json`` of multilingual Whisper.

    Returns:
        Folder for CTranslate2, and for transformers.
    """
    theirs, ours = out / f"{shape.name}-transformers", out / f"{shape.name}-ctranslate2"
    if not (ours / "model.bin").exists():
        model = _random(shape)
        theirs.mkdir(parents=True, exist_ok=True)
        model.save_pretrained(theirs)
        _convert(model, ours, tokenizer, shape)
    return ours, theirs


def _random(shape: Shape) -> WhisperForConditionalGeneration:
    import torch  # noqa: PLC0415
    from transformers import WhisperConfig, WhisperForConditionalGeneration  # noqa: PLC0415

    mels, width, encoder, decoder, heads, tokens = SHAPES[shape.name]
    config = WhisperConfig(
        num_mel_bins=mels,
        d_model=width,
        encoder_layers=encoder,
        decoder_layers=decoder,
        encoder_attention_heads=heads,
        decoder_attention_heads=heads,
        encoder_ffn_dim=4 * width,
        decoder_ffn_dim=4 * width,
        vocab_size=tokens,
    )
    torch.manual_seed(7)
    with torch.device("cuda" if torch.cuda.is_available() else "cpu"):
        return WhisperForConditionalGeneration(config).half().cpu()


def _convert(
    model: WhisperForConditionalGeneration, out: Path, tokenizer: Path, shape: Shape
) -> None:
    from ctranslate2.converters.transformers import WhisperLoader  # noqa: PLC0415

    _, _, _, layers, heads, tokens = SHAPES[shape.name]
    vocabulary = json.loads(tokenizer.read_text("utf-8"))
    known = dict(vocabulary["model"]["vocab"])
    known.update({added["content"]: added["id"] for added in vocabulary["added_tokens"]})
    names = {number: name for name, number in known.items()}
    loader = WhisperLoader()
    spec = loader.get_model_spec(model)
    spec.register_vocabulary([names.get(n, f"<|unused{n}|>") for n in range(tokens)])
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.lang_ids = list(range(50_259, 50_358))
    spec.config.alignment_heads = [[layer % layers, head % heads] for layer, head in HEADS]
    spec.validate()
    spec.optimize(quantization="float16")
    out.mkdir(parents=True, exist_ok=True)
    spec.save(str(out))
    (out / "tokenizer.json").write_bytes(tokenizer.read_bytes())
    (out / "preprocessor_config.json").write_text(json.dumps({"feature_size": shape.mels}))
