import type { JSX } from 'preact';
import type { RuntimeAnswer, RuntimeInstance } from '../../api.js';
import { formatDuration } from '../format/format-duration.js';
import { Answer } from '../parts/answer.js';
import { Choice } from '../parts/choice.js';
import { Empty } from '../parts/empty.js';
import { ServiceName } from '../parts/service-name.js';
import { Clock } from '../parts/time-text.js';
import { href, param } from '../state/route.js';
import { currentWindow } from '../state/time-range.js';
import { useQuery } from '../state/use-query.js';
import { BlockingFunction } from './blocking-function.js';
import { HeapGrowth } from './heap-growth.js';
import { HeldObjects } from './held-objects.js';
import { InstanceCharts } from './instance-charts.js';
import { Profiles } from './profiles.js';
import { Startups } from './startups.js';

/** Charts for so many processes at once; the menu leads to the others. */
const SHOWN = 6;

/** What each process does with its time and its memory. */
export function RuntimeView(): JSX.Element {
  const runtime = useQuery<RuntimeAnswer>(
    '/api/runtime',
    { service: param('service') },
    { refreshOn: 'metrics' },
  );
  const window = runtime.window ?? currentWindow();
  return (
    <div class="view">
      <h1 class="sr">Runtime</h1>
      <Answer query={runtime}>
        {(data) => {
          const instances = data.instances
            .filter((one) => !param('instance') || one.instance === param('instance'))
            .toSorted((a, b) => instanceName(a).localeCompare(instanceName(b)));
          return (
            <>
              <div class="filters">
                <Choice name="service" label="Service" any="All services" options={data.services} />
                {data.instances.length > 1 && (
                  <Choice
                    name="instance"
                    label="Process"
                    any="All processes"
                    options={data.instances.map((one) => ({
                      value: one.instance,
                      label: instanceName(one),
                    }))}
                  />
                )}
              </div>
              {instances.length === 0 && (
                <Empty what="runtime figures">
                  <p class="muted">
                    A service started with <code>--import @sonde/node/register</code> reports every
                    15 seconds.
                  </p>
                </Empty>
              )}
              {data.blocks.length > 0 && <Blocks blocks={data.blocks} />}
              <HeapGrowth />
              <HeldObjects />
              {instances.slice(0, SHOWN).map((instance) => (
                <InstanceCharts
                  key={instance.instance}
                  instance={instance}
                  window={window}
                  blocks={data.blocks.filter((block) => block.instance === instance.instance)}
                />
              ))}
              <Profiles />
              <Startups />
              {instances.length > SHOWN && (
                <p class="muted pad">
                  {SHOWN} of {instances.length} processes; choose a service or a process above.
                </p>
              )}
            </>
          );
        }}
      </Answer>
    </div>
  );
}

function Blocks({ blocks }: { blocks: RuntimeAnswer['blocks'] }): JSX.Element {
  return (
    <section class="panel">
      <h2>
        Moments in which the loop stood still <span class="count">{blocks.length}</span>
      </h2>
      <ul class="rows blocks">
        {blocks.slice(0, 12).map((block) => (
          <li key={`${block.time} ${block.instance}`}>
            <b class="num bad">{formatDuration(block.duration)}</b>
            <ServiceName name={block.service} />
            <BlockingFunction block={block} />
            <Clock time={block.time} />
            {block.traceId ? (
              <a href={href(`/traces/${encodeURIComponent(block.traceId)}`)}>trace</a>
            ) : (
              <span />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function instanceName(one: RuntimeInstance): string {
  return `${one.service} ${one.pid ? `pid ${one.pid}` : one.instance.slice(0, 8)}`;
}
