import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { OtlpEncoding, OtlpSignal } from '../store/store.js';

const MAX_QUEUED_BYTES = 16 * 1024 * 1024;
const TIMEOUT_MS = 10_000;
const pack = promisify(gzip);

/** Sends what was received on to another OTLP endpoint, once each, without holding anything up. */
export interface Forwarder {
  forward(signal: OtlpSignal, encoding: OtlpEncoding, body: Uint8Array): void;
  close(): void;
}

/** @param endpoint the base of an OTLP/HTTP endpoint, such as `http://localhost:4318` */
export function createForwarder(endpoint: string, dropped: (reason: string) => void): Forwarder {
  const base = endpoint.replace(/\/+$/, '');
  const stop = new AbortController();
  let queuedBytes = 0;

  async function send(signal: OtlpSignal, encoding: OtlpEncoding, body: Buffer): Promise<void> {
    const response = await fetch(`${base}/v1/${signal}`, {
      method: 'POST',
      headers: {
        'content-type': encoding === 'json' ? 'application/json' : 'application/x-protobuf',
        'content-encoding': 'gzip',
      },
      body: new Uint8Array(await pack(body)),
      redirect: 'error',
      signal: AbortSignal.any([stop.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`status ${response.status}`);
  }

  return {
    forward(signal, encoding, body) {
      if (queuedBytes + body.byteLength > MAX_QUEUED_BYTES) {
        dropped('forward_queue_full');
        return;
      }
      // A copy: the store takes the bytes themselves.
      const copy = Buffer.from(body);
      queuedBytes += copy.byteLength;
      void send(signal, encoding, copy)
        .catch(() => {
          if (!stop.signal.aborted) dropped('forward_failed');
        })
        .finally(() => {
          queuedBytes -= copy.byteLength;
        });
    },
    close() {
      stop.abort();
    },
  };
}
