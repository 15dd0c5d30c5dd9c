import type { IncomingMessage } from 'node:http';
import { decodeExportResponse } from '@sonde/otlp';
import { laneLimits } from './lane-limits.js';
import type { Endpoint, LaneOptions } from './lane-options.js';
import type { Warn } from './warn.js';
import { createZstdWire } from './zstd-wire.js';

/** How a request ended. Never an exception. */
export type Outcome =
  /** `early`: it was taken before all of the body was sent. `bytes`: as it was sent, if not as it was given. */
  | { kind: 'delivered'; rejected: number; early?: boolean; bytes?: number }
  /** May succeed later. */
  | { kind: 'retryable'; reason: string; afterMs?: number }
  /** Never will. */
  | { kind: 'rejected'; reason: string }
  | { kind: 'too_large' };

export interface Poster {
  post(
    endpoint: Endpoint,
    body: Uint8Array,
    gzip: boolean,
    batch: { signal: number; count: number },
  ): Promise<Outcome>;
  /** Ends all requests under way; their outcome is `retryable`. */
  abort(): void;
}

export interface OtlpPoster extends Poster {
  /** Whether it packs bodies for that endpoint itself now. */
  packs(endpoint: Endpoint): boolean;
}

// An import would read all names of it, and for three of them load a second HTTP client.
const http = process.getBuiltinModule('node:http');

/** The OTLP specification's list. */
const retryable: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Retry-After in either form, clamped; undefined if it is absent or neither. */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  const wanted = /^\d{1,10}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  if (Number.isNaN(wanted)) return undefined;
  return Math.min(Math.max(wanted, 0), laneLimits.maxRetryAfterMs);
}

function readAnswer(response: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let length = 0;
    response.on('data', (part: Buffer) => {
      length += part.length;
      if (length <= laneLimits.answerBytes) parts.push(part);
    });
    response.on('end', () => resolve(Buffer.concat(parts)));
    response.on('close', () => resolve(Buffer.concat(parts)));
    response.on('error', () => resolve(new Uint8Array()));
  });
}

function rejectedOf(answer: Uint8Array, type: string | undefined, endpoint: Endpoint): number {
  try {
    if (type?.includes('json')) {
      const { partialSuccess } = JSON.parse(Buffer.from(answer).toString()) as {
        partialSuccess?: Record<string, unknown>;
      };
      const value =
        partialSuccess?.['rejectedLogRecords'] ??
        partialSuccess?.['rejectedSpans'] ??
        partialSuccess?.['rejectedDataPoints'];
      return Math.max(0, Number(value ?? 0)) || 0;
    }
    return decodeExportResponse(answer, endpoint).rejected;
  } catch {
    // The status said success; a receiver that answers something else has still taken all.
    return 0;
  }
}

/** `status`: of an answer that says for good what became of it. */
type Answer = Outcome & { stale?: boolean; status?: number };

async function outcomeOf(response: IncomingMessage, endpoint: Endpoint): Promise<Answer> {
  const status = response.statusCode ?? 0;
  const answer = await readAnswer(response);
  if (status >= 200 && status < 300) {
    // Whoever breaks off in the middle of an answer may have broken off elsewhere too.
    if (!response.complete) return { kind: 'retryable', reason: 'answer' };
    return {
      kind: 'delivered',
      rejected: rejectedOf(answer, response.headers['content-type'], endpoint),
      status,
    };
  }
  if (status === 413) return { kind: 'too_large' };
  if (retryable.has(status)) {
    const afterMs = retryAfterMs(response.headers['retry-after'], Date.now());
    return {
      kind: 'retryable',
      reason: `status ${status}`,
      ...(afterMs === undefined ? {} : { afterMs }),
    };
  }
  return { kind: 'rejected', reason: `status ${status}`, status };
}

export function createPoster(options: LaneOptions, warn: Warn): OtlpPoster {
  const settings = { keepAlive: true, maxSockets: 16, timeout: 60_000 };
  const agent = new http.Agent(settings);
  let secureAgent: import('node:https').Agent | undefined;
  const running = new Set<AbortController>();
  const wire = createZstdWire(options, warn);
  let isDenied = false;

  function tellDenied(): void {
    if (isDenied) return;
    isDenied = true;
    warn({
      code: 'lane_network_denied',
      message:
        'Node’s permission model lets the lane reach no receiver: records wait until the application is started with --allow-net',
    });
  }

  function once(
    endpoint: Endpoint,
    body: Uint8Array,
    encoding: 'gzip' | 'zstd' | undefined,
  ): Promise<Answer> {
    const url = new URL(options.endpoints[endpoint]);
    const secure = url.protocol === 'https:';
    const control = new AbortController();
    running.add(control);
    return new Promise<Answer>((resolve) => {
      const timer = setTimeout(
        () => control.abort(),
        options.exceptions?.[endpoint]?.timeoutMs ?? options.timeoutMs,
      ).unref();
      const settle = (outcome: Answer): void => {
        clearTimeout(timer);
        running.delete(control);
        resolve(outcome);
      };
      // TLS is loaded by who needs it.
      const https = secure ? process.getBuiltinModule('node:https') : undefined;
      if (https) secureAgent ??= new https.Agent(settings);
      const request = (https ?? http).request(url, {
        method: 'POST',
        agent: https ? secureAgent : agent,
        signal: control.signal,
        headers: {
          'user-agent': 'sonde/0.1.0',
          ...options.headers[endpoint],
          'content-type': 'application/x-protobuf',
          'content-length': body.length,
          ...(encoding ? { 'content-encoding': encoding } : {}),
        },
      });
      // The worker lives without it, and an application whose thread does the worker's work must not live by it.
      request.on('socket', (socket) => void socket.unref());
      request.on('response', (response) => {
        const codings = response.headers['accept-encoding'];
        if (typeof codings === 'string') wire.offered(endpoint, codings);
        outcomeOf(response, endpoint).then(
          (outcome) =>
            settle(
              outcome.kind === 'delivered' && !request.writableFinished
                ? { ...outcome, early: true }
                : outcome,
            ),
          () => settle({ kind: 'retryable', reason: 'answer' }),
        );
      });
      request.on('error', (error: NodeJS.ErrnoException) => {
        const reason = control.signal.aborted ? 'timeout' : (error.code ?? 'network');
        if (reason === 'ERR_ACCESS_DENIED') tellDenied();
        settle({
          kind: 'retryable',
          reason,
          // A kept connection that the receiver closed meanwhile says nothing about the receiver.
          stale: request.reusedSocket && (reason === 'ECONNRESET' || reason === 'EPIPE'),
        });
      });
      request.end(body);
    });
  }

  async function twice(...what: Parameters<typeof once>): Promise<Answer> {
    const answer = await once(...what);
    return answer.stale ? once(...what) : answer;
  }

  return {
    async post(endpoint, body, gzip) {
      try {
        if (gzip) return await twice(endpoint, body, 'gzip');
        for (;;) {
          const own = await wire.pack(endpoint, body);
          const answer = await twice(endpoint, own?.body ?? body, own?.encoding);
          const status = own?.encoding === 'zstd' ? answer.status : undefined;
          if (status !== undefined && wire.refused(endpoint, status)) continue;
          return answer.kind === 'delivered' && own
            ? { ...answer, bytes: own.body.length }
            : answer;
        }
      } catch {
        return { kind: 'rejected', reason: 'the request could not be made' };
      }
    },
    packs: (endpoint) => wire.packs(endpoint),
    abort() {
      for (const control of running) control.abort();
    },
  };
}
