const bytes: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1000,
  mb: 1e6,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

const milliseconds: Readonly<Record<string, number>> = {
  ms: 1,
  '': 1000,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

function read(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, number, unit = ''] = /^(\d{1,15}(?:\.\d{1,3})?)([a-z]{0,3})$/i.exec(text.trim()) ?? [];
  const factor = units[unit.toLowerCase()];
  if (number === undefined || factor === undefined) return undefined;
  const amount = Math.round(Number(number) * factor);
  return Number.isSafeInteger(amount) ? amount : undefined;
}

/** `10485760`, `10MB`, `10MiB`; undefined if it is none. */
export const readBytes = (text: string): number | undefined => read(text, bytes);

/** `3600` (seconds), `90s`, `15m`, `24h`, `7d` as milliseconds; undefined if it is none. */
export const readDuration = (text: string): number | undefined => read(text, milliseconds);
