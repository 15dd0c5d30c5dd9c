import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { LogRow, LogsAnswer } from '../../api.js';
import { visibleLine } from '../format/visible-text.js';
import { ServiceName } from '../parts/service-name.js';
import { Clock } from '../parts/time-text.js';
import { param } from '../state/route.js';
import { useQuery } from '../state/use-query.js';
import { FlameGraph } from './flame-graph.js';
import { readTree } from './read-tree.js';

const SHOWN = 20;
const REASONS: Record<string, string> = {
  asked: 'asked for',
  signal: 'at a signal',
  block: 'after a long block',
  busy: 'busy for a minute',
};

/** CPU profiles that services were asked to send, the chosen one as a flame graph. */
export function Profiles(): JSX.Element | null {
  const { data } = useQuery<LogsAnswer>(
    '/api/logs',
    {
      q: 'event.name:nodejs.profile sonde.profile.kind:cpu',
      service: param('service'),
      limit: SHOWN,
    },
    { refreshOn: 'logs' },
  );
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const rows = data?.logs ?? [];
  const linked = param('profile');
  const shown =
    rows.find(({ id }) => id === chosen) ??
    rows.find(({ attributes }) => linked && attributes['sonde.profile.file'] === linked) ??
    rows[0];
  const panel = useRef<HTMLElement>(null);
  const isThere = shown !== undefined;
  // A link to a profile is a link to this place of the view.
  useEffect(() => {
    if (linked) panel.current?.scrollIntoView();
  }, [linked, isThere]);
  if (!shown) return null;
  const root = readTree(shown.attributes['sonde.profile.tree']);
  return (
    <section class="panel profiles" ref={panel}>
      <h2>
        Profiles <span class="count">{rows.length}</span>
      </h2>
      <ul class="rows">
        {rows.map((row) => (
          <li key={row.id} class={row === shown ? 'active' : ''}>
            <button type="button" aria-pressed={row === shown} onClick={() => setChosen(row.id)}>
              <Clock time={row.time} />
              <ServiceName name={row.service} />
              <span class="cut">{visibleLine(row.message)}</span>
              <span class="muted">{reasonOf(row)}</span>
            </button>
          </li>
        ))}
      </ul>
      {root ? (
        <FlameGraph key={shown.id} root={root} />
      ) : (
        <p class="muted pad">It could not be read.</p>
      )}
    </section>
  );
}

function reasonOf({ attributes }: LogRow): string {
  return REASONS[String(attributes['sonde.profile.reason'])] ?? '';
}
