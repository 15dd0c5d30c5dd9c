import { gunzipSync } from 'node:zlib';
import type { Signal } from '../lane.js';
import type { OutputInterest } from './output-interest.js';

/** The part of a batch that an output wants, uncompressed; undefined if it wants none of it. */
export function selectParcel<T extends { count: number; gzip: boolean; body: Uint8Array }>(
  parcel: T,
  interest: OutputInterest,
  signal: Signal,
): T | undefined {
  try {
    const { count, gzip } = parcel;
    const body = gzip ? gunzipSync(parcel.body) : parcel.body;
    const selected = interest.select?.({ signal, count, body });
    return selected && { ...parcel, count: selected.count, body: selected.body, gzip: false };
  } catch {
    return undefined;
  }
}
