import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import type { Compression, Endpoint, LaneOptions } from './lane-options.js';
import type { Parcel } from './parcel.js';

/** How bodies leave the worker’s batches. `later`: as they are, but on disk as gzip. */
export type WireForm = 'gzip' | 'none' | 'later';

/** Speed over size: level 1 is a third of the time of level 6 for a tenth more bytes. */
const LEVEL = 1;
/** Below it, compression costs more than it saves. */
export const MIN_BYTES = 512;
/** What most bodies are packed into, so that one piece of memory is enough. */
const PIECE_BYTES = 131_072;

const pack = promisify(gzip);

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** What an endpoint is set to. */
export function compressionFor(options: LaneOptions, endpoint: Endpoint): Compression {
  return options.exceptions?.[endpoint]?.compression ?? options.compression;
}

/** To this machine itself, bytes are cheaper than the time that packing them takes. */
export function wireForm(options: LaneOptions, endpoint: Endpoint): WireForm {
  const wanted = compressionFor(options, endpoint);
  // The poster packs it.
  if (wanted === 'zstd') return 'later';
  if (wanted !== 'auto') return wanted;
  return isLoopback(options.endpoints[endpoint]) ? 'later' : 'gzip';
}

/** A body as it is sent: packed off this thread, or itself. */
export async function packed(body: Uint8Array, form: WireForm): Promise<Uint8Array> {
  if (form !== 'gzip' || body.length < MIN_BYTES) return body;
  return pack(body, { level: LEVEL, chunkSize: PIECE_BYTES }).catch(() => body);
}

/** A parcel as it stands on disk. */
export function forDisk(parcel: Parcel): Pick<Parcel, 'signal' | 'count' | 'body' | 'gzip'> {
  if (parcel.gzip || !parcel.packLater || parcel.body.length < MIN_BYTES) return parcel;
  const { signal, count } = parcel;
  const body = gzipSync(parcel.body, { level: LEVEL, chunkSize: PIECE_BYTES });
  return { signal, count, body, gzip: true };
}
