// A mask drawn on a picture: strokes and rectangles in the picture's own pixels, with undo. All pure but `paint`.

export interface Point {
  x: number;
  y: number;
}

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** One thing that was done; later ones lie over earlier ones. */
export type Mark =
  | { kind: 'stroke'; tool: 'brush' | 'eraser'; size: number; points: Point[] }
  | { kind: 'rectangle'; tool: 'brush' | 'eraser'; rectangle: Rectangle };

/** What was drawn, and what was taken back. */
export interface Mask {
  marks: Mark[];
  undone: Mark[];
}

export const EMPTY_MASK: Mask = { marks: [], undone: [] };

export function draw(mask: Mask, mark: Mark): Mask {
  return { marks: [...mask.marks, mark], undone: [] };
}

/** Goes on with the stroke that is being drawn. */
export function extend(mask: Mask, point: Point): Mask {
  const last = mask.marks.at(-1);
  if (last?.kind !== 'stroke') return mask;
  const longer = { ...last, points: [...last.points, point] };
  return { ...mask, marks: [...mask.marks.slice(0, -1), longer] };
}

export function undo(mask: Mask): Mask {
  const last = mask.marks.at(-1);
  if (last === undefined) return mask;
  return { marks: mask.marks.slice(0, -1), undone: [...mask.undone, last] };
}

export function redo(mask: Mask): Mask {
  const next = mask.undone.at(-1);
  if (next === undefined) return mask;
  return { marks: [...mask.marks, next], undone: mask.undone.slice(0, -1) };
}

/** Nothing marked; undo brings back nothing, since clearing is one button away from drawing anew. */
export function isBlank(mask: Mask): boolean {
  return !mask.marks.some((mark) => mark.tool === 'brush');
}

/** A point kept on the picture. */
export function within(point: Point, width: number, height: number): Point {
  return { x: Math.min(Math.max(point.x, 0), width), y: Math.min(Math.max(point.y, 0), height) };
}

/** A rectangle between two corners in any order. */
export function between(a: Point, b: Point): Rectangle {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

/** Of a canvas, what painting needs. */
export type Surface = Pick<
  CanvasRenderingContext2D,
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'arc'
  | 'fill'
  | 'stroke'
  | 'fillRect'
  | 'clearRect'
  | 'globalCompositeOperation'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'lineCap'
  | 'lineJoin'
>;

/** How a mask is seen over the picture, or sent: where the picture is to change, the sent one is transparent. */
export type Look = { kind: 'overlay'; color: string } | { kind: 'sent' };

export function paint(surface: Surface, mask: Mask, size: { width: number; height: number }, look: Look): void {
  const { width, height } = size;
  surface.globalCompositeOperation = 'source-over';
  surface.clearRect(0, 0, width, height);
  const color = look.kind === 'overlay' ? look.color : '#000000';
  surface.fillStyle = color;
  surface.strokeStyle = color;
  if (look.kind === 'sent') surface.fillRect(0, 0, width, height);
  for (const mark of mask.marks) {
    const adds = (mark.tool === 'brush') === (look.kind === 'overlay');
    surface.globalCompositeOperation = adds ? 'source-over' : 'destination-out';
    if (mark.kind === 'rectangle') {
      const { x, y, width: w, height: h } = mark.rectangle;
      surface.fillRect(x, y, w, h);
    } else {
      strokeOf(surface, mark.points, mark.size);
    }
  }
  surface.globalCompositeOperation = 'source-over';
}

function strokeOf(surface: Surface, points: Point[], size: number): void {
  const [first, ...rest] = points;
  if (first === undefined) return;
  surface.beginPath();
  surface.arc(first.x, first.y, size / 2, 0, Math.PI * 2);
  surface.fill();
  if (rest.length === 0) return;
  surface.lineWidth = size;
  surface.lineCap = 'round';
  surface.lineJoin = 'round';
  surface.beginPath();
  surface.moveTo(first.x, first.y);
  for (const point of rest) surface.lineTo(point.x, point.y);
  surface.stroke();
}
