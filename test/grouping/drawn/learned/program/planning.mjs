// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
export function demand(value, otherwise) {
  if (value) return value;
  throw new Error(otherwise);
}

export function parseManifest(text) {
  const manifest = JSON.parse(text);
  return linesOf(manifest);
}

function linesOf({ parts }) {
  return parts.map(({ name, n }) => `${n} of ${name}`);
}

export const planRoute = ({ stops }) => {
  const seen = new Set();
  for (const stop of stops) {
    demand(!seen.has(stop), `route comes to ${stop} again`);
    seen.add(stop);
  }
  return [...seen];
};

export function countdown(from) {
  return from === 0 ? countdown(from) : countdown(from - 1) + 1;
}

export const tally = (numbers) => numbers.reduce((sum, one) => sum + one);

export const decodeLabel = (label) =>
  label
    .split('&')
    .map((part) => part.split('='))
    .map(([name, value = '']) => [decodeURIComponent(name), value]);
