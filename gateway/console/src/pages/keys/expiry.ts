/** When a new key ends. */

/** The choices: never, after some days, or on a day. */
export const expiries = ['never', '30', '90', '365', 'day'] as const;

/** One of them. */
export type Expiry = (typeof expiries)[number];

/** The time at which the key ends: the end of the day in the browser's time zone; null for never. */
export function endOf(expiry: Expiry, day: string, now: Date): string | null {
  if (expiry === 'never') return null;
  const end = expiry === 'day' ? new Date(`${day}T00:00:00`) : new Date(now);
  if (expiry !== 'day') end.setDate(end.getDate() + Number(expiry));
  end.setHours(23, 59, 59, 0);
  return end.toISOString();
}

/** Whether a day was chosen that is to come. */
export function isToCome(day: string, now: Date): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && new Date(`${day}T23:59:59`) > now;
}
