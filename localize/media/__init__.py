"""Media: what a file holds, and its dialogue placed on the picture's time. All through PyAV."""

from localize.media.sound import SAMPLE_RATE, Sound

__all__ = ["SAMPLE_RATE", "Sound"]
