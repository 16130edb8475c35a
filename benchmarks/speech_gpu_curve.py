"""The speech model alone on a device: speed and memory by batch size, and the share of its peak.

    python benchmarks/speech_gpu_curve.py --shape large-v3 --tokenizer FILE [--device cuda]

The model has the shape's size and random weights (`whisper_shapes.py`); every window is 30 s and
decodes to exactly `--tokens` tokens. The peak is what a large product of half-precision matrices
reaches in the same run, which is what a program can have, not what the data sheet says.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from whisper_shapes import Shape, build

if TYPE_CHECKING:
    from collections.abc import Callable

PROMPT = [50_258, 50_259, 50_360, 50_364]


def seconds(work: Callable[[], object], repeats: int) -> float:
    """Median time of some runs after one that does not count."""
    work()
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def peak(size: int) -> float:
    """Floating-point operations a second of a product of half-precision matrices."""
    import torch  # noqa: PLC0415

    one = torch.randn(size, size, device="cuda", dtype=torch.float16)
    other = torch.randn(size, size, device="cuda", dtype=torch.float16)

    def work() -> None:
        for _ in range(10):
            one @ other
        torch.cuda.synchronize()

    return 10 * 2 * size**3 / seconds(work, 5)


def used() -> float:
    """Memory in use on the device, GiB; 0 where PyTorch or a device is missing."""
    try:
        import torch  # noqa: PLC0415
    except ImportError:
        return 0.0
    if not torch.cuda.is_available():
        return 0.0
    free, total = torch.cuda.mem_get_info()
    return (total - free) / 2**30


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shape", default="large-v3")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--compute", default="float16")
    parser.add_argument("--out", type=Path, default=Path("out/shapes"))
    parser.add_argument("--batches", default="1,2,4,8,16,32,64,128")
    parser.add_argument("--beams", default="1,5")
    parser.add_argument("--tokens", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    import ctranslate2  # noqa: PLC0415

    shape = Shape(arguments.shape)
    began = time.perf_counter()
    folder, _ = build(shape, arguments.out, arguments.tokenizer)
    print(f"built in {time.perf_counter() - began:.0f} s", flush=True)
    empty = used()
    model = ctranslate2.models.Whisper(
        str(folder), device=arguments.device, compute_type=arguments.compute
    )
    print(f"{shape.name}, {model.device} {model.compute_type}: weights {used() - empty:.1f} GiB")
    reached = peak(8192) if arguments.device == "cuda" else 0.0
    print(f"peak of half-precision products: {reached / 1e12:.0f} TFLOP/s")
    beams = [int(beam) for beam in arguments.beams.split(",")]
    heads = "".join(f"  beam {beam}: s, x real time" for beam in beams)
    print(f"windows  encode s  x real time  TFLOP/s  of peak  GiB{heads}", flush=True)
    randoms = np.random.default_rng(7)
    for batch in (int(size) for size in arguments.batches.split(",")):
        features = randoms.standard_normal((batch, shape.mels, 3_000), np.float32)
        view = ctranslate2.StorageView.from_array(features)
        encode = seconds(lambda view=view: model.encode(view, to_cpu=True), arguments.repeats)
        rate = batch * shape.encoder_flops / encode
        share = 100 * rate / reached if reached else 0.0
        line = f"{batch:>7}{encode:>10.3f}{30 * batch / encode:>13.0f}{rate / 1e12:>9.1f}"
        line += f"{share:>8.1f}%"
        encoded = model.encode(view)
        cells = ""
        for beam in beams:

            def generate(encoded: object = encoded, beam: int = beam, size: int = batch) -> None:
                found = model.generate(
                    encoded,
                    [PROMPT] * size,
                    beam_size=beam,
                    max_length=2 * arguments.tokens,  # half of it is for the prompt
                    suppress_tokens=[50_257],
                    suppress_blank=False,
                )
                short = [len(one.sequences_ids[0]) for one in found]
                if min(short) < arguments.tokens:
                    raise SystemExit(f"The model stopped early, after {min(short)} tokens.")

            took = seconds(generate, 1)
            cells += f"{took:>12.2f}{30 * batch / (took + encode):>13.0f}"
        print(f"{line}{used():>5.1f}{cells}", flush=True)


if __name__ == "__main__":
    main()
