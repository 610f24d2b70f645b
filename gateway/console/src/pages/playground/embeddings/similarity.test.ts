import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closestPair, cosine, decodeTokens, decodeVectors, similarities } from './similarity';

describe('similarity', () => {
  it('is one for the same direction, zero at a right angle, minus one for the opposite', () => {
    expect(cosine([1, 2], [2, 4])).toBeCloseTo(1);
    expect(cosine([1, 0], [0, 3])).toBe(0);
    expect(cosine([1, -1], [-1, 1])).toBeCloseTo(-1);
  });

  it('is unknown without a length, or between spaces', () => {
    expect(cosine([0, 0], [1, 1])).toBeNull();
    expect(cosine([1], [1, 1])).toBeNull();
  });

  it('is the same both ways, and never beyond one', () => {
    const vector = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(vector, { minLength: 1, maxLength: 5 }), (vectors) => {
        const matrix = similarities(vectors);
        for (const [row, values] of matrix.entries()) {
          for (const [column, value] of values.entries()) {
            expect(value).toBe(matrix[column]?.[row]);
            expect(value === null || Math.abs(value) <= 1).toBe(true);
          }
        }
      }),
    );
  });

  it('names the closest pair of different texts', () => {
    expect(
      closestPair(
        similarities([
          [1, 0],
          [0, 1],
          [0.1, 1],
        ]),
      ),
    ).toEqual([1, 2]);
    expect(closestPair(similarities([[1, 0]]))).toBeNull();
  });
});

describe('an answer', () => {
  it('gives its vectors in the order of the texts, as numbers or base64', () => {
    const packed = Buffer.from(new Float32Array([0.5, -2]).buffer).toString('base64');
    const data = [
      { index: 1, embedding: packed },
      { index: 0, embedding: [1, 2] },
    ];
    expect(decodeVectors({ data }, 2)).toEqual([
      [1, 2],
      [0.5, -2],
    ]);
    expect(decodeVectors({ data }, 3)).toBeNull();
    expect(decodeVectors({ data: [{ index: 0, embedding: [null] }] }, 1)).toBeNull();
  });

  it('says its tokens where they were counted', () => {
    expect(decodeTokens({ usage: { prompt_tokens: 5, total_tokens: 5 } })).toBe(5);
    expect(decodeTokens({})).toBeNull();
  });
});
