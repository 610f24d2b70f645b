/** Asking again and again. */

/** Every so often, but not where the first answer was a failure: that stays to be read, with its way to try again. */
export function unlessLost(often: number | false) {
  return ({ state }: { state: { data: unknown; status: string } }): number | false =>
    state.data === undefined && state.status === 'error' ? false : often;
}
