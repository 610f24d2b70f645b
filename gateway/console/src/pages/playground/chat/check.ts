// Whether an answer keeps to the schema that was asked for.
import { parseJson } from '../wire/json';
import { parseSchema } from './request';

/** One place where the answer differs from the schema. */
export interface Difference {
  at: string;
  message: string;
}

export type Checked =
  | { kind: 'valid' }
  | { kind: 'not_json' }
  | { kind: 'differs'; differences: Difference[] }
  | { kind: 'unusable_schema' };

const MOST = 8;

/** The validator compiles nothing, so a content security policy without `eval` is no obstacle; it is loaded at first use. */
export async function checkAnswer(content: string, schemaText: string): Promise<Checked> {
  const schema = parseSchema(schemaText);
  if (schema === undefined) return { kind: 'unusable_schema' };
  const value = parseJson(content);
  if (value === undefined) return { kind: 'not_json' };
  const { Validator } = await import('@cfworker/json-schema');
  try {
    const { valid, errors } = new Validator(schema, '2020-12', false).validate(value);
    if (valid) return { kind: 'valid' };
    return { kind: 'differs', differences: leaves(errors).slice(0, MOST) };
  } catch {
    return { kind: 'unusable_schema' };
  }
}

/** The validator also names every schema around the one that failed; a person wants the place itself. */
function leaves(errors: { keyword: string; instanceLocation: string; error: string }[]): Difference[] {
  const inner = errors.filter((one) => !['properties', 'items', 'prefixItems', '$ref', 'allOf'].includes(one.keyword));
  return (inner.length > 0 ? inner : errors).map((one) => ({
    at: one.instanceLocation.replace(/^#/, '') || '/',
    message: one.error,
  }));
}
