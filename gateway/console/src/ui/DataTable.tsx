/** Tables: the head stays in sight, arrows move between rows, long ones draw only what is in view. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import classes from './DataTable.module.css';
import { Failure } from './Failures';
import { RowsSkeleton } from './Skeletons';

/** A column. The first one with `opens` carries the row's link or button. */
export interface Column<T> {
  id: string;
  title: ReactNode;
  cell: (row: T) => ReactNode;
  /** Figures are right-aligned with equal digits. */
  figure?: boolean;
  /** The narrowest screen on which it is shown. */
  from?: 'sm' | 'md' | 'lg';
  width?: number | string;
}

/** What a table shows: one of waiting, an error, nothing, or rows. */
export interface TableProps<T> {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[] | undefined;
  rowKey: (row: T) => string;
  empty: ReactNode;
  error?: Error | null;
  onRetry?: () => void;
  /** Draws only the rows in view, in a frame of this height. */
  frame?: number | string;
  /** How many rows there are, where not all of them were read yet. */
  total?: number;
  /** What the end of the rows of a frame does when it comes into view, at every drawing: such as reading more of them. */
  onEnd?: () => void;
  /** Marks rows, such as the one that is open or those that just came. */
  mark?: (row: T) => 'selected' | 'fresh' | undefined;
  /** What a click anywhere on a row does; the row's own link or button must do the same. */
  onOpen?: (row: T) => void;
}

const rowHeight = 45;

function moveBetweenRows(event: KeyboardEvent<HTMLElement>) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const row = event.target instanceof HTMLElement ? event.target.closest('tr') : null;
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
  const target = next?.querySelector<HTMLElement>('a[href], button');
  if (!target) return;
  event.preventDefault();
  target.focus();
}

function isControl(target: EventTarget): boolean {
  return (
    target instanceof Element && target.closest('a, button, input, label, [role="switch"], [role="menu"]') !== null
  );
}

function Row<T>({ row, table, index }: { row: T; table: TableProps<T>; index?: number }) {
  return (
    <tr
      data-mark={table.mark?.(row)}
      data-open={table.onOpen ? '' : undefined}
      aria-rowindex={index === undefined ? undefined : index + 2}
      onClick={(event) => {
        if (table.onOpen && !isControl(event.target) && !window.getSelection()?.toString()) table.onOpen(row);
      }}
    >
      {table.columns.map((column) => (
        <td key={column.id} data-figure={column.figure || undefined} data-from={column.from}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

function Head<T>({ columns }: { columns: readonly Column<T>[] }) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th
            key={column.id}
            scope="col"
            data-figure={column.figure || undefined}
            data-from={column.from}
            style={column.width === undefined ? undefined : { width: column.width }}
          >
            {column.title}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Spacer({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden style={{ height }}>
      <td colSpan={columns} style={{ padding: 0, border: 0 }} />
    </tr>
  );
}

function FramedRows<T>({ table, rows }: { table: TableProps<T>; rows: readonly T[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 16,
  });
  const items = virtual.getVirtualItems();
  const atEnd = items[items.length - 1]?.index === rows.length - 1;
  const { onEnd } = table;
  useEffect(() => {
    if (atEnd) onEnd?.();
  }, [atEnd, onEnd]);
  const above = items[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (items[items.length - 1]?.end ?? 0);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a frame to scroll, not fields of a form
    <div
      ref={frame}
      role="group"
      className={classes.frame}
      style={{ maxHeight: table.frame }}
      aria-label={table.label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table
        className={classes.table}
        aria-label={table.label}
        aria-rowcount={(table.total ?? rows.length) + 1}
        onKeyDown={moveBetweenRows}
      >
        <Head columns={table.columns} />
        <tbody>
          <Spacer height={above} columns={table.columns.length} />
          {items.map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              <Row key={table.rowKey(row)} row={row} table={table} index={item.index} />
            );
          })}
          <Spacer height={below} columns={table.columns.length} />
        </tbody>
      </table>
    </div>
  );
}

function AllRows<T>({ table, rows }: { table: TableProps<T>; rows: readonly T[] }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a frame to scroll, not fields of a form
    <div className={classes.scroll} role="group" aria-label={table.label} tabIndex={table.onOpen ? undefined : 0}>
      <table className={classes.table} aria-label={table.label} onKeyDown={moveBetweenRows}>
        <Head columns={table.columns} />
        <tbody>
          {rows.map((row) => (
            <Row key={table.rowKey(row)} row={row} table={table} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A table in all of its states. */
export function DataTable<T>(table: TableProps<T>) {
  if (table.error && !table.rows) return <Failure error={table.error} onRetry={table.onRetry} />;
  if (!table.rows) return <RowsSkeleton />;
  if (table.rows.length === 0) return <>{table.empty}</>;
  if (table.frame !== undefined) return <FramedRows table={table} rows={table.rows} />;
  return <AllRows table={table} rows={table.rows} />;
}

/** The classes of a row's opener and of the quiet second line of a cell. */
export const openerClass = classes.opener;
export const secondLineClass = classes.second;
