import type { JSX } from 'preact';
import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import type { ServiceSummary } from '../../api.js';
import { formatDuration } from '../format/format-duration.js';
import { formatBytes, formatCount, formatRate, formatShare } from '../format/format-number.js';
import { visibleLine } from '../format/visible-text.js';
import { ServiceName } from '../parts/service-name.js';
import { Sparkbars, Sparkline } from '../parts/sparkline.js';
import { useKeys } from '../parts/use-keys.js';
import { href, navigate } from '../state/route.js';

const SHOWN = 30;
const ROUTES_SHOWN = 20;
/** Above this the loop's delay is felt by every request. */
const LAG_BAD_MS = 100;

/** One row a service; its routes when opened. */
export function ServiceTable({ services }: { services: ServiceSummary[] }): JSX.Element {
  const [all, setAll] = useState(false);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState(-1);
  const sorted = services.toSorted(byTrouble);
  const shown = all ? sorted : sorted.slice(0, SHOWN);
  const toggle = (name: string): void => {
    const next = new Set(open);
    if (!next.delete(name)) next.add(name);
    setOpen(next);
  };
  const current = shown[active];
  useKeys({
    move: (step) => setActive(Math.max(0, Math.min(shown.length - 1, active + step))),
    open: () => current && navigate(href('/traces', { service: current.name })),
    toggle: () => current && toggle(current.name),
    expand: (wanted) => current && open.has(current.name) !== wanted && toggle(current.name),
  });
  return (
    <section class="panel">
      <h2>
        Services <span class="count">{services.length}</span>
      </h2>
      <div class="scroll-x">
        <table class="services">
          <thead>
            <tr>
              <th>Service</th>
              <th class="right">Rate</th>
              <th class="right">Errors</th>
              <th class="wide">Requests</th>
              <th class="right wide2">p50</th>
              <th class="right">p95</th>
              <th class="right wide2">p99</th>
              <th class="wide">p95 over time</th>
              <th class="right wide">Loop delay p99</th>
              <th class="right wide2">Heap</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((service, at) => (
              <Fragment key={service.name}>
                <ServiceRow
                  service={service}
                  active={at === active}
                  open={open.has(service.name)}
                  onToggle={() => toggle(service.name)}
                />
                {open.has(service.name) && <Routes service={service} />}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
      {sorted.length > shown.length && (
        <button type="button" class="more" onClick={() => setAll(true)}>
          Show all {sorted.length} services
        </button>
      )}
    </section>
  );
}

function ServiceRow({
  service,
  active,
  open,
  onToggle,
}: {
  service: ServiceSummary;
  active: boolean;
  open: boolean;
  onToggle: () => void;
}): JSX.Element {
  const share = service.requests > 0 ? service.errors / service.requests : 0;
  return (
    <tr class={active ? 'active' : ''}>
      <td>
        <div class="service-cell">
          <button
            type="button"
            class="fold"
            aria-expanded={open}
            aria-label={`Routes of ${visibleLine(service.name)}`}
            onClick={onToggle}
          />
          <a href={href('/traces', { service: service.name })}>
            <ServiceName name={service.name} />
          </a>
          {service.kind === 'browser' && <span class="tag">page</span>}
          {service.version && (
            <span class="muted small wide">{visibleLine(service.version).slice(0, 20)}</span>
          )}
        </div>
      </td>
      <td class="right num">{formatRate(service.rate)}</td>
      <td class="right num">
        {service.errors > 0 ? (
          <a class="bad" href={href('/traces', { service: service.name, status: 'error' })}>
            {formatShare(share)}
          </a>
        ) : (
          <span class="muted">0</span>
        )}
      </td>
      <td class="wide">
        <Sparkbars
          values={service.spark.requests}
          errors={service.spark.errors}
          label={`${formatCount(service.requests)} requests, ${formatCount(service.errors)} errors`}
        />
      </td>
      <td class="right num wide2">{latency(service.requests, service.p50)}</td>
      <td class="right num">{latency(service.requests, service.p95)}</td>
      <td class="right num wide2">{latency(service.requests, service.p99)}</td>
      <td class="wide">
        <Sparkline values={service.spark.p95} label="p95 over time" />
      </td>
      <td class="right num wide">
        {service.lagP99 === undefined ? (
          <span class="muted">–</span>
        ) : (
          <a
            href={href('/runtime', { service: service.name })}
            class={service.lagP99 >= LAG_BAD_MS ? 'warn' : 'plain'}
          >
            {formatDuration(service.lagP99)}
          </a>
        )}
      </td>
      <td class="right num wide2">
        {service.heapUsed === undefined ? (
          <span class="muted">–</span>
        ) : (
          <span title={service.heapLimit ? `of ${formatBytes(service.heapLimit)}` : undefined}>
            {formatBytes(service.heapUsed)}
          </span>
        )}
      </td>
    </tr>
  );
}

function Routes({ service }: { service: ServiceSummary }): JSX.Element {
  if (service.routes.length === 0) {
    return (
      <tr class="route">
        <td colSpan={10} class="muted">
          No routes seen.
        </td>
      </tr>
    );
  }
  return (
    <>
      {service.routes.slice(0, ROUTES_SHOWN).map((route) => (
        <tr class="route" key={route.route}>
          <td>
            <a class="cut" href={href('/traces', { service: service.name, route: route.route })}>
              {visibleLine(route.route)}
            </a>
          </td>
          <td class="right num">{formatCount(route.requests)}×</td>
          <td class="right num">
            {route.errors > 0 ? (
              <span class="bad">{formatShare(route.errors / Math.max(1, route.requests))}</span>
            ) : (
              <span class="muted">0</span>
            )}
          </td>
          <td class="wide" />
          <td class="wide2" />
          <td class="right num">{formatDuration(route.p95)}</td>
          <td class="wide2" />
          <td class="wide" />
          <td class="wide" />
          <td class="wide2" />
        </tr>
      ))}
    </>
  );
}

function latency(requests: number, ms: number): JSX.Element | string {
  return requests > 0 ? formatDuration(ms) : <span class="muted">–</span>;
}

function byTrouble(a: ServiceSummary, b: ServiceSummary): number {
  return (
    Number(b.errors > 0) - Number(a.errors > 0) ||
    b.requests - a.requests ||
    a.name.localeCompare(b.name)
  );
}
