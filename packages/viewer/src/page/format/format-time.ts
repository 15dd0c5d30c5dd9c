import { formatDuration } from './format-duration.js';

const DAY_MS = 86_400_000;

/** `14:03:07.123`, the day before it where it is not today. */
export function formatClock(time: number, withMillis = true): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return '–';
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  const text = withMillis ? `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}` : clock;
  return date.toDateString() === new Date().toDateString() ? text : `${formatDay(date)} ${text}`;
}

/** The whole time with its zone, for a title. */
export function formatFullTime(time: number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return '–';
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  const zone = `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  const millis = String(date.getMilliseconds()).padStart(3, '0');
  return `${formatDay(date)} ${clock}.${millis} ${zone}`;
}

/** `12 s ago`. */
export function formatAgo(time: number, now: number): string {
  const ago = now - time;
  if (ago < 1500) return 'now';
  if (ago < 60_000) return `${Math.round(ago / 1000)} s ago`;
  if (ago < 3_600_000) return `${Math.round(ago / 60_000)} min ago`;
  if (ago < DAY_MS) return `${Math.round(ago / 3_600_000)} h ago`;
  return `${formatDuration(ago)} ago`;
}

function formatDay(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
