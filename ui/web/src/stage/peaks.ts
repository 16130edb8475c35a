/** The peaks of the dialogue's sound, computed beforehand: pairs of lowest and highest, int8. */

export interface Slice {
  /** Highest of each column, 0 to 1, and how far below zero the lowest is, 0 to 1. */
  readonly above: Float32Array;
  readonly below: Float32Array;
}

/** Of int8's full scale. */
const SCALE = 127;

export class Peaks {
  /**
   * @param bytes two a pair, lowest first.
   * @param perSecond pairs a second.
   */
  constructor(
    private readonly bytes: Int8Array,
    private readonly perSecond: number,
  ) {}

  /** ms that there are peaks of. */
  get duration(): number {
    return (Math.floor(this.bytes.length / 2) * 1000) / this.perSecond;
  }

  /**
   * The peaks of [start, end) ms, in so many columns or, where there are fewer pairs, one a pair;
   * each column has the extremes of all pairs that it touches, so that no beat is lost. Zero
   * outside the programme.
   */
  slice(start: number, end: number, columns: number): Slice {
    const from = (start * this.perSecond) / 1000;
    const to = (end * this.perSecond) / 1000;
    const count = Math.max(1, Math.min(columns, Math.ceil(to - from)));
    const above = new Float32Array(count);
    const below = new Float32Array(count);
    const pairs = Math.floor(this.bytes.length / 2);
    const step = (to - from) / count;
    for (let column = 0; column < count; column += 1) {
      const first = Math.max(0, Math.floor(from + column * step));
      const last = Math.min(pairs, Math.max(first + 1, Math.ceil(from + (column + 1) * step)));
      let low = 0;
      let high = 0;
      for (let pair = first; pair < last; pair += 1) {
        low = Math.min(low, this.bytes[2 * pair] ?? 0);
        high = Math.max(high, this.bytes[2 * pair + 1] ?? 0);
      }
      above[column] = Math.min(1, high / SCALE);
      below[column] = Math.min(1, -low / SCALE);
    }
    return { above, below };
  }
}

/** Fetched once as bytes. Undefined where the server is not reached or refuses. */
export async function fetchPeaks(url: string, perSecond: number): Promise<Peaks | undefined> {
  try {
    const answer = await fetch(url, { credentials: "same-origin" });
    if (!answer.ok) return undefined;
    return new Peaks(new Int8Array(await answer.arrayBuffer()), perSecond);
  } catch (error) {
    if (error instanceof TypeError) return undefined; // fetch has this for all that a network does
    throw error;
  }
}
