/** The way to the sign-in page and back. */

interface Place {
  pathname: string;
  searchStr: string;
  hash: string;
}

/** The sign-in page, which leads back to `place`. A fragment stays one: it may hold a prompt, and a query goes to servers. */
export function signInFrom({ pathname, searchStr, hash }: Place) {
  const to = pathname + searchStr;
  return { to: '/sign-in' as const, search: to === '/' ? {} : { to }, ...(hash !== '' && { hash }) };
}

/** An address with the fragment that was kept apart. */
export function withFragment(address: string, hash: string): string {
  return hash === '' ? address : `${address}#${hash}`;
}
