"""Make the sample episodes and their references anew; `README.md` beside this file says how."""

from __future__ import annotations

import argparse
from pathlib import Path

from making import media, reference, script
from making.mix import mix
from making.voices import Voices

HERE = Path(__file__).resolve().parent
FONT = "NotoSansCJK-Regular.ttc"
FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("~/.local/share/fonts"),
)


def find_font() -> Path | None:
    """Noto Sans CJK where systems keep their fonts."""
    for folder in FONT_FOLDERS:
        for path in sorted(folder.expanduser().rglob(FONT)):
            return path
    return None


def main() -> None:
    options = argparse.ArgumentParser(description="Make the sample episodes and their references.")
    options.add_argument("episodes", nargs="*", help="names of scripts; all of them without any")
    options.add_argument("--font", type=Path, default=find_font(), help="a font with Japanese")
    options.add_argument("--out", type=Path, default=HERE, help="where episodes/ and reference/ go")
    chosen = options.parse_args()
    if chosen.font is None:
        options.error(f"{FONT} is not installed: see README.md, or name a font with --font")
    known = {path.stem: path for path in sorted((HERE / "scripts").glob("*.toml"))}
    for name in chosen.episodes:
        if name not in known:
            options.error(f"there is no script {name!r}; there are: {', '.join(known)}")

    for folder in ("episodes", "reference"):
        (chosen.out / folder).mkdir(parents=True, exist_ok=True)
    voices = Voices()
    for name in chosen.episodes or known:
        scene = script.read(known[name])
        spoken = {line.id: voices.speak(line, scene.speakers[line.speaker]) for line in scene.lines}
        sound = mix(scene, spoken)
        path = chosen.out / "episodes" / f"{scene.episode}.mp4"
        media.write(path, scene, sound, chosen.font)
        reference.write(chosen.out / "reference", scene, sound)
        print(f"{path.name}: {sound.duration / 1000:.0f} s, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
