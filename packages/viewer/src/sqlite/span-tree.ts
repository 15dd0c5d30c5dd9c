import { SPAN_KIND } from './span-facts.js';

export interface TreeSpan {
  spanId: string;
  parentId: string | undefined;
  resource: number;
  kind: number;
  /** Microseconds since the epoch. */
  start: number;
  /** Nanoseconds. */
  duration: number;
}

export interface TreeRow<S extends TreeSpan> {
  span: S;
  depth: number;
  descendants: number;
  orphan: boolean;
  /** Microseconds since the epoch, by the clock of the trace's root. */
  start: number;
}

/**
 * The spans of one trace in tree order, siblings by start. A span whose parent never came is a root
 * marked as orphan; spans that are each other's ancestors begin at the earliest of them. No
 * recursion: a trace may be one chain of 20,000.
 */
export function layOutSpans<S extends TreeSpan>(spans: readonly S[]): TreeRow<S>[] {
  const byId = new Map<string, S>();
  for (const span of spans) byId.set(span.spanId, span);
  const children = new Map<string, S[]>();
  const roots: S[] = [];
  for (const span of spans) {
    const parent = span.parentId === undefined ? undefined : byId.get(span.parentId);
    if (parent === undefined || parent === span) {
      roots.push(span);
      continue;
    }
    const siblings = children.get(parent.spanId);
    if (siblings === undefined) children.set(parent.spanId, [span]);
    else siblings.push(span);
  }
  const byStart = (a: S, b: S): number => a.start - b.start || (a.spanId < b.spanId ? -1 : 1);
  for (const siblings of children.values()) siblings.sort(byStart);
  // A true root goes before the orphans, whatever their clocks say.
  roots.sort(
    (a, b) => Number(a.parentId !== undefined) - Number(b.parentId !== undefined) || byStart(a, b),
  );

  const rows: TreeRow<S>[] = [];
  const placed = new Set<string>();
  const place = (root: S): void => {
    const open: { row: TreeRow<S>; index: number; shift: number }[] = [];
    const stack: { span: S; parent: { row: TreeRow<S>; shift: number } | undefined }[] = [
      { span: root, parent: undefined },
    ];
    while (stack.length > 0) {
      const next = stack.pop();
      if (next === undefined || placed.has(next.span.spanId)) continue;
      placed.add(next.span.spanId);
      const { span, parent } = next;
      const shift = parent === undefined ? 0 : shiftOf(span, parent);
      const row: TreeRow<S> = {
        span,
        depth: parent === undefined ? 0 : parent.row.depth + 1,
        descendants: 0,
        orphan: parent === undefined && span.parentId !== undefined,
        start: span.start + shift,
      };
      while (open.length > row.depth) close(open.pop());
      open.push({ row, index: rows.length, shift });
      rows.push(row);
      const below = children.get(span.spanId);
      if (below === undefined) continue;
      for (const child of below.toReversed()) stack.push({ span: child, parent: { row, shift } });
    }
    while (open.length > 0) close(open.pop());
  };
  const close = (entry: { row: TreeRow<S>; index: number } | undefined): void => {
    if (entry !== undefined) entry.row.descendants = rows.length - entry.index - 1;
  };
  for (const root of roots) place(root);
  if (rows.length < spans.length) {
    for (const span of spans.toSorted(byStart)) if (!placed.has(span.spanId)) place(span);
  }
  return rows;
}

/**
 * Another machine's clock may be wrong, but an effect is never before its cause: such a span is
 * moved into its parent, half of the difference of their durations being the way there. Within one
 * process the clock is one, and the shift is the parent's.
 */
function shiftOf(span: TreeSpan, parent: { row: TreeRow<TreeSpan>; shift: number }): number {
  const above = parent.row.span;
  if (above.resource === span.resource) return parent.shift;
  const parentEnd = parent.row.start + above.duration / 1000;
  const end = span.start + span.duration / 1000;
  const answered = above.kind === SPAN_KIND.client && span.kind === SPAN_KIND.server;
  const fits = span.duration <= above.duration;
  const early = span.start < parent.row.start;
  const late = answered && fits && end > parentEnd;
  if (!early && !late) return 0;
  const way = fits ? (above.duration - span.duration) / 2000 : 0;
  return parent.row.start + way - span.start;
}
