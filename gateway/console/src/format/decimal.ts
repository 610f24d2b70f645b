/** Exact decimals with up to 12 places, as the hub writes money: text in, text out, never a float between. */

const places = 12;
const scale = 10n ** BigInt(places);

function toUnits(text: string): bigint {
  const found = /^(-?)(\d+)(?:\.(\d{1,12}))?$/.exec(text);
  if (!found) throw new RangeError(`not a decimal with at most ${places} places: ${text}`);
  const [, sign, whole = '0', fraction = ''] = found;
  const units = BigInt(whole) * scale + BigInt(fraction.padEnd(places, '0'));
  return sign ? -units : units;
}

function toText(units: bigint): string {
  const magnitude = units < 0n ? -units : units;
  const fraction = (magnitude % scale).toString().padStart(places, '0').replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${magnitude / scale}${fraction ? `.${fraction}` : ''}`;
}

/** The exact sum. */
export function sumDecimals(amounts: readonly string[]): string {
  return toText(amounts.reduce((sum, amount) => sum + toUnits(amount), 0n));
}

/** Below, at or above zero as the first is less than, equal to or more than the second. */
export function compareDecimals(left: string, right: string): number {
  const difference = toUnits(left) - toUnits(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** A height or a share for drawing. Never shown as an amount. */
export function approximate(amount: string): number {
  return Number(amount);
}
