import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ServicesAnswer, TraceSummary } from '../../api.js';
import { formatDuration } from '../format/format-duration.js';
import { formatCountOf } from '../format/format-number.js';
import { visibleLine } from '../format/visible-text.js';
import { Loading } from '../parts/answer.js';
import { Choice } from '../parts/choice.js';
import { Empty } from '../parts/empty.js';
import { SearchBox } from '../parts/search-box.js';
import { ServiceChoice } from '../parts/service-choice.js';
import { ServiceName } from '../parts/service-name.js';
import { Ago } from '../parts/time-text.js';
import { useKeys } from '../parts/use-keys.js';
import { WindowList } from '../parts/window-list.js';
import { href, navigate, param } from '../state/route.js';
import { usePages } from '../state/use-pages.js';
import { useQuery } from '../state/use-query.js';
import { DurationBars } from './duration-bars.js';

const ROW_PX = 52;
const MIN_DURATIONS = ['10', '50', '100', '250', '500', '1000', '5000'];

/** The traces that fit the filters, newest first. */
export function TraceList(): JSX.Element {
  const list = usePages<TraceSummary>(
    '/api/traces',
    {
      service: param('service'),
      route: param('route'),
      q: param('q'),
      status: param('status'),
      minMs: param('min'),
      maxMs: param('max'),
    },
    (answer) => answer['traces'] as TraceSummary[],
    (trace) => trace.traceId,
    { refreshOn: 'traces' },
  );
  const [active, setActive] = useState(-1);
  const { rows } = list;
  useKeys({
    move: (step) => setActive(Math.max(0, Math.min(rows.length - 1, active + step))),
    open: () => {
      const trace = rows[active];
      if (trace) navigate(traceLink(trace));
    },
  });
  const longest = rows.reduce((most, trace) => Math.max(most, trace.duration), 0);
  return (
    <div class="view">
      <h1 class="sr">Traces</h1>
      <div class="filters" role="search" aria-label="Filter traces">
        <SearchBox label="Search traces" hint="Search name, route, SQL, id …  ( / )" />
        <ServiceChoice />
        <RouteChoice />
        <Choice
          name="status"
          label="Status"
          any="Any status"
          options={[{ value: 'error', label: 'With errors' }]}
        />
        <Choice
          name="min"
          label="Shortest duration"
          any="Any duration"
          options={MIN_DURATIONS.map((ms) => ({
            value: ms,
            label: `≥ ${formatDuration(Number(ms))}`,
          }))}
        />
      </div>
      {rows.length > 1 && <DurationBars traces={rows} more={list.more} />}
      {list.failure && (
        <p class="notice" role="alert">
          {list.failure.message}
        </p>
      )}
      {list.loading && rows.length === 0 && <Loading />}
      {!list.loading && !list.failure && rows.length === 0 && <Empty what="traces" />}
      {rows.length > 0 && (
        <section class={list.stale ? 'panel stale' : 'panel'} aria-label="Traces">
          <WindowList
            label="Traces"
            total={rows.length}
            rowHeight={ROW_PX}
            active={active}
            onWindow={(_, last) => last >= rows.length - 20 && list.loadMore()}
            render={(at) => {
              const trace = rows[at] as TraceSummary;
              return <TraceRow trace={trace} active={at === active} longest={longest} />;
            }}
          />
        </section>
      )}
    </div>
  );
}

function TraceRow({
  trace,
  active,
  longest,
}: {
  trace: TraceSummary;
  active: boolean;
  longest: number;
}): JSX.Element {
  return (
    <a
      class={active ? 'trace-row active' : 'trace-row'}
      href={traceLink(trace)}
      aria-current={active ? 'true' : undefined}
    >
      <span class="trace-name">
        <span class="cut">
          {trace.errors > 0 && <span class="dot-bad" role="img" aria-label="with errors" />}
          <b>{visibleLine(trace.name)}</b>
          {trace.status !== undefined && (
            <span class={trace.status >= 500 ? 'tag bad' : 'tag'}>{trace.status}</span>
          )}
        </span>
        <span class="meta">
          {rootFirst(trace)
            .slice(0, 5)
            .map((service) => (
              <ServiceName key={service.name} name={service.name} />
            ))}
          {trace.services.length > 5 && <span>+{trace.services.length - 5}</span>}
        </span>
      </span>
      <span class="trace-counts num wide">
        {formatCountOf(trace.spans, 'span')}
        {trace.logs > 0 && `, ${formatCountOf(trace.logs, 'log')}`}
        {trace.errors > 0 && <span class="bad">, {formatCountOf(trace.errors, 'error')}</span>}
      </span>
      <span class="trace-duration">
        <span class="num">{formatDuration(trace.duration)}</span>
        <i
          class={trace.errors > 0 ? 'bar bad-bar' : 'bar'}
          style={{ width: `${Math.max(1, (trace.duration / (longest || 1)) * 100)}%` }}
        />
      </span>
      <span class="trace-time muted num">
        <Ago time={trace.start} />
      </span>
    </a>
  );
}

function RouteChoice(): JSX.Element | null {
  const { data } = useQuery<ServicesAnswer>('/api/services', {});
  const service = data?.services.find((one) => one.name === param('service'));
  const routes = (service ? [service] : (data?.services ?? []))
    .flatMap((one) => one.routes.map((route) => route.route))
    .slice(0, 200);
  if (routes.length === 0 && !param('route')) return null;
  return <Choice name="route" label="Route" any="All routes" options={[...new Set(routes)]} />;
}

function traceLink(trace: TraceSummary): string {
  return href(`/traces/${encodeURIComponent(trace.traceId)}`);
}

function rootFirst({ services, service }: TraceSummary): TraceSummary['services'] {
  return services.toSorted((a, b) => Number(b.name === service) - Number(a.name === service));
}
