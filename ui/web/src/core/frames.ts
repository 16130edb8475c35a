/**
 * Frames, milliseconds and timecodes, as `localize/timeline.py` has them, to the last digit.
 *
 * A time is an integer number of milliseconds from the start of the picture. All arithmetic is on
 * integers that stay under 2^53: at 119.88 frames a second, twice a day's milliseconds times the
 * rate's numerator is 2.1e13. `tests/vectors/frames.json` holds both sides to one answer.
 */

import type { WireRate } from "../wire";

const TIMECODE = /^(\d{2}):(\d{2}):(\d{2})([:;.,])(\d{2,3})$/;

/** SMPTE ST 12-1: the rates a thousandth under a whole one, and the names people use. */
const NTSC_NAMES: readonly (readonly [string, number])[] = [
  ["23.976", 24000],
  ["29.97", 30000],
  ["47.952", 48000],
  ["59.94", 60000],
  ["119.88", 120000],
];

/** The whole part of a / b, rounded down; exact for integers under 2^53. */
function floorDiv(a: number, b: number): number {
  return (a - mod(a, b)) / b;
}

function mod(a: number, b: number): number {
  const rest = a % b;
  return rest < 0 ? rest + b : rest + 0; // + 0: never -0
}

/** The nearest whole number to a / b, halves up. */
function roundDiv(a: number, b: number): number {
  return floorDiv(2 * a + b, 2 * b);
}

