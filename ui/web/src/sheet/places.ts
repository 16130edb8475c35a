/**
 * Where everything stands, in px: two arrangements, one for the laptop's 1280 × 600 and one for the
 * desk's 1920 × 950, each with its splitters. Pure, so that it can be tested without a screen.
 */

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type PlaceName = "head" | "picture" | "list" | "strip" | "panels" | "wave" | "foot";
export type SplitName =
  | "small-column"
  | "small-strip"
  | "small-wave"
  | "large-column"
  | "large-strip"
  | "large-panels"
  | "large-wave";

export interface Split {
  readonly name: SplitName;
  readonly direction: "column" | "row"; // what it parts: columns, or rows
  readonly place: Place;
  /** What `splits[name]` is, as it stands; and how far it may be dragged. */
  readonly value: number;
  readonly least: number;
  readonly most: number;
  /** 1 where dragging right or down makes the value larger, else -1. */
  readonly sign: 1 | -1;
}

export interface Arrangement {
  readonly size: "small" | "large";
  readonly places: Readonly<Record<PlaceName, Place>>;
  readonly splits: readonly Split[];
  /** Whether the edit strip has room for the cues before and after. */
  readonly neighbours: boolean;
}

/** From here on there is room for tabs below the list and the strip below the picture. */
const LARGE = { width: 1560, height: 760 };
const GRIP = 5;

export const TRANSPORT = { small: 38, large: 40 } as const;

export function arrange(
  width: number,
  height: number,
  splits: Readonly<Record<string, number>>,
  mirrored: boolean,
): Arrangement {
  const large = width >= LARGE.width && height >= LARGE.height;
  const made = large ? largeOne(width, height, splits) : smallOne(width, height, splits);
  return mirrored ? mirror(made, width) : made;
}

function smallOne(
  width: number,
  height: number,
  splits: Readonly<Record<string, number>>,
): Arrangement {
  const head = 32;
  const foot = 20;
  // A laptop's screen gets what the drawing says; a taller one gives the rest to list and picture.
  const tall = Math.max(0, height - 600);
  const wave = range(splits["small-wave"], 128 + Math.min(60, tall * 0.2), 70, height * 0.4);
  const strip = range(splits["small-strip"], 112 + Math.min(90, tall * 0.3), 92, height * 0.45);
  const upper = Math.max(80, height - head - foot - wave - strip);
  const natural = Math.min(width * 0.5, ((upper - TRANSPORT.small) * 16) / 9);
  const column = range(splits["small-column"], natural, 240, width - 420);
  const below = head + upper;
  const list = { x: column, y: head, width: width - column, height: upper };
  return {
    size: "small",
    neighbours: strip >= 168,
    places: {
      head: { x: 0, y: 0, width, height: head },
      picture: { x: 0, y: head, width: column, height: upper },
      list,
      strip: { x: 0, y: below, width, height: strip },
      // The drawer: over the list's outer part, so that numbers and times stay in view.
      panels: {
        x: list.x + list.width - Math.min(list.width, 520),
        y: list.y,
        width: Math.min(list.width, 520),
        height: list.height,
      },
      wave: { x: 0, y: below + strip, width, height: wave },
      foot: { x: 0, y: height - foot, width, height: foot },
    },
    splits: [
      grip("small-column", "column", column, head, upper, column, 240, width - 420, 1),
      grip("small-strip", "row", 0, below, width, strip, 92, height * 0.45, -1),
      grip("small-wave", "row", 0, below + strip, width, wave, 70, height * 0.4, -1),
    ],
  };
}

function largeOne(
  width: number,
  height: number,
  splits: Readonly<Record<string, number>>,
): Arrangement {
  const head = 36;
  const foot = 24;
  const wave = range(
    splits["large-wave"],
    170 + Math.max(0, height - 950) * 0.25,
    80,
    height * 0.4,
  );
  const middle = Math.max(300, height - head - foot - wave);
  // The picture at 16 : 9 with its transport, and 248 for the strip: 768 wide at 1920 × 950.
  const wide = ((middle - 248 - TRANSPORT.large) * 16) / 9;
  const ample = Math.max(width * 0.34, Math.min(width * 0.5, wide));
  const column = range(splits["large-column"], ample, 420, width - 640);
  const natural = middle - Math.min((column * 9) / 16 + TRANSPORT.large, middle - 248);
  const strip = range(splits["large-strip"], natural, 150, middle - 160);
  const panels = range(splits["large-panels"], middle * (250 / 720), 90, middle - 140);
  const below = head + middle;
  const right = width - column;
  return {
    size: "large",
    neighbours: strip >= 210,
    places: {
      head: { x: 0, y: 0, width, height: head },
      picture: { x: 0, y: head, width: column, height: middle - strip },
      strip: { x: 0, y: below - strip, width: column, height: strip },
      list: { x: column, y: head, width: right, height: middle - panels },
      panels: { x: column, y: below - panels, width: right, height: panels },
      wave: { x: 0, y: below, width, height: wave },
      foot: { x: 0, y: height - foot, width, height: foot },
    },
    splits: [
      grip("large-column", "column", column, head, middle, column, 420, width - 640, 1),
      grip("large-strip", "row", 0, below - strip, column, strip, 150, middle - 160, -1),
      grip("large-panels", "row", column, below - panels, right, panels, 90, middle - 140, -1),
      grip("large-wave", "row", 0, below, width, wave, 80, height * 0.4, -1),
    ],
  };
}

function grip(
  name: SplitName,
  direction: "column" | "row",
  x: number,
  y: number,
  length: number,
  value: number,
  least: number,
  most: number,
  sign: 1 | -1,
): Split {
  const half = (GRIP - 1) / 2;
  const place =
    direction === "column"
      ? { x: x - half, y, width: GRIP, height: length }
      : { x, y: y - half, width: length, height: GRIP };
  return { name, direction, place, value, least, most: Math.max(least, Math.round(most)), sign };
}

function mirror(made: Arrangement, width: number): Arrangement {
  const turn = (place: Place): Place => ({ ...place, x: width - place.x - place.width });
  const places = Object.fromEntries(
    Object.entries(made.places).map(([name, place]) => [name, turn(place)]),
  ) as Record<PlaceName, Place>;
  return {
    ...made,
    places,
    splits: made.splits.map((one) => ({
      ...one,
      place: turn(one.place),
      sign: one.direction === "column" ? (one.sign === 1 ? -1 : 1) : one.sign,
    })),
  };
}

/** What the person chose, else the default; within the bounds, in whole px. */
function range(chosen: number | undefined, natural: number, least: number, most: number): number {
  const wanted = chosen !== undefined && Number.isFinite(chosen) ? chosen : natural;
  return Math.round(Math.max(least, Math.min(Math.max(least, most), wanted)));
}
