import type { JSX } from 'preact';
import type { TracesAnswer } from '../../api.js';
import { formatDuration } from '../format/format-duration.js';
import { ServiceName } from '../parts/service-name.js';
import { Clock } from '../parts/time-text.js';
import { href, param } from '../state/route.js';
import { useQuery } from '../state/use-query.js';
import { STARTUP, StartupFlame } from './startup-flame.js';

const ASKED = 20;
const SHOWN = 5;

/** The starts of services that trace them, the latest as a flame graph. */
export function Startups(): JSX.Element | null {
  const { data } = useQuery<TracesAnswer>(
    '/api/traces',
    { q: STARTUP, service: param('service'), limit: ASKED },
    { refreshOn: 'traces' },
  );
  const starts = (data?.traces ?? []).filter(({ name }) => name === STARTUP).slice(0, SHOWN);
  const [latest] = starts;
  if (!latest) return null;
  return (
    <>
      <section class="panel">
        <h2>Starts</h2>
        <ul class="rows growth">
          {starts.map((one) => (
            <li key={one.traceId}>
              <Clock time={one.start} />
              <ServiceName name={one.service} />
              <span class="num">{formatDuration(one.duration)} until it listened</span>
              <a href={href(`/traces/${encodeURIComponent(one.traceId)}`)}>trace</a>
            </li>
          ))}
        </ul>
      </section>
      <StartupFlame key={latest.traceId} traceId={latest.traceId} />
    </>
  );
}
