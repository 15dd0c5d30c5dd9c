import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import {
  decodeLogs,
  decodeMetrics,
  decodeTraces,
  encodeLogs,
  encodeMetrics,
  encodeTraces,
} from '@sonde/otlp';
import { endpointOf, type Parcel } from './parcel.js';

const unzip = promisify(gunzip);

/** The halves of a list of groups, by the number of items in them. */
function halve<G, I>(
  groups: readonly G[],
  itemsOf: (group: G) => readonly I[],
  withItems: (group: G, items: I[]) => G,
): [G[], G[]] {
  const total = groups.reduce((sum, group) => sum + itemsOf(group).length, 0);
  let left = Math.ceil(total / 2);
  const halves: [G[], G[]] = [[], []];
  for (const group of groups) {
    const items = itemsOf(group);
    if (left > 0) halves[0].push(withItems(group, items.slice(0, left)));
    if (items.length > left) halves[1].push(withItems(group, items.slice(Math.max(left, 0))));
    left = Math.max(0, left - items.length);
  }
  return halves;
}

/** One group for each scope, so that a split need only look at one level. */
function splitBody(signal: number, body: Uint8Array): [Uint8Array, Uint8Array] {
  const endpoint = endpointOf[signal];
  if (endpoint === 'traces') {
    const flat = decodeTraces(body).resourceSpans.flatMap((group) =>
      group.scopeSpans.map((scope) => ({ ...group, scopeSpans: [scope] })),
    );
    const [a, b] = halve(
      flat,
      (group) => group.scopeSpans[0]?.spans ?? [],
      (group, spans) => ({ ...group, scopeSpans: [{ ...group.scopeSpans[0], spans }] }),
    );
    return [encodeTraces({ resourceSpans: a }), encodeTraces({ resourceSpans: b })];
  }
  if (endpoint === 'metrics') {
    const flat = decodeMetrics(body).resourceMetrics.flatMap((group) =>
      group.scopeMetrics.map((scope) => ({ ...group, scopeMetrics: [scope] })),
    );
    const [a, b] = halve(
      flat,
      (group) => group.scopeMetrics[0]?.metrics ?? [],
      (group, metrics) => ({ ...group, scopeMetrics: [{ ...group.scopeMetrics[0], metrics }] }),
    );
    return [encodeMetrics({ resourceMetrics: a }), encodeMetrics({ resourceMetrics: b })];
  }
  const flat = decodeLogs(body).resourceLogs.flatMap((group) =>
    group.scopeLogs.map((scope) => ({ ...group, scopeLogs: [scope] })),
  );
  const [a, b] = halve(
    flat,
    (group) => group.scopeLogs[0]?.logRecords ?? [],
    (group, logRecords) => ({ ...group, scopeLogs: [{ ...group.scopeLogs[0], logRecords }] }),
  );
  return [encodeLogs({ resourceLogs: a }), encodeLogs({ resourceLogs: b })];
}

/**
 * A parcel that was too large for the receiver, as two, uncompressed. A batch of metrics is cut
 * between metrics, so its records are shared out by halves.
 */
export async function splitParcel(parcel: Parcel): Promise<[Parcel, Parcel]> {
  const body = parcel.gzip
    ? await unzip(parcel.body, { maxOutputLength: 64 * 1024 * 1024 })
    : parcel.body;
  const [a, b] = splitBody(parcel.signal, body);
  const count = Math.ceil(parcel.count / 2);
  const whole = parcel.whole ?? { parts: 1, frames: parcel.frames };
  // Else it is not used.
  if (b.length > 0) whole.parts++;
  const part = { ...parcel, gzip: false, frames: [], whole };
  return [
    { ...part, body: a, count },
    { ...part, body: b, count: parcel.count - count },
  ];
}
