/** Queries as text, in the same form that the client sends them. */

type Value = string | number | boolean | undefined | null;

/** `a=1&b=2&b=3`; what is undefined or null is left out, an empty text stays. */
export function queryString(query: Readonly<Record<string, Value | readonly Value[]>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null) parameters.append(name, String(each));
    }
  }
  return parameters.toString();
}

/** A path with a query behind it. */
export function withQuery(path: string, query: Parameters<typeof queryString>[0]): string {
  const text = queryString(query);
  return text ? `${path}?${text}` : path;
}
