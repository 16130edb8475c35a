"""A tiny decoder with a chat template: it knows the answers to a few of our questions by heart.

What it is taught are the engine's own questions, word for word; asked anything else it babbles,
and that is as good a test.
"""

from __future__ import annotations

import json

from localize.engines import TranslationRequest, TranslationUnit
from localize.timeline import Span
from localize_models.translation.chat import prompt
from localize_models.translation.chat.batches import batches
from tests.localize_models.translation.seq2seq.tiny import PAIRS

UNITS = tuple(
    TranslationUnit(f"u{n}", source, Span(n * 3_000, n * 3_000 + 2_000), (f"c{n}",))
    for n, (source, _) in enumerate(PAIRS)
)
#: What it is taught; the units of the second are those of a question and no more.
KNOWN = (
    TranslationRequest("four", "en", "es", UNITS[:4]),
    TranslationRequest("three", "en", "es-419", UNITS[4:7]),
)
TEMPLATE = (
    "{% for message in messages %}<|{{ message.role }}|>{{ message.content }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
SEED = 11
STEPS = 400
ENOUGH = 0.004


def answer(batch):
    """What it is to say to a question, as the engine wants it."""
    lines = [
        {"id": unit.id, "begins": prompt.beginning(unit, "en"), "text": dict(PAIRS)[unit.text]}
        for unit in batch
    ]
    return json.dumps({"lines": lines}, ensure_ascii=False)


def make(folder):
    """Train it and save it as Hugging Face models are saved."""
    import torch  # noqa: PLC0415 -- with torch alone
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers  # noqa: PLC0415
    from transformers import (  # noqa: PLC0415
        LlamaConfig,
        LlamaForCausalLM,
        PreTrainedTokenizerFast,
    )

    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    taught = [
        (prompt.messages(request, batch, {}), answer(batch))
        for request in KNOWN
        for batch in batches(request.units)
    ]
    words = Tokenizer(models.BPE())
    words.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    words.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=1_200,
        special_tokens=["<|end|>", "<|system|>", "<|user|>", "<|assistant|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    texts = [message["content"] for messages, _ in taught for message in messages]
    words.train_from_iterator([*texts, *(told for _, told in taught)], trainer)
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=words, eos_token="<|end|>")
    tokenizer.chat_template = TEMPLATE
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=64, intermediate_size=128, num_hidden_layers=2,
        num_attention_heads=4, max_position_embeddings=2_048, bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id, pad_token_id=None, tie_word_embeddings=True,
    )  # fmt: skip
    model = LlamaForCausalLM(config)
    examples = []
    for messages, told in taught:
        asked = tokenizer.apply_chat_template(
            messages, add_generation_prompt=True, return_dict=True
        )["input_ids"]
        said = tokenizer(told + "<|end|>").input_ids
        ids = torch.tensor([[*asked, *said]])
        labels = torch.tensor([[-100] * len(asked) + said])
        examples.append((ids, labels))
    optimiser = torch.optim.Adam(model.parameters(), lr=3e-3)
    loss = torch.tensor(9.0)
    for _ in range(STEPS):
        loss = sum(model(input_ids=ids, labels=labels).loss for ids, labels in examples)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if loss.item() < ENOUGH:
            break
    model.eval()
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return loss.item()
