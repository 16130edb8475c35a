"""CAM++, a network that makes a print of a voice, in NumPy.

Source: Wang, Zheng, Chen, Cheng, Chen: CAM++, a fast and efficient network for speaker verification
using context-aware masking, Interspeech 2023 (arXiv:2303.00332), table 1: a head of residual
convolutions over time and frequency, then three densely connected blocks of time-delay layers of
which each is masked by its context, and the mean and deviation over time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from localize.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Array = NDArray[np.float32]

#: Layers of each block, and how far apart in time what they look at lies.
_BLOCKS: Final = ((12, 1), (24, 2), (16, 2))
#: Frames over which a mask's nearer context is averaged.
_SEGMENT: Final = 100
#: PyTorch's own, of batch normalisation.
_EPSILON: Final = 1e-5
#: Numbers of a print.
SIZE: Final = 192


class CamPlusPlus:
    """The network, with its weights.

    Args:
        tensors: by the names that 3D-Speaker gives them.

    Raises:
        ModelError: they are another network's.
    """

    def __init__(self, tensors: Mapping[str, NDArray[Any]]) -> None:
        self._tensors = tensors
        try:
            self._norms = {
                name.removesuffix(".running_var"): self._norm(name.removesuffix(".running_var"))
                for name in tensors
                if name.endswith(".running_var")
            }
            if tensors["xvector.dense.linear.weight"].shape[0] != SIZE:
                raise ModelError("The voice model is another CAM++ than this one.")
        except KeyError as error:
            raise ModelError(f"The voice model has no {error}: it is no CAM++.") from error

    def prints(self, features: Array) -> Array:
        """A print of each stretch, of length 1.

        Args:
            features: shape (stretches, frames, 80), as `fbank.filter_banks` gives them.

        Returns:
            Shape (stretches, 192).
        """
        x = self._head(features.transpose(0, 2, 1)[:, None])
        x = self._active(
            _along(x, self._weight("xvector.tdnn.linear"), 2, 1, 2), "xvector.tdnn.nonlinear"
        )
        for block, (layers, dilation) in enumerate(_BLOCKS, 1):
            for layer in range(1, layers + 1):
                added = self._layer(x, f"xvector.block{block}.tdnnd{layer}", dilation)
                x = np.concatenate((x, added), axis=1)
            x = self._active(x, f"xvector.transit{block}.nonlinear")
            x = _each(x, self._weight(f"xvector.transit{block}.linear"))
        x = self._active(x, "xvector.out_nonlinear")
        told = np.concatenate((x.mean(axis=2), x.std(axis=2, ddof=1)), axis=1)
        scale, shift = self._norms["xvector.dense.nonlinear.batchnorm"]
        found = told @ self._weight("xvector.dense.linear")[:, :, 0].T * scale + shift
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        return np.asarray(found / np.maximum(lengths, 1e-9), np.float32)

    def _weight(self, name: str) -> Array:
        return np.asarray(self._tensors[f"{name}.weight"])

    def _norm(self, name: str) -> tuple[Array, Array]:
        """Batch normalisation as a factor and a sum for each channel."""
        size = self._tensors[f"{name}.running_var"]
        scale = 1 / np.sqrt(size + _EPSILON)
        if f"{name}.weight" in self._tensors:
            scale = scale * self._tensors[f"{name}.weight"]
        shift = -self._tensors[f"{name}.running_mean"] * scale
        if f"{name}.bias" in self._tensors:
            shift = shift + self._tensors[f"{name}.bias"]
        return scale.astype(np.float32), shift.astype(np.float32)

    def _normed(self, x: Array, name: str) -> Array:
        scale, shift = (part.reshape(-1, *(1,) * (x.ndim - 2)) for part in self._norms[name])
        return x * scale + shift

    def _active(self, x: Array, name: str) -> Array:
        found = self._normed(x, name if name in self._norms else f"{name}.batchnorm")
        return np.maximum(found, 0, out=found)

    def _head(self, x: Array) -> Array:
        """From one picture of the features to 320 channels over time."""
        x = self._active(_over(x, self._weight("head.conv1"), 1), "head.bn1")
        for name, step in (("layer1.0", 2), ("layer1.1", 1), ("layer2.0", 2), ("layer2.1", 1)):
            x = self._residual(x, f"head.{name}", step)
        x = self._active(_over(x, self._weight("head.conv2"), 2), "head.bn2")
        return x.reshape(len(x), -1, x.shape[3])

    def _residual(self, x: Array, name: str, step: int) -> Array:
        found = self._active(_over(x, self._weight(f"{name}.conv1"), step), f"{name}.bn1")
        found = self._normed(_over(found, self._weight(f"{name}.conv2"), 1), f"{name}.bn2")
        if f"{name}.shortcut.0.weight" in self._tensors:
            short = x[:, :, ::step]
            size = short.shape
            short = _each(short.reshape(*size[:2], -1), self._weight(f"{name}.shortcut.0")[..., 0])
            x = self._normed(short.reshape(size), f"{name}.shortcut.1")
        found += x
        return np.maximum(found, 0, out=found)

    def _layer(self, x: Array, name: str, dilation: int) -> Array:
        """What a time-delay layer adds, masked by its context."""
        x = _each(self._active(x, f"{name}.nonlinear1"), self._weight(f"{name}.linear1"))
        x = self._active(x, f"{name}.nonlinear2")
        local = _along(x, self._weight(f"{name}.cam_layer.linear_local"), 1, dilation, dilation)
        context = x.mean(axis=2, keepdims=True) + _segments(x)
        for part in ("linear1", "linear2"):
            bias = self._tensors[f"{name}.cam_layer.{part}.bias"][:, None]
            context = _each(context, self._weight(f"{name}.cam_layer.{part}")) + bias
            if part == "linear1":
                context = np.maximum(context, 0)
        mask = 1 / (1 + np.exp(-context))
        return np.asarray(local * _spread(mask, x.shape[2]), np.float32)


def _each(x: Array, weight: Array) -> Array:
    """A convolution that looks at one frame."""
    return np.asarray(np.matmul(weight[:, :, 0], x))


def _along(x: Array, weight: Array, step: int, dilation: int, padding: int) -> Array:
    """A convolution along time."""
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    reach = (weight.shape[2] - 1) * dilation
    taps = [
        x[:, :, tap * dilation : x.shape[2] - reach + tap * dilation : step]
        for tap in range(weight.shape[2])
    ]
    joined = np.concatenate(taps, axis=1)
    flat = weight.transpose(0, 2, 1).reshape(len(weight), -1)
    return np.asarray(np.matmul(flat, joined))


def _over(x: Array, weight: Array, step: int) -> Array:
    """A convolution of 3 by 3, over frequency by steps and over time."""
    count, _, height, width = x.shape
    x = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    taps = [x[:, :, a : a + height : step, b : b + width] for a in range(3) for b in range(3)]
    joined = np.concatenate(taps, axis=1).reshape(count, -1, taps[0].shape[2] * width)
    flat = weight.transpose(0, 2, 3, 1).reshape(len(weight), -1)
    return np.asarray(np.matmul(flat, joined)).reshape(count, len(weight), -1, width)


def _segments(x: Array) -> Array:
    """The mean of each segment of time."""
    starts = range(0, x.shape[2], _SEGMENT)
    means = [x[:, :, at : at + _SEGMENT].mean(axis=2, keepdims=True) for at in starts]
    return np.concatenate(means, axis=2)


def _spread(segments: Array, frames: int) -> Array:
    """What holds for segments, for each of their frames."""
    return np.repeat(segments, _SEGMENT, axis=2)[:, :, :frames]
