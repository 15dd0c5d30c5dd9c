import type { JSX } from 'preact';
import type { LogRow, LogsAnswer } from '../../api.js';
import { formatBytes, formatCount } from '../format/format-number.js';
import { visibleLine } from '../format/visible-text.js';
import { ServiceName } from '../parts/service-name.js';
import { Clock } from '../parts/time-text.js';
import { param } from '../state/route.js';
import { useQuery } from '../state/use-query.js';

const SHOWN = 4;
const MAX_ROWS = 15;

/** What heaps hold, by constructor, of the snapshots whose summary was sent. */
export function HeldObjects(): JSX.Element | null {
  const { data } = useQuery<LogsAnswer>(
    '/api/logs',
    {
      q: 'event.name:nodejs.profile sonde.profile.kind:heap',
      service: param('service'),
      limit: SHOWN,
    },
    { refreshOn: 'logs' },
  );
  const rows = data?.logs ?? [];
  if (rows.length === 0) return null;
  return (
    <section class="panel held">
      <h2>
        Heap snapshots <span class="count">{rows.length}</span>
      </h2>
      {rows.map((row, index) => (
        <details key={row.id} open={index === 0}>
          <summary>
            <Clock time={row.time} /> <ServiceName name={row.service} />{' '}
            <span class="wrap">{visibleLine(row.message)}</span>
          </summary>
          <Constructors of={row} />
        </details>
      ))}
    </section>
  );
}

function Constructors({ of: { attributes } }: { of: LogRow }): JSX.Element {
  const lines = attributes['sonde.profile.constructors'];
  const sign = attributes['sonde.profile.grown'] === true ? '+' : '';
  const rows = (Array.isArray(lines) ? lines : [])
    .slice(0, MAX_ROWS)
    .map((line) => String(line).split('\t'));
  return (
    <table>
      <thead>
        <tr>
          <th class="num">Holds</th>
          <th class="num">Objects</th>
          <th>Constructor</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([bytes, count, name = '']) => (
          <tr key={name}>
            <td class="num">
              {sign}
              {formatBytes(Number(bytes))}
            </td>
            <td class="num">
              {sign}
              {formatCount(Number(count))}
            </td>
            <td>
              <code class="wrap">{visibleLine(name)}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