function ceilDiv(a: number, b: number): number {
  return floorDiv(a + b - 1, b);
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

/** What a person wrote is no timecode, or none that exists at the rate. */
export class TimecodeError extends Error {
  override readonly name = "TimecodeError";
}

/** An exact frame rate, `num / den` frames a second, and how its frames are numbered. */
export class FrameRate {
  readonly num: number;
  readonly den: number;
  /** Drop-frame numbering; only 29.97 and 59.94 have it. */
  readonly drop: boolean;
  /** Whole frame numbers in one timecode second: 24 at 23.976, 30 at 29.97. */
  readonly nominal: number;
  /** Frame numbers left out at the start of a minute but the tenth. */
  private readonly dropped: number;

  /** @throws RangeError for a rate that is not positive, or drop-frame at another rate. */
  constructor(num: number, den: number, drop = false) {
    if (!Number.isInteger(num) || !Number.isInteger(den) || num <= 0 || den <= 0) {
      throw new RangeError(`a frame rate must be a positive fraction, not ${num}/${den}`);
    }
    const common = gcd(num, den);
    this.num = num / common;
    this.den = den / common;
    this.drop = drop;
    if (drop && !(this.den === 1001 && (this.num === 30000 || this.num === 60000))) {
      throw new RangeError(`drop-frame exists at 29.97 and 59.94 only, not at ${num}/${den}`);
    }
    this.nominal = ceilDiv(this.num, this.den);
    this.dropped = drop ? floorDiv(this.nominal, 15) : 0;
  }

  static of(wire: WireRate): FrameRate {
    return new FrameRate(wire.num, wire.den, wire.drop);
  }

  /** The name people use: `23.976`, `25`, `29.97 DF`. */
  get label(): string {
    for (const [name, num] of NTSC_NAMES) {
      if (this.num === num && this.den === 1001) return this.drop ? `${name} DF` : name;
    }
    if (this.den === 1) return String(this.num);
    return (this.num / this.den).toFixed(3).replace(/\.?0+$/, "");
  }

  /** Frame numbers in 24 hours of timecode, after which it starts again at zero. */
  get framesADay(): number {
    return this.nominal * 86_400 - this.dropped * (24 * 60 - 24 * 6);
  }

  /** Milliseconds from frame 0 to the start of a frame, rounded to the nearest. */
  timeOf(frame: number): number {
    return roundDiv(frame * 1000 * this.den, this.num);
  }

  /** The frame whose start lies nearest to a time (ms); inverse of `timeOf`. */
  nearestFrame(time: number): number {
    return roundDiv(time * this.num, 1000 * this.den);
  }

  /** The frame on the screen at a time (ms): the last that has started, as `timeOf` rounds it. */
  frameShown(time: number): number {
    let frame = floorDiv(time * this.num, 1000 * this.den);
    while (this.timeOf(frame + 1) <= time) frame += 1;
    while (this.timeOf(frame) > time) frame -= 1;
    return frame;
  }

  /** Milliseconds that so many frames last, rounded up: never shorter than the frames. */
  spanOf(frames: number): number {
    return ceilDiv(frames * 1000 * this.den, this.num);
  }

  /** Frames that a length of time (ms) reaches into: a limit given in ms, as frames. */
  framesUpTo(length: number): number {
    return ceilDiv(length * this.num, 1000 * this.den);
  }

  /**
   * Seconds from the start to the middle of a frame: where every seek goes. A seek to a frame's
   * rounded start shows the frame before it in about half of the cases (review-page.md).
   */
  middleOf(frame: number): number {
    return ((2 * frame + 1) * this.den) / (2 * this.num);
  }

  /** The frame that a decoder's time stamp in seconds (`mediaTime`) names. */
  frameOfSeconds(seconds: number): number {
    return Math.round((seconds * this.num) / this.den);
  }

  /** SMPTE timecode of a frame counted from 00:00:00:00; wraps at 24 hours; `;` marks drop. */
  timecode(frame: number): string {
    let number = mod(frame, this.framesADay);
    if (this.dropped) {
      const perMinute = this.nominal * 60 - this.dropped;
      const perTen = this.nominal * 600 - this.dropped * 9;
      const tens = floorDiv(number, perTen);
      const rest = mod(number, perTen);
      number += this.dropped * 9 * tens;
      if (rest >= this.nominal * 60) {
        number += this.dropped * (1 + floorDiv(rest - this.nominal * 60, perMinute));
      }
    }
    const seconds = floorDiv(number, this.nominal);
    const frames = String(mod(number, this.nominal)).padStart(this.nominal > 100 ? 3 : 2, "0");
    const hours = twoDigits(floorDiv(seconds, 3600));
    const minutes = twoDigits(mod(floorDiv(seconds, 60), 60));
    return `${hours}:${minutes}:${twoDigits(mod(seconds, 60))}${this.drop ? ";" : ":"}${frames}`;
  }

  /**
   * The frame, counted from 00:00:00:00, that a timecode names.
   * @throws TimecodeError for what is none, or names a number that the rate leaves out.
   */
  frameOfTimecode(text: string): number {
    const match = TIMECODE.exec(text.trim());
    if (!match) throw new TimecodeError(`'${text}' is not a timecode; write HH:MM:SS:FF`);
    const [hours, minutes, seconds, frames] = [1, 2, 3, 5].map((group) => Number(match[group])) as
      [number, number, number, number]; // prettier-ignore
    if (hours > 23 || minutes > 59 || seconds > 59) {
      throw new TimecodeError(
        `'${text}' is not a timecode: hours to 23, minutes and seconds to 59`,
      );
    }
    if (frames >= this.nominal) {
      throw new TimecodeError(
        `'${text}' does not exist at ${this.label}: frames run to ${this.nominal - 1}`,
      );
    }
    if (this.dropped && seconds === 0 && minutes % 10 && frames < this.dropped) {
      throw new TimecodeError(`'${text}' does not exist in drop-frame: its number is left out`);
    }
    const total = hours * 60 + minutes;
    const number = (total * 60 + seconds) * this.nominal + frames;
    return number - this.dropped * (total - floorDiv(total, 10));
  }
}

/** A programme's own timecode: SMPTE counted from what its first frame carries. */
export class ProgrammeClock {
  readonly rate: FrameRate;
  private readonly first: number;

  /** @throws TimecodeError if `start` is no timecode of the rate. */
  constructor(rate: FrameRate, start: string) {
    this.rate = rate;
    this.first = rate.frameOfTimecode(start);
  }

  /** What the programme shows over a frame counted from 0. */
  timecode(frame: number): string {
    return this.rate.timecode(this.first + frame);
  }

  /** The same of a time in ms: the timecode of the frame nearest to it. */
  timecodeOf(time: number): string {
    return this.timecode(this.rate.nearestFrame(time));
  }

  /**
   * The frame, counted from 0, that a timecode of the programme names; past midnight too.
   * @throws TimecodeError as `FrameRate.frameOfTimecode` does.
   */
  frame(text: string): number {
    return mod(this.rate.frameOfTimecode(text) - this.first, this.rate.framesADay);
  }
}

/**
 * What a person types for a timecode, written out: `1:2:3` is 00:01:02:03, `10203` the same, and
 * `1:02:03;04` has its signs evened. Undefined for what cannot be meant as one. A number of up to
 * four digits is a cue's number to whoever asks, so `least` says how many digits a bare one needs.
 */
export function writtenOut(text: string, rate: FrameRate, least = 5): string | undefined {
  const trimmed = text.trim();
  const mark = rate.drop ? ";" : ":";
  const width = rate.nominal > 100 ? 3 : 2;
  let parts: string[];
  if (/^\d+$/.test(trimmed)) {
    if (trimmed.length < least || trimmed.length > 6 + width) return undefined;
    const digits = trimmed.padStart(6 + width, "0");
    parts = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4, 6), digits.slice(6)];
  } else {
    if (!/^\d{1,2}([:;.,]\d{1,3}){1,3}$/.test(trimmed)) return undefined;
    parts = trimmed.split(/[:;.,]/);
    while (parts.length < 4) parts.unshift("0");
  }
  const [hours, minutes, seconds, frames] = parts as [string, string, string, string];
  const head = [hours, minutes, seconds].map((part) => part.padStart(2, "0")).join(":");
  return `${head}${mark}${frames.padStart(width, "0")}`;
}
