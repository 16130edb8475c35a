/** Numbers as Python rounds and writes them, so that both sides say the same. */

/**
 * A number rounded to so many decimals as Python's `round` and `:.1f` do: by its exact value, and a
 * tie to the even digit. (`toFixed` goes by the exact value too, but takes a tie away from zero.)
 */
export function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  // A tie is an odd multiple of 10^-d / 2; of binary fractions only odd multiples of 2^-(d + 1) are.
  const tie = (Math.abs(value) * 2 ** (decimals + 1)) % 2 === 1; // exact
  if (!tie || Number(text.at(-1)) % 2 === 0) return text;
  const unit = 10 ** -decimals;
  return (Number(text) - Math.sign(value) * unit).toFixed(decimals);
}

/** The same as a number. */
export function rounded(value: number, decimals: number): number {
  return Number(fixed(value, decimals));
}

/** A number as Python's `:g` writes it: six significant digits, no zeros at the end. */
export function general(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value + 0); // never -0
  const [mantissa, power] = value.toExponential(5).split("e") as [string, string];
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 6) {
    const sign = exponent < 0 ? "-" : "+";
    const digits = String(Math.abs(exponent)).padStart(2, "0");
    return `${mantissa.replace(/\.?0+$/, "")}e${sign}${digits}`;
  }
  return String(Number(value.toPrecision(6)));
}

/** `1 frame`, `2 frames`, `13.5 characters`. */
export function amountOf(number: number, unit: string): string {
  return `${general(number)} ${unit}${number === 1 ? "" : "s"}`;
}

/** A number as an exact fraction. */
export function fraction(value: number): [bigint, bigint] {
  let shift = 0;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2; // exact
    shift += 1;
  }
  return [BigInt(scaled), 1n << BigInt(shift)];
}
