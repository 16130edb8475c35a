"""What is offered for a market that nothing here drafts."""

from __future__ import annotations

import pytest

from localize.drafting.offers import offer
from localize.engines import EngineSettings


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("en", "fr-CA", "`localize models pull opus-mt-en-fr --accept-unverified`"),
        ("", "fr", "`localize models pull opus-mt-en-fr"),
        # No model of its own: one of many languages, and the confirmed one is pulled as it is.
        ("en", "ja", "`localize models pull m2m100-418m` "),
        ("ja", "ko", "MIT, 1.9 GB"),
        ("en", "pt-BR", "opus-mt-en-romance"),
    ],
)
def test_the_catalogues_best_model_is_named_with_the_command(tmp_path, source, target, said):
    text = offer(source, target, EngineSettings(models_dir=str(tmp_path)))
    assert said in text
    assert "pip install 'localize-workbench[transformers]'" in text
    assert "localize models convert" in text
    assert "--accept-non-commercial" not in text


def test_nothing_is_offered_within_one_language(tmp_path):
    assert offer("pt-PT", "pt-BR", EngineSettings(models_dir=str(tmp_path))) == ""
