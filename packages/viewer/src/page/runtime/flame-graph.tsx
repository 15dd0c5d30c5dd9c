import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatDuration } from '../format/format-duration.js';
import { formatShare } from '../format/format-number.js';
import { visibleLine } from '../format/visible-text.js';
import type { Flame } from './read-tree.js';

const ROW_PX = 20;
const MAX_ROWS = 60;
/** Of the whole width; what is narrower can be neither seen nor hit. */
const LEAST_SHARE = 0.002;

interface Box {
  flame: Flame;
  path: Flame[];
  depth: number;
  from: number;
  share: number;
}

/** Lays out the boxes of a flame and what is below it, breadth as share of the chosen one. */
function layOut(path: readonly Flame[]): Box[] {
  const chosen = path.at(-1);
  if (!chosen) return [];
  const boxes: Box[] = path
    .slice(0, -1)
    .map((flame, depth) => ({ flame, path: path.slice(0, depth + 1), depth, from: 0, share: 1 }));
  const open: Box[] = [
    { flame: chosen, path: [...path], depth: path.length - 1, from: 0, share: 1 },
  ];
  for (let box = open.pop(); box; box = open.pop()) {
    boxes.push(box);
    if (box.depth + 1 >= MAX_ROWS + path.length) continue;
    let { from } = box;
    for (const flame of box.flame.children) {
      const share = Math.min(flame.ms / Math.max(chosen.ms, 1e-9), 1);
      if (share >= LEAST_SHARE) {
        open.push({ flame, path: [...box.path, flame], depth: box.depth + 1, from, share });
      }
      from += share;
    }
  }
  return boxes;
}

/** Own code stands out from what was installed and from Node itself. */
function kindOf({ name, at }: Flame): string {
  if (name === '(garbage collector)') return 'gc';
  if (at === '' || at.startsWith('node:')) return 'node';
  return /[\\/]node_modules[\\/]/.test(at) ? 'module' : 'own';
}

/** Where the time went: each function as wide as its share, below it what it called. A click widens one. */
export function FlameGraph({ root }: { root: Flame }): JSX.Element {
  const [path, setPath] = useState<Flame[]>([root]);
  const [seen, setSeen] = useState<Flame>(root);
  const shownPath = path[0] === root ? path : [root];
  const boxes = layOut(shownPath);
  const rows = Math.max(...boxes.map(({ depth }) => depth)) + 1;
  const shown = shownPath.at(-1) ?? root;
  return (
    <div class="flame">
      <p class="meta" aria-live="polite">
        <b>{visibleLine(seen.name)}</b>{' '}
        <span class="num">
          {formatDuration(seen.ms)}, {formatShare(Math.min(1, seen.ms / Math.max(root.ms, 1e-9)))}
        </span>{' '}
        <code class="cut">{visibleLine(seen.at)}</code>
        {shown !== root && (
          <button type="button" onClick={() => setPath([root])}>
            Show all
          </button>
        )}
      </p>
      <div class="flame-boxes" style={{ height: `${rows * ROW_PX}px` }}>
        {boxes.map((box) => (
          <button
            type="button"
            key={box.path.map(({ name, at }) => name + at).join('\n') + box.from}
            class={`flame-${kindOf(box.flame)}`}
            style={{
              left: `${box.from * 100}%`,
              width: `${box.share * 100}%`,
              top: `${box.depth * ROW_PX}px`,
            }}
            title={`${visibleLine(box.flame.name)} ${visibleLine(box.flame.at)}`}
            aria-label={`${visibleLine(box.flame.name)}, ${formatDuration(box.flame.ms)}`}
            onClick={() => setPath(box.path)}
            onMouseEnter={() => setSeen(box.flame)}
            onFocus={() => setSeen(box.flame)}
          >
            {visibleLine(box.flame.name)}
          </button>
        ))}
      </div>
    </div>
  );
}
