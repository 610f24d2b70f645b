import '@mantine/core/styles/Slider.layer.css';
import { ActionIcon, Button, Group, SegmentedControl, Slider, Text, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useI18n } from '../../../i18n';
import { useStore } from '../createStore';
import classes from './Images.module.css';
import { images } from './images';
import { between, draw, EMPTY_MASK, extend, isBlank, type Mark, type Point, paint, redo, undo, within } from './mask';
import { RectangleForm } from './RectangleForm';
import type { Source } from './request';

type Tool = 'brush' | 'eraser' | 'rectangle';

/** The picture that is edited, and on it the mask: drawn by pointer, by keys, or by numbers. */
export function MaskEditor({ source }: { source: Source }) {
  const { t } = useI18n();
  const { mask } = useStore(images);
  const [tool, setTool] = useState<Tool>('brush');
  const [percent, setPercent] = useState(8);
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  const brush = size === null ? 1 : Math.max(1, Math.round((Math.min(size.width, size.height) * percent) / 100));
  return (
    <section className={classes.editor} aria-label={t('playground.editing', { name: source.name })}>
      <Group gap="sm" justify="space-between" className={classes.editorHead}>
        <SegmentedControl
          size="xs"
          aria-label={t('playground.maskTool')}
          value={tool}
          onChange={(picked) => setTool(picked as Tool)}
          data={[
            { value: 'brush', label: t('playground.brush') },
            { value: 'eraser', label: t('playground.eraser') },
            { value: 'rectangle', label: t('playground.rectangle') },
          ]}
        />
        <Group gap={6} wrap="nowrap" className={classes.brushSize}>
          <Text size="xs" c="dimmed" className="nowrap" aria-hidden>
            {t('playground.brushSize')}
          </Text>
          <Slider
            size="sm"
            min={1}
            max={40}
            value={percent}
            onChange={setPercent}
            label={(value) => `${value}%`}
            thumbLabel={t('playground.brushSize')}
            style={{ flex: 1, minWidth: 90 }}
          />
        </Group>
        <Group gap={2}>
          <Step
            label={t('playground.undo')}
            onClick={() => images.set({ mask: undo(mask) })}
            off={mask.marks.length === 0}
          >
            <IconArrowBackUp size={17} aria-hidden />
          </Step>
          <Step
            label={t('playground.redo')}
            onClick={() => images.set({ mask: redo(mask) })}
            off={mask.undone.length === 0}
          >
            <IconArrowForwardUp size={17} aria-hidden />
          </Step>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            disabled={mask.marks.length === 0}
            onClick={() => images.set({ mask: EMPTY_MASK })}
          >
            {t('playground.clearMask')}
          </Button>
          <Step
            label={t('playground.closePicture')}
            onClick={() => images.set({ source: null, mask: EMPTY_MASK })}
            off={false}
          >
            <IconX size={17} aria-hidden />
          </Step>
        </Group>
      </Group>
      <Drawing source={source} tool={tool} brush={brush} size={size} onSize={setSize} />
      <Group justify="space-between" gap="xs" className={classes.editorFoot}>
        <Text size="sm" c="dimmed" role="status">
          {isBlank(mask) ? t('playground.maskBlank') : t('playground.maskMarked')}
        </Text>
        {size !== null && <RectangleForm size={size} />}
      </Group>
    </section>
  );
}

function Step(props: { label: string; onClick: () => void; off: boolean; children: ReactNode }) {
  return (
    <Tooltip label={props.label}>
      <ActionIcon size={28} onClick={props.onClick} disabled={props.off} aria-label={props.label}>
        {props.children}
      </ActionIcon>
    </Tooltip>
  );
}

