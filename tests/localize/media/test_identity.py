"""A file is known by what is in it."""

from __future__ import annotations

import hashlib

import pytest

from localize.errors import MediaError
from localize.media.identity import content_hash


@pytest.mark.parametrize("size", [0, 1, 2**18, 3 * 2**20 + 7])
def test_hash_of_the_whole_file(tmp_path, size):
    data = bytes(k * 7 % 251 for k in range(min(size, 997))) * (size // 997 + 1)
    path = tmp_path / "a.mkv"
    path.write_bytes(data[:size])
    assert content_hash(path) == hashlib.sha256(data[:size]).hexdigest()
    twin = path.rename(tmp_path / "b.mkv")
    assert content_hash(twin) == hashlib.sha256(data[:size]).hexdigest()


def test_last_byte_counts(tmp_path):
    path = tmp_path / "a.mkv"
    path.write_bytes(bytes(2**20))
    before = content_hash(path)
    path.write_bytes(bytes(2**20 - 1) + b"\1")
    assert content_hash(path) != before


def test_file_that_cannot_be_read(tmp_path):
    for path in (tmp_path / "none.mkv", tmp_path):
        with pytest.raises(MediaError, match="cannot be read") as caught:
            content_hash(path)
        assert caught.value.path == str(path)
