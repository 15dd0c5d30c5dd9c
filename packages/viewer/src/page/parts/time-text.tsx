import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { formatAgo, formatClock, formatFullTime } from '../format/format-time.js';

const now = signal(Date.now());
setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, 5000);

/** How long ago, the full time in the title. */
export function Ago({ time }: { time: number }): JSX.Element {
  return (
    <time dateTime={iso(time)} title={formatFullTime(time)}>
      {formatAgo(time, Math.max(now.value, time))}
    </time>
  );
}

/** The time of day, the full time in the title. */
export function Clock({ time }: { time: number }): JSX.Element {
  return (
    <time class="num" dateTime={iso(time)} title={formatFullTime(time)}>
      {formatClock(time)}
    </time>
  );
}

function iso(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
