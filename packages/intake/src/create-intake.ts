import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSourceMapStore } from '@sonde/errors';
import { warn } from '@sonde/pipeline';
import { answerPreflight, answerRequest } from './answer.js';
import { checkOrigin, type OriginVerdict } from './check-origin.js';
import { clientKey } from './client-key.js';
import { createClientLimiter } from './client-limiter.js';
import { createForwarder } from './create-forwarder.js';
import { createTurns } from './create-turns.js';
import { type FastifyIntakePlugin, fastifyPlugin } from './fastify-plugin.js';
import { inflate } from './inflate.js';
import { createIntakeStats, type IntakeStats } from './intake-stats.js';
import { type IntakeOptions, resolveIntakeOptions } from './options.js';
import { parsePayload } from './parse-payload.js';
import { readBody } from './read-body.js';
import { isRefusal, type Refusal, refuse } from './refusal.js';
import { createTokenBucket } from './token-bucket.js';
import { leaveUntraced } from './untraced-paths.js';

/** Handles the posts of beacons, in `http`, Express and, by its plugin, Fastify. Never throws. */
export interface Intake {
  (request: IncomingMessage, response: ServerResponse, next?: (error?: unknown) => void): void;
  /** `app.register(intake.fastify, { path: '/telemetry' })` */
  fastify: FastifyIntakePlugin;
  /** What came, what was refused and what was dropped, by reason, since the start. */
  stats(): IntakeStats;
  /** Closes the source map store. The lane stays open: it is the application's. */
  close(): Promise<void>;
}

const MEDIA_TYPES = /^(?:text\/plain|application\/json)\s*(?:;|$)/i;

/**
 * The public endpoint for beacons. Every limit is checked before the work it bounds: method and
 * origin, rate, the share of the lane, declared size, then the body, its gzip and its schema.
 */
export function createIntake(options: IntakeOptions = {}): Intake {
  const resolved = resolveIntakeOptions(options, warn);
  const { limits, allowedOrigins, trustedProxies, path } = resolved;
  const stats = createIntakeStats();
  const store =
    resolved.sourcemaps === undefined
      ? undefined
      : createSourceMapStore({ folder: resolved.sourcemaps });
  const forwarder = createForwarder(resolved, store, stats);
  const clients = createClientLimiter(limits.clients, limits.clientBurst, limits.clientPerSecond);
  const all = createTokenBucket(
    limits.requestsPerSecond * 2,
    limits.requestsPerSecond,
    performance.now(),
  );
  const turn = createTurns();
  let underWay = 0;

  function admit(request: IncomingMessage, verdict: OriginVerdict): Refusal | undefined {
    if (request.method !== 'POST') return refuse(405, 'method');
    if (!verdict) return refuse(403, 'origin');
    const now = performance.now();
    const wait = all.wait(now);
    if (wait > 0) return refuse(429, 'rate', wait);
    all.take(1, now);
    const clientWait = clients.admit(clientKey(request, trustedProxies), now);
    if (clientWait > 0) return refuse(429, 'client_rate', clientWait);
    const quotaWait = forwarder.wait(now);
    if (quotaWait > 0) return refuse(429, 'quota', quotaWait);
    if (underWay >= limits.concurrent) return refuse(429, 'busy', 1);
    if (!MEDIA_TYPES.test(request.headers['content-type'] ?? ''))
      return refuse(415, 'content_type');
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity' && encoding !== 'gzip') return refuse(415, 'content_encoding');
    return undefined;
  }

  async function receive(request: IncomingMessage): Promise<Refusal | undefined> {
    const body = await readBody(request, limits.bodyBytes, limits.bodyTimeoutMs);
    if (isRefusal(body)) return body;
    await turn();
    const inflated = Buffer.isBuffer(body) ? inflate(body, limits.inflatedBytes) : body;
    if (isRefusal(inflated)) return inflated;
    const payload = parsePayload(inflated);
    if (isRefusal(payload)) return payload;
    await forwarder.forward(payload, request.headers['user-agent']);
    return undefined;
  }

  async function handle(
    request: IncomingMessage,
    response: ServerResponse,
    verdict: OriginVerdict,
  ): Promise<void> {
    let refusal: Refusal | undefined;
    underWay += 1;
    try {
      refusal = await receive(request);
    } catch {
      refusal = refuse(500, 'fault');
    } finally {
      underWay -= 1;
    }
    finish(request, response, verdict, refusal);
  }

  function finish(
    request: IncomingMessage,
    response: ServerResponse,
    verdict: OriginVerdict,
    refusal: Refusal | undefined,
  ): void {
    stats.answered(refusal);
    try {
      answerRequest(request, response, refusal, verdict);
    } catch {
      response.destroy();
    }
  }

  const intake = (
    request: IncomingMessage,
    response: ServerResponse,
    next?: (error?: unknown) => void,
  ): void => {
    if (path !== undefined && pathOf(request) !== path) {
      if (next) return next();
      response.statusCode = 404;
      response.end();
      return;
    }
    leaveUntraced(serverOf(request), originalPath(request));
    const verdict = checkOrigin(request, allowedOrigins, trustedProxies);
    if (request.method === 'OPTIONS' && verdict?.kind === 'foreign') {
      return answerPreflight(response, verdict.origin);
    }
    const refusal = admit(request, verdict);
    // What came in one piece with the headers is read by then, and the connection may stay.
    if (refusal) setImmediate(finish, request, response, verdict, refusal);
    else void handle(request, response, verdict);
  };

  return Object.assign(intake, {
    fastify: fastifyPlugin(intake),
    stats: stats.read,
    close: async () => await store?.close(),
  });
}

function serverOf({ socket }: IncomingMessage): object | undefined {
  return (socket as { server?: object }).server;
}

/** Express takes the mount's part off `url`. */
function originalPath(request: IncomingMessage): string | undefined {
  const { originalUrl } = request as { originalUrl?: string };
  return (originalUrl ?? request.url)?.split('?', 1)[0];
}

function pathOf(request: IncomingMessage): string | undefined {
  return request.url?.split('?', 1)[0];
}
