import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { RuntimeAnswer, RuntimeInstance } from '../../api.js';
import { formatDuration } from '../format/format-duration.js';
import { formatBytes, formatCount, formatShare } from '../format/format-number.js';
import { visibleLine } from '../format/visible-text.js';
import { CopyId } from '../parts/copy-id.js';
import { ServiceName } from '../parts/service-name.js';
import { Ago } from '../parts/time-text.js';
import { href } from '../state/route.js';
import { BlockingFunction } from './blocking-function.js';
import { LineChart, type Series } from './line-chart.js';

const HOUR_MS = 3_600_000;

/** The charts of one process. */
export function InstanceCharts({
  instance,
  window,
  blocks,
}: {
  instance: RuntimeInstance;
  window: { from: number; to: number };
  blocks: RuntimeAnswer['blocks'];
}): JSX.Element {
  const shared = { times: instance.times, window, sync: 'runtime' };
  const [chosen, setChosen] = useState<number | undefined>(undefined);
  const block = blocks.find(({ time }) => time === chosen);
  const limit = instance.heapLimit;
  const used = instance.heapUsed.findLast((value) => value !== null);
  return (
    <section class="panel instance">
      <h2>
        <ServiceName name={instance.service} />
        {instance.pid !== undefined && <span class="muted num">pid {instance.pid}</span>}
        {instance.node && <span class="muted">Node {visibleLine(instance.node).slice(0, 20)}</span>}
        {instance.startedAt !== undefined && (
          <span class="muted">
            started <Ago time={instance.startedAt} />
          </span>
        )}
        {instance.handles !== undefined && (
          <span class="muted num">{formatCount(instance.handles)} handles</span>
        )}
        <CopyId id={instance.instance} label="instance id" />
      </h2>
      <div class="charts">
        <LineChart
          {...shared}
          label="Event-loop delay"
          format={formatDuration}
          least={20}
          marks={blocks.map((one) => ({ time: one.time, title: one.function ?? '' }))}
          onMark={({ time }) => setChosen(time)}
          series={[
            { label: 'p50', colour: 'series-1', values: instance.lagP50 },
            { label: 'p99', colour: 'series-2', values: instance.lagP99 },
            { label: 'max', colour: 'series-3', values: instance.lagMax },
          ]}
        />
        <LineChart
          {...shared}
          label="Loop use and GC"
          format={formatShare}
          least={0.1}
          series={[
            { label: 'utilisation', colour: 'series-1', values: instance.utilisation, fill: true },
            { label: 'in GC', colour: 'series-3', values: instance.gc },
          ]}
        />
        <LineChart
          {...shared}
          label="Heap"
          bytes
          format={formatBytes}
          least={1024 * 1024}
          series={[
            { label: 'used', colour: 'series-1', values: instance.heapUsed, fill: true },
            { label: 'total', colour: 'series-4', values: instance.heapTotal, dash: true },
            ...trendOf(instance),
          ]}
        />
        <LineChart
          {...shared}
          label="Resident memory"
          bytes
          format={formatBytes}
          least={1024 * 1024}
          series={[{ label: 'RSS', colour: 'series-2', values: instance.rss, fill: true }]}
        />
      </div>
      {block && (
        <p class="pad chosen-block" aria-live="polite">
          <b class="num bad">{formatDuration(block.duration)}</b> <BlockingFunction block={block} />{' '}
          {block.traceId && (
            <a href={href(`/traces/${encodeURIComponent(block.traceId)}`)}>trace</a>
          )}
        </p>
      )}
      <div class="memory">
        {instance.heapTrend && (
          <p class="bad">
            The heap grows {formatBytes(instance.heapTrend.bytesPerHour)} an hour
            {instance.heapTrend.fullIn !== undefined &&
              `; it is full in ${formatDuration(instance.heapTrend.fullIn)}`}
            .
          </p>
        )}
        {limit !== undefined && typeof used === 'number' && (
          <div class="meter-row">
            <span>Heap of its limit</span>
            <meter min={0} max={1} high={0.85} optimum={0} value={used / limit}>
              {formatShare(used / limit)}
            </meter>
            <span class="num">
              {formatBytes(used)} of {formatBytes(limit)} ({formatShare(used / limit)})
            </span>
          </div>
        )}
        {instance.heapSpaces.length > 0 && (
          <details>
            <summary>Heap by space</summary>
            {instance.heapSpaces
              .toSorted((a, b) => b.used - a.used)
              .slice(0, 16)
              .map((space) => (
                <div class="meter-row" key={space.name}>
                  <span class="cut">{visibleLine(space.name)}</span>
                  <meter min={0} max={Math.max(space.size, 1)} value={space.used} />
                  <span class="num">
                    {formatBytes(space.used)} of {formatBytes(space.size)}
                  </span>
                </div>
              ))}
          </details>
        )}
      </div>
    </section>
  );
}

/** The line that the floors of the heap are on. */
function trendOf({ heapTrend, times }: RuntimeInstance): Series[] {
  const end = times.at(-1);
  if (!heapTrend || end === undefined) return [];
  const { floor, bytesPerHour } = heapTrend;
  const values = times.map((time) => {
    const bytes = floor - (bytesPerHour * (end - time)) / HOUR_MS;
    return bytes > 0 ? bytes : null;
  });
  return [{ label: 'trend', colour: 'series-3', values, dash: true }];
}
