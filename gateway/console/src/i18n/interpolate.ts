/**
 * Texts with parameters: `{name}` is replaced; `{count:# request|# requests}` picks by the language's plural (one, other),
 * with `#` for the formatted number.
 */

/** A literal piece of a text, or a parameter with its plural forms if it has any. */
export type Piece = { literal: string } | { name: string; forms: readonly string[] };

const parameter = /\{([A-Za-z_]+)(?::([^}]*))?\}/g;

/** Cuts a text into pieces. */
export function parse(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const found of text.matchAll(parameter)) {
    if (found.index > end) pieces.push({ literal: text.slice(end, found.index) });
    pieces.push({ name: found[1] ?? '', forms: found[2] === undefined ? [] : found[2].split('|') });
    end = found.index + found[0].length;
  }
  if (end < text.length) pieces.push({ literal: text.slice(end) });
  return pieces;
}

/** The text of a parameter's value in a language. */
export function valueText(value: string | number, forms: readonly string[], locale: string): string {
  if (typeof value === 'string') return value;
  const shown = new Intl.NumberFormat(locale).format(value);
  if (forms.length === 0) return shown;
  const one = new Intl.PluralRules(locale).select(value) === 'one';
  const form = (one ? forms[0] : forms[forms.length - 1]) ?? '#';
  return form.replace('#', shown);
}

/** A text with its parameters filled in. */
export function interpolate(text: string, values: Readonly<Record<string, string | number>>, locale: string): string {
  return parse(text)
    .map((piece) => ('literal' in piece ? piece.literal : valueText(values[piece.name] ?? '', piece.forms, locale)))
    .join('');
}
