"""A Whisper that was converted for CTranslate2 → the same weights as transformers saves them.

The tests have real weights in CTranslate2's format alone. Its file is a list of named arrays; the
attention's matrices lie in it one on the other.
"""

from __future__ import annotations

import json
import struct

import numpy as np


def arrays(path):
    """Name → array, of a ``model.bin``."""
    data = path.read_bytes()
    at = 0

    def take(form):
        nonlocal at
        found = struct.unpack_from(form, data, at)
        at += struct.calcsize(form)
        return found[0] if len(found) == 1 else found

    def name():
        nonlocal at
        length = take("<H")
        text = data[at : at + length - 1].decode()
        at += length
        return text

    take("<I"), name(), take("<I")
    found = {}
    for _ in range(take("<I")):
        own, rank = name(), take("<B")
        shape = struct.unpack_from(f"<{rank}I", data, at)
        at += 4 * rank
        kind, size = take("<B"), take("<I")
        if kind == 4:  # half precision; the rest are settings
            found[own] = np.frombuffer(data, np.float16, size // 2, at).reshape(shape)
        at += size
    return found


def write(source, folder):
    """Save the English-only model in ``source`` as transformers would."""
    import torch  # noqa: PLC0415 -- with torch alone
    from transformers import (  # noqa: PLC0415
        GenerationConfig,
        PreTrainedTokenizerFast,
        WhisperConfig,
        WhisperFeatureExtractor,
        WhisperForConditionalGeneration,
    )

    own = arrays(source / "model.bin")
    settings = json.loads((source / "config.json").read_text("utf-8"))
    vocabulary, width = own["decoder/embeddings/weight"].shape
    layers = 1 + max(
        int(n.split("/")[1][6:]) for n in own if n.startswith("encoder/layer_") and n[14].isdigit()
    )
    config = WhisperConfig(
        vocab_size=vocabulary, d_model=width, encoder_layers=layers, decoder_layers=layers,
        encoder_attention_heads=width // 64, decoder_attention_heads=width // 64,
        encoder_ffn_dim=4 * width, decoder_ffn_dim=4 * width, num_mel_bins=80,
        decoder_start_token_id=50257, eos_token_id=50256, bos_token_id=50256, pad_token_id=50256,
        suppress_tokens=None, begin_suppress_tokens=None,
    )  # fmt: skip
    weights = {}

    def put(name, array):
        weights[f"model.{name}"] = torch.from_numpy(array.astype(np.float32))

    def both(theirs, ours):
        for end in ("weight", "bias"):
            put(f"{theirs}.{end}", own[f"{ours}/{end}"])

    def norm(theirs, ours):
        put(f"{theirs}.weight", own[f"{ours}/gamma"])
        put(f"{theirs}.bias", own[f"{ours}/beta"])

    def parts(theirs, names, ours):
        for end in ("weight", "bias"):
            for name, part in zip(names, np.split(own[f"{ours}/{end}"], len(names)), strict=True):
                if (name, end) != ("k_proj", "bias"):  # a key has none; here it is zero
                    put(f"{theirs}.{name}.{end}", part)

    for side in ("encoder", "decoder"):
        put(f"{side}.embed_positions.weight", own[f"{side}/position_encodings/encodings"])
        norm(f"{side}.layer_norm", f"{side}/layer_norm")
        for n in range(layers):
            theirs, ours = f"{side}.layers.{n}", f"{side}/layer_{n}"
            parts(f"{theirs}.self_attn", ("q_proj", "k_proj", "v_proj"),
                  f"{ours}/self_attention/linear_0")  # fmt: skip
            both(f"{theirs}.self_attn.out_proj", f"{ours}/self_attention/linear_1")
            norm(f"{theirs}.self_attn_layer_norm", f"{ours}/self_attention/layer_norm")
            if side == "decoder":
                parts(f"{theirs}.encoder_attn", ("q_proj",), f"{ours}/attention/linear_0")
                parts(f"{theirs}.encoder_attn", ("k_proj", "v_proj"), f"{ours}/attention/linear_1")
                both(f"{theirs}.encoder_attn.out_proj", f"{ours}/attention/linear_2")
                norm(f"{theirs}.encoder_attn_layer_norm", f"{ours}/attention/layer_norm")
            both(f"{theirs}.fc1", f"{ours}/ffn/linear_0")
            both(f"{theirs}.fc2", f"{ours}/ffn/linear_1")
            norm(f"{theirs}.final_layer_norm", f"{ours}/ffn/layer_norm")
    both("encoder.conv1", "encoder/conv1")
    both("encoder.conv2", "encoder/conv2")
    put("decoder.embed_tokens.weight", own["decoder/embeddings/weight"])
    model = WhisperForConditionalGeneration(config)
    left, strange = model.load_state_dict(weights, strict=False)
    assert not strange
    assert set(left) <= {"proj_out.weight"}
    model.tie_weights()
    model.generation_config = GenerationConfig(
        decoder_start_token_id=50257, eos_token_id=50256, pad_token_id=50256, bos_token_id=50256,
        max_length=448, is_multilingual=False, no_timestamps_token_id=50362,
        alignment_heads=settings["alignment_heads"], suppress_tokens=settings["suppress_ids"],
        begin_suppress_tokens=settings["suppress_ids_begin"], return_timestamps=False,
        lang_to_id={"<|en|>": 50258}, task_to_id={"transcribe": 50358, "translate": 50357},
    )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    model.eval().save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_file=str(source / "tokenizer.json"), eos_token="<|endoftext|>"
    ).save_pretrained(folder)
    WhisperFeatureExtractor(feature_size=80).save_pretrained(folder)
