import { computed } from '@preact/signals';
import { param, setParams } from './route.js';

export interface TimeWindow {
  from: number;
  to: number;
}

/** The choices of the picker: name in the address, words, milliseconds. */
export const RANGES = [
  { id: '5m', label: 'Last 5 minutes', ms: 300_000 },
  { id: '15m', label: 'Last 15 minutes', ms: 900_000 },
  { id: '1h', label: 'Last hour', ms: 3_600_000 },
  { id: '6h', label: 'Last 6 hours', ms: 21_600_000 },
  { id: '24h', label: 'Last 24 hours', ms: 86_400_000 },
] as const;

const DEFAULT = RANGES[1];

/** The fixed window of the address, if there is one. */
export const fixedWindow = computed((): TimeWindow | undefined => {
  const from = Number(param('from'));
  const to = Number(param('to'));
  return Number.isFinite(from) && Number.isFinite(to) && from > 0 && to > from
    ? { from, to }
    : undefined;
});

/** The moving range that holds where the window is not fixed. */
export const movingRange = computed(
  () => RANGES.find((range) => range.id === param('range')) ?? DEFAULT,
);

/** Changes when another range is chosen, not as time goes by. */
export const rangeKey = computed((): string =>
  fixedWindow.value ? `${fixedWindow.value.from}-${fixedWindow.value.to}` : movingRange.value.id,
);

/** The window as of now. */
export function currentWindow(): TimeWindow {
  const to = Date.now();
  return fixedWindow.value ?? { from: to - movingRange.value.ms, to };
}

export function chooseRange(id: string): void {
  setParams({ range: id === DEFAULT.id ? undefined : id, from: undefined, to: undefined });
}

export function chooseWindow(from: number, to: number): void {
  setParams({ from: String(Math.floor(from)), to: String(Math.ceil(to)) });
}
