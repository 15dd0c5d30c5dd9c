import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Rows drawn above and below what is seen. */
const MARGIN_ROWS = 12;

export interface WindowListProps {
  total: number;
  rowHeight: number;
  /** Further height of the rows that are open, by index. */
  extra?: ReadonlyMap<number, number>;
  render: (index: number) => JSX.Element;
  /** Called with the first and last index drawn, when they change. */
  onWindow?: (first: number, last: number) => void;
  /** The row that the keys are on; it is kept in sight when it changes. */
  active?: number;
  role?: 'list' | 'treegrid';
  label: string;
}

/** A list of any length that keeps only the rows in sight in the document. */
export function WindowList(props: WindowListProps): JSX.Element {
  const { total, rowHeight, extra, render, onWindow, active, label, role = 'list' } = props;
  const box = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState<[number, number]>([0, 60]);
  const tops = offsets(extra);
  const top = (index: number): number => index * rowHeight + tops.before(index);
  const height = top(total);

  const measure = (): void => {
    const scroller = box.current?.closest<HTMLElement>('[data-scroller]');
    if (!box.current || !scroller) return;
    const seen = scroller.getBoundingClientRect();
    const start = seen.top - box.current.getBoundingClientRect().top;
    const first = Math.max(0, tops.at(start, rowHeight) - MARGIN_ROWS);
    const last = Math.min(total, tops.at(start + seen.height, rowHeight) + MARGIN_ROWS + 1);
    setRange((old) => (old[0] === first && old[1] === last ? old : [first, last]));
  };
  const latest = useRef(measure);
  latest.current = measure;

  useEffect(() => {
    const scroller = box.current?.closest<HTMLElement>('[data-scroller]');
    if (!scroller) return undefined;
    const run = (): void => latest.current();
    scroller.addEventListener('scroll', run, { passive: true });
    const observer = new ResizeObserver(run);
    observer.observe(scroller);
    return () => {
      scroller.removeEventListener('scroll', run);
      observer.disconnect();
    };
  }, []);
  useLayoutEffect(measure);

  const [first, last] = [Math.min(range[0], total), Math.min(range[1], total)];
  useEffect(() => onWindow?.(first, Math.max(first, last - 1)), [first, last, total]);

  useLayoutEffect(() => {
    const scroller = box.current?.closest<HTMLElement>('[data-scroller]');
    if (active === undefined || active < 0 || !box.current || !scroller) return;
    const seen = scroller.getBoundingClientRect();
    const sticky = scroller.querySelector<HTMLElement>('[data-sticky]')?.offsetHeight ?? 0;
    const y = box.current.getBoundingClientRect().top + top(active) - seen.top;
    const over = y + rowHeight - seen.height;
    if (y < sticky) scroller.scrollTop += y - sticky - 4;
    else if (over > 0) scroller.scrollTop += over + 4;
  }, [active]);

  const rows: JSX.Element[] = [];
  for (let index = first; index < last; index += 1) {
    rows.push(
      <div
        class="window-row"
        role={role === 'list' ? 'listitem' : 'none'}
        key={index}
        style={{ top: `${top(index)}px` }}
      >
        {render(index)}
      </div>,
    );
  }
  return (
    <div
      class="window-list"
      ref={box}
      role={role}
      aria-label={label}
      aria-rowcount={role === 'treegrid' ? total : undefined}
      style={{ height: `${height}px` }}
    >
      {rows}
    </div>
  );
}

function offsets(extra: ReadonlyMap<number, number> | undefined) {
  const open = [...(extra ?? [])].toSorted((a, b) => a[0] - b[0]);
  return {
    before(index: number): number {
      let sum = 0;
      for (const [at, more] of open) if (at < index) sum += more;
      return sum;
    },
    /** The row at a height. */
    at(y: number, rowHeight: number): number {
      let rest = y;
      for (const [index, more] of open) {
        const end = (index + 1) * rowHeight;
        if (rest <= end) break;
        if (rest <= end + more) return index;
        rest -= more;
      }
      return Math.floor(rest / rowHeight);
    },
  };
}
