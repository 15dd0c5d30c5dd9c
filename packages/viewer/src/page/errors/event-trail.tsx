import type { JSX } from 'preact';
import type { IssueEvent } from '../../api.js';
import { formatDuration } from '../format/format-duration.js';
import { visibleLine } from '../format/visible-text.js';
import { ServiceName } from '../parts/service-name.js';

/** What came before an event, oldest first, with the time that was left until it. */
export function EventTrail({ event }: { event: IssueEvent }): JSX.Element | null {
  if (event.trail.length === 0) return null;
  const services = new Set(event.trail.map(({ service }) => service));
  return (
    <section class="panel">
      <h2>
        Before it <span class="count">{event.trail.length}</span>
      </h2>
      <ol class="trail">
        {event.trail.map((step, at) => (
          <li key={`${at} ${step.time}`}>
            <span class="num muted">
              {step.time !== undefined && `−${formatDuration(Math.max(0, event.time - step.time))}`}
            </span>
            {step.level ? (
              <span class={`level level-${step.level}`}>{step.level}</span>
            ) : (
              <span class="level">page</span>
            )}
            <span class="wrap">
              {visibleLine(step.what)}
              {services.size > 1 && step.service !== undefined && (
                <ServiceName name={step.service} />
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
