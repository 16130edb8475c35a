"""Working copies as files: made once and found again, and nothing is left half-done."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from fractions import Fraction

import av
import pytest

from localize.errors import MediaError, OutputError
from localize.media.probe import probe
from localize.media.working_copy import RECIPE, clear_leftovers, copy_key, make_copy, read_copy
from tests.localize.media.build import Audio, bursts, noise, write
from tests.localize.media.coded import Coded
from tests.localize.media.copied import Made, beeps, coded


def test_a_copy_is_made_once_and_found_again(tmp_path):
    path = write(tmp_path / "a.mkv", coded(), beeps())
    told = []
    one = Made(path, tmp_path / "copies" / "key", told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert read_copy(one.folder) == one.copy
    before = one.file.stat().st_mtime_ns
    assert make_copy(path, one.info, one.folder) == one.copy
    assert one.file.stat().st_mtime_ns == before
    assert [p.name for p in one.folder.parent.iterdir()] == ["key"]
    assert sorted(p.name for p in one.folder.iterdir()) == ["copy.json", "copy.mp4", "peaks.bin"]


def test_a_copy_that_is_not_whole_or_of_another_recipe_is_none(tmp_path):
    path = write(tmp_path / "a.wav", beeps("pcm_s16le"))
    info = probe(path)
    folder = tmp_path / "copies" / "key"
    make_copy(path, info, folder)
    (folder / "copy.m4a").unlink()
    assert read_copy(folder) is None
    made = make_copy(path, info, folder)
    facts = folder / "copy.json"
    facts.write_text(facts.read_text().replace(f'"recipe": {RECIPE}', f'"recipe": {RECIPE + 1}'))
    assert read_copy(folder) is None
    (tmp_path / "copies" / ".making-old").mkdir()
    clear_leftovers(tmp_path / "copies")
    assert list((tmp_path / "copies").iterdir()) == []
    assert make_copy(path, info, folder) == made


def test_keys_tell_media_and_sound_apart():
    assert len({copy_key(media, stream) for media in ("a", "b") for stream in (0, 1)}) == 4
    assert copy_key("a", 1) == copy_key("a", 1)


def test_a_file_without_picture_that_decodes_gives_its_sound(tmp_path, made):
    path = write(tmp_path / "a.mkv", coded(), beeps())
    with av.open(str(path)) as container:
        places = [(p.pos, p.size) for p in container.demux(video=0) if p.size]
    data = bytearray(path.read_bytes())
    for at, size in places:
        data[at + 16 : at + size] = b"\x55" * (size - 16)
    path.write_bytes(data)
    one = Made(path, tmp_path / "key")
    one.check_sound()


def test_damage_in_mid_file_moves_nothing_after_it(tmp_path):
    path = write(
        tmp_path / "a.ts",
        Coded(6, codec="mpeg2video", options={"b": "4000k", "g": "12"}),
        Audio(bursts(6, [0.5, 5.5]), "mp2"),
    )
    data = bytearray(path.read_bytes())
    data[len(data) * 2 // 5 : len(data) // 2] = os.urandom(len(data) // 2 - len(data) * 2 // 5)
    path.write_bytes(data)
    one = Made(path, tmp_path / "key")
    assert one.shown[:40] == list(range(40))
    assert one.shown[-30:] == list(range(120, 150))
    assert one.onsets[0] == pytest.approx(0.5, abs=0.002)
    assert one.onsets[-1] == pytest.approx(5.5, abs=0.002)


def test_an_original_that_cannot_be_read_leaves_nothing(tmp_path):
    path = write(tmp_path / "a.wav", beeps("pcm_s16le"))
    info = probe(path)
    path.unlink()
    with pytest.raises(MediaError, match="is not there"):
        make_copy(path, info, tmp_path / "copies" / "key")
    assert list((tmp_path / "copies").iterdir()) == []


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 1 MiB."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a small disk to fill")
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]
    mounted = subprocess.run(command, check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip(
            "this machine lets nobody mount a small disk: " + mounted.stderr.decode().strip()
        )
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("room", [0, 200_000, 600_000])
@pytest.mark.parametrize("codec", ["libx264", "ffv1"])
def test_a_full_disk_is_told_and_leaves_nothing(tmp_path, small_disk, room, codec):
    picture = Coded(
        10,
        codec=codec,
        size=(640, 360),
        options={"g": "20", "crf": "1"} if codec == "libx264" else {},
    )
    path = write(tmp_path / "a.mkv", picture, Audio(noise(60), "pcm_s16le"))
    (small_disk / "fill").write_bytes(bytes(2**20 - room - 65536))
    with pytest.raises(OutputError, match="No space left") as caught:
        make_copy(path, probe(path), small_disk / "copies" / "key")
    assert "Make room" in caught.value.hint
    assert list(small_disk.glob("copies/*")) == []


def test_a_maker_that_is_killed_leaves_nothing_that_passes_for_a_copy(tmp_path):
    path = write(tmp_path / "a.mkv", Coded(20, codec="ffv1", size=(640, 360)), Audio(noise(20)))
    folder = tmp_path / "copies" / "key"
    script = (
        "import sys; from pathlib import Path; from localize.media.probe import probe;"
        "from localize.media.working_copy import make_copy; path = Path(sys.argv[1]);"
        "make_copy(path, probe(path), Path(sys.argv[2]), lambda n: print(n, flush=True))"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script, path, folder], stdout=subprocess.PIPE, text=True
    )
    assert float(child.stdout.readline()) < 0.5
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    assert read_copy(folder) is None
    assert [p.name.startswith(".making-") for p in folder.parent.iterdir()] == [True]
    clear_leftovers(folder.parent)
    assert list(folder.parent.iterdir()) == []


def test_memory_does_not_grow_with_the_programme(tmp_path):
    """Ten minutes of sound and of picture cost little more than one."""
    script = (
        "import re, sys; from pathlib import Path; from localize.media.probe import probe;"
        "from localize.media.working_copy import make_copy; path = Path(sys.argv[1]);"
        "make_copy(path, probe(path), Path(sys.argv[2]));"
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    used = []
    for minutes in (1, 8):
        picture = Coded(
            60 * minutes,
            rate=Fraction(10),
            size=(320, 180),
            options={"g": "10", "preset": "ultrafast"},
        )
        path = write(tmp_path / f"{minutes}.mkv", picture, Audio(noise(60 * minutes), "pcm_s16le"))
        done = subprocess.run(
            [sys.executable, "-c", script, path, tmp_path / f"copy{minutes}"],
            check=True,
            capture_output=True,
            text=True,
        )
        used.append(int(done.stdout) / 1024)
    assert used[1] - used[0] < 40, used  # MB; the sound alone is 46 MB a minute as samples
