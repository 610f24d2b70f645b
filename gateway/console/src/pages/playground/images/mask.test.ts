import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  between,
  draw,
  EMPTY_MASK,
  extend,
  isBlank,
  type Mark,
  type Mask,
  paint,
  redo,
  type Surface,
  undo,
  within,
} from './mask';

const stroke: Mark = { kind: 'stroke', tool: 'brush', size: 2, points: [{ x: 1, y: 1 }] };
const rectangle = (tool: 'brush' | 'eraser', x: number, width: number): Mark => ({
  kind: 'rectangle',
  tool,
  rectangle: { x, y: 0, width, height: 1 },
});

describe('a mask', () => {
  it('grows by strokes, and by the points of the last one', () => {
    const mask = extend(draw(EMPTY_MASK, stroke), { x: 2, y: 2 });
    expect(mask.marks).toMatchObject([
      {
        points: [
          { x: 1, y: 1 },
          { x: 2, y: 2 },
        ],
      },
    ]);
    expect(extend(EMPTY_MASK, { x: 1, y: 1 })).toBe(EMPTY_MASK);
  });

  it('is blank until something is marked: erasing alone marks nothing', () => {
    expect(isBlank(EMPTY_MASK)).toBe(true);
    expect(isBlank(draw(EMPTY_MASK, rectangle('eraser', 0, 1)))).toBe(true);
    expect(isBlank(draw(EMPTY_MASK, stroke))).toBe(false);
  });

  it('comes back by redo as it was before undo, as often as one likes', () => {
    fc.assert(
      fc.property(fc.nat({ max: 6 }), fc.nat({ max: 9 }), (count, steps) => {
        let mask: Mask = EMPTY_MASK;
        for (let at = 0; at < count; at += 1) mask = draw(mask, rectangle('brush', at, 1));
        let back = mask;
        for (let at = 0; at < steps; at += 1) back = undo(back);
        expect(back.marks).toHaveLength(Math.max(0, count - steps));
        for (let at = 0; at < steps; at += 1) back = redo(back);
        expect(back.marks).toEqual(mask.marks);
      }),
    );
  });

  it('forgets what was taken back once something new is drawn', () => {
    expect(redo(draw(undo(draw(EMPTY_MASK, stroke)), stroke)).marks).toHaveLength(1);
  });

  it('stays on the picture', () => {
    expect(within({ x: -5, y: 99 }, 10, 20)).toEqual({ x: 0, y: 20 });
    expect(between({ x: 5, y: 1 }, { x: 2, y: 3 })).toEqual({ x: 2, y: 1, width: 3, height: 2 });
  });
});

/** A row of pixels that only knows rectangles: 1 is opaque, 0 transparent. */
function row(width: number): { pixels: number[]; surface: Surface } {
  const pixels = new Array<number>(width).fill(0);
  const set = (x: number, w: number, value: number): void => {
    for (let at = x; at < x + w; at += 1) pixels[at] = value;
  };
  const surface: Surface = {
    globalCompositeOperation: 'source-over',
    fillStyle: '',
    strokeStyle: '',
    lineWidth: 1,
    lineCap: 'butt',
    lineJoin: 'miter',
    clearRect: (x, _y, w) => set(x, w, 0),
    fillRect: (x, _y, w) => set(x, w, surface.globalCompositeOperation === 'destination-out' ? 0 : 1),
    beginPath: () => undefined,
    moveTo: () => undefined,
    lineTo: () => undefined,
    arc: () => undefined,
    fill: () => undefined,
    stroke: () => undefined,
  };
  return { pixels, surface };
}

describe('painting', () => {
  const mask = draw(draw(EMPTY_MASK, rectangle('brush', 1, 4)), rectangle('eraser', 2, 1));

  it('shows what is marked over the picture', () => {
    const { pixels, surface } = row(6);
    paint(surface, mask, { width: 6, height: 1 }, { kind: 'overlay', color: 'red' });
    expect(pixels).toEqual([0, 1, 0, 1, 1, 0]);
  });

  it('sends it transparent, and everything else opaque', () => {
    const { pixels, surface } = row(6);
    paint(surface, mask, { width: 6, height: 1 }, { kind: 'sent' });
    expect(pixels).toEqual([1, 0, 1, 0, 0, 1]);
  });
});