function Drawing(props: {
  source: Source;
  tool: Tool;
  brush: number;
  size: { width: number; height: number } | null;
  onSize: (size: { width: number; height: number }) => void;
}) {
  const { t } = useI18n();
  const { source, tool, brush, size } = props;
  const { mask } = useStore(images);
  const canvas = useRef<HTMLCanvasElement>(null);
  const corner = useRef<Point | null>(null);
  const [cursor, setCursor] = useState<Point | null>(null);
  const hint = useId();

  useEffect(() => {
    const surface = canvas.current?.getContext('2d');
    if (surface && size !== null) paint(surface, mask, size, { kind: 'overlay', color: '#e0457b' });
  }, [mask, size]);

  const pointOf = (event: PointerEvent): Point => {
    const box = event.currentTarget.getBoundingClientRect();
    const { width, height } = size ?? { width: 1, height: 1 };
    const x = ((event.clientX - box.left) / box.width) * width;
    return within({ x, y: ((event.clientY - box.top) / box.height) * height }, width, height);
  };
  const start = (event: PointerEvent) => {
    if (size === null || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const point = pointOf(event);
    setCursor(null);
    corner.current = point;
    images.set({ mask: draw(images.get().mask, markAt(tool, brush, point)) });
  };
  const move = (event: PointerEvent) => {
    const from = corner.current;
    if (from === null) return;
    const point = pointOf(event);
    const { mask: now } = images.get();
    if (tool !== 'rectangle') images.set({ mask: extend(now, point) });
    else images.set({ mask: draw(undo(now), { kind: 'rectangle', tool: 'brush', rectangle: between(from, point) }) });
  };
  const keys = useKeys({ tool, brush, size, cursor, setCursor });
  return (
    <div className={classes.stage}>
      <div
        className={classes.canvas}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is drawn on by keys
        tabIndex={0}
        role="application"
        aria-label={t('playground.maskOn', { name: source.name })}
        aria-describedby={hint}
        onPointerDown={start}
        onPointerMove={move}
        onPointerUp={() => {
          corner.current = null;
        }}
        onPointerCancel={() => {
          corner.current = null;
        }}
        onKeyDown={keys}
      >
        <img
          src={source.url}
          alt=""
          draggable={false}
          onLoad={(event) => {
            const { naturalWidth: width, naturalHeight: height } = event.currentTarget;
            props.onSize({ width, height });
          }}
        />
        {size !== null && <canvas ref={canvas} width={size.width} height={size.height} />}
        {cursor !== null && size !== null && (
          <span
            className={classes.cursor}
            style={{
              left: `${(cursor.x / size.width) * 100}%`,
              top: `${(cursor.y / size.height) * 100}%`,
              width: `${(brush / size.width) * 100}%`,
            }}
          />
        )}
      </div>
      <span id={hint} className="visually-hidden">
        {t('playground.maskKeys')}
      </span>
    </div>
  );
}

function markAt(tool: Tool, size: number, point: Point): Mark {
  if (tool === 'rectangle') return { kind: 'rectangle', tool: 'brush', rectangle: { ...point, width: 0, height: 0 } };
  return { kind: 'stroke', tool, size, points: [point] };
}

const STEPS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Arrows move a brush over the picture, with Shift by more; Space paints where it stands; Ctrl+Z takes back. */
function useKeys(props: {
  tool: Tool;
  brush: number;
  size: { width: number; height: number } | null;
  cursor: Point | null;
  setCursor: (point: Point | null) => void;
}) {
  const { tool, brush, size, cursor, setCursor } = props;
  return (event: KeyboardEvent) => {
    if (size === null) return;
    const at = cursor ?? { x: size.width / 2, y: size.height / 2 };
    const step = STEPS[event.key];
    const { mask } = images.get();
    if (step !== undefined) {
      const far = brush * (event.shiftKey ? 2 : 0.5);
      setCursor(within({ x: at.x + step.x * far, y: at.y + step.y * far }, size.width, size.height));
    } else if (event.key === ' ' || event.key === 'Enter') {
      setCursor(at);
      images.set({ mask: draw(mask, markAt(tool === 'rectangle' ? 'brush' : tool, brush, at)) });
    } else if (event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey)) {
      images.set({ mask: event.shiftKey ? redo(mask) : undo(mask) });
    } else return;
    event.preventDefault();
  };
}
