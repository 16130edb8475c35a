"""A file is known by what is in it."""

from __future__ import annotations

import hashlib
import os

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
    os.mkfifo(tmp_path / "pipe.mkv")  # nobody writes there: reading it would wait for ever
    (tmp_path / "endless.mkv").symlink_to("/dev/zero")
    for name, why in {
        "none.mkv": "is not there",
        "": "is a folder",
        "pipe.mkv": "is not an ordinary file",
        "endless.mkv": "is not an ordinary file",
    }.items():
        with pytest.raises(MediaError, match=why) as caught:
            content_hash(tmp_path / name)
        assert caught.value.path == str(tmp_path / name)
        assert caught.value.hint
