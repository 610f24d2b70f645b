import { describe, expect, it } from 'vitest';
import { checkAnswer } from './check';

const schema = JSON.stringify({
  type: 'object',
  properties: { city: { type: 'string' }, population: { type: 'integer', minimum: 0 } },
  required: ['city', 'population'],
  additionalProperties: false,
});

describe('an answer that must be of a schema', () => {
  it('is valid where it is', async () => {
    expect(await checkAnswer('{"city":"Oslo","population":700000}', schema)).toEqual({ kind: 'valid' });
  });

  it('says where it differs', async () => {
    const checked = await checkAnswer('{"city":7,"population":-1}', schema);
    if (checked.kind !== 'differs') throw new Error(checked.kind);
    expect(checked.differences.map((one) => one.at)).toEqual(['/city', '/population']);
  });

  it('may be no JSON at all, and the schema none that can be used', async () => {
    expect(await checkAnswer('Oslo', schema)).toEqual({ kind: 'not_json' });
    expect(await checkAnswer('{}', '[')).toEqual({ kind: 'unusable_schema' });
    expect(await checkAnswer('{}', '{"$ref":"#/nowhere"}')).toEqual({ kind: 'unusable_schema' });
  });
});
