import type { JSX } from 'preact';
import type { LogsAnswer } from '../../api.js';
import { visibleLine } from '../format/visible-text.js';
import { ServiceName } from '../parts/service-name.js';
import { Clock } from '../parts/time-text.js';
import { href, param } from '../state/route.js';
import { useQuery } from '../state/use-query.js';

const SHOWN = 8;

/** What services told of their growing heaps. */
export function HeapGrowth(): JSX.Element | null {
  const { data } = useQuery<LogsAnswer>(
    '/api/logs',
    { q: 'event.name:nodejs.heap.growth', service: param('service'), limit: SHOWN },
    { refreshOn: 'logs' },
  );
  const rows = data?.logs ?? [];
  if (rows.length === 0) return null;
  return (
    <section class="panel">
      <h2>
        Memory that grows <span class="count">{rows.length}</span>
      </h2>
      <ul class="rows growth">
        {rows.map((row) => (
          <li key={row.id}>
            <Clock time={row.time} />
            <ServiceName name={row.service} />
            <span class="wrap">{visibleLine(row.message)}</span>
            {row.fingerprint !== undefined && (
              <a href={href(`/errors/${encodeURIComponent(row.fingerprint)}`)}>issue</a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
