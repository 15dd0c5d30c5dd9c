import type { JSX } from 'preact';
import type { ServiceSummary, ServicesAnswer } from '../../api.js';
import { formatDuration } from '../format/format-duration.js';
import { formatCount, formatShare } from '../format/format-number.js';
import { serviceHue } from '../format/service-hue.js';
import { visibleLine } from '../format/visible-text.js';
import { ServiceName } from '../parts/service-name.js';
import { layerServices } from './layer-services.js';

type Edge = ServicesAnswer['edges'][number];

const DRAWN = 12;
const LISTED = 40;
const BOX = { width: 128, height: 32, gapX: 62, gapY: 18 };

/** A drawing while it is small enough to read, and always the list. */
export function CallGraph({
  services,
  edges,
}: {
  services: ServiceSummary[];
  edges: Edge[];
}): JSX.Element {
  if (edges.length === 0) {
    return <p class="muted pad">No calls from one service to another in this time.</p>;
  }
  const names = new Set(edges.flatMap((edge) => [edge.from, edge.to]));
  return (
    <>
      {names.size <= DRAWN && <Drawing services={services} edges={edges} />}
      <ul class="rows edges">
        {edges
          .toSorted((a, b) => b.calls - a.calls)
          .slice(0, LISTED)
          .map((edge) => (
            <li key={`${edge.from} ${edge.to}`}>
              <span class="edge-names">
                <ServiceName name={edge.from} />
                <span class="muted" aria-label="calls">
                  →
                </span>
                <ServiceName name={edge.to} />
              </span>
              <span class="num">{formatCount(edge.calls)}×</span>
              <span class={edge.errors ? 'num bad' : 'num muted'}>
                {edge.errors ? formatShare(edge.errors / Math.max(1, edge.calls)) : '0'}
              </span>
              <span class="num">{formatDuration(edge.p95)}</span>
            </li>
          ))}
      </ul>
      {edges.length > LISTED && (
        <p class="muted pad">
          The {LISTED} busiest of {edges.length}.
        </p>
      )}
    </>
  );
}

function Drawing({ services, edges }: { services: ServiceSummary[]; edges: Edge[] }): JSX.Element {
  const layers = layerServices(edges);
  const rows = Math.max(...layers.map((layer) => layer.length));
  const width = layers.length * (BOX.width + BOX.gapX) - BOX.gapX + 2;
  const height = rows * (BOX.height + BOX.gapY) - BOX.gapY + 2;
  const spot = new Map<string, { x: number; y: number }>();
  layers.forEach((layer, column) => {
    const used = layer.length * (BOX.height + BOX.gapY) - BOX.gapY;
    layer.forEach((name, row) =>
      spot.set(name, {
        x: 1 + column * (BOX.width + BOX.gapX),
        y: 1 + (height - 2 - used) / 2 + row * (BOX.height + BOX.gapY),
      }),
    );
  });
  const most = Math.max(...edges.map((edge) => edge.calls), 1);
  const failing = new Set(services.filter((one) => one.errors > 0).map((one) => one.name));
  return (
    <div class="graph scroll-x">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="img"
        aria-label="Services and their calls; the list below says the same"
      >
        {edges.map((edge) => (
          <path
            key={`${edge.from} ${edge.to}`}
            class={edge.errors ? 'edge failing' : 'edge'}
            d={curve(spot.get(edge.from), spot.get(edge.to))}
            stroke-width={1 + 2.5 * Math.sqrt(edge.calls / most)}
          />
        ))}
        {[...spot].map(([name, at]) => (
          <g
            key={name}
            style={{ '--h': serviceHue(name) }}
            transform={`translate(${at.x} ${at.y})`}
          >
            <rect
              class={failing.has(name) ? 'node failing' : 'node'}
              width={BOX.width}
              height={BOX.height}
              rx="6"
            />
            <rect class="node-colour" x="0" y="6" width="3" height={BOX.height - 12} rx="1.5" />
            <text x="12" y={BOX.height / 2 + 4}>
              {shorten(visibleLine(name))}
              <title>{visibleLine(name)}</title>
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

function curve(from?: { x: number; y: number }, to?: { x: number; y: number }): string {
  if (!from || !to) return '';
  const y1 = from.y + BOX.height / 2;
  const y2 = to.y + BOX.height / 2;
  if (to.x > from.x) {
    const x1 = from.x + BOX.width;
    const middle = (x1 + to.x) / 2;
    return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${to.x} ${y2}`;
  }
  const x = Math.max(from.x, to.x) + BOX.width;
  return `M${from.x + BOX.width} ${y1}C${x + 40} ${y1} ${x + 40} ${y2} ${to.x + BOX.width} ${y2}`;
}

function shorten(name: string): string {
  return name.length > 16 ? `${name.slice(0, 15)}…` : name;
}
