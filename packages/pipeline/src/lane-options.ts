import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Resource } from '@sonde/otlp';
import { type RedactionOptions, resolveRedactionOptions } from '@sonde/redaction';
import { detectResource } from './detect-resource.js';
import { laneLimits } from './lane-limits.js';
import type { OutputOptions } from './outputs/output-options.js';
import { resolveOutputs } from './outputs/resolve-outputs.js';
import type { Warn } from './warn.js';

/** The three OTLP endpoints; errors go where logs go. */
export type Endpoint = 'logs' | 'traces' | 'metrics';

export const endpointNames: readonly Endpoint[] = ['logs', 'traces', 'metrics'];

/** How bodies are packed. */
export type Compression = (typeof compressions)[number];

const compressions = ['gzip', 'zstd', 'none', 'auto'] as const;
const durabilities = ['memory', 'process'] as const;

/** What {@link resolveLaneOptions} makes: nothing is left open. */
export interface LaneOptions {
  /** Whose records these are. */
  resource: Resource;
  /** Whole URLs. Default `http://localhost:4318/v1/logs` and so on. */
  endpoints: Record<Endpoint, string>;
  /** Sent with every request. They never appear in a log, a warning or a file. */
  headers: Record<Endpoint, Record<string, string>>;
  /**
   * Default `auto`: gzip, but not to a receiver on a loopback address; zstd to one elsewhere that says in an
   * answer that it takes it (`Accept-Encoding`). What goes to disk is gzip then too.
   * `zstd`: gzip to a receiver that refuses it, and for what comes from disk.
   */
  compression: Compression;
  /** Of one request, in milliseconds. Default 10000. */
  timeoutMs: number;
  /** Of the ring in shared memory. Default 8388608; rounded up to a power of two. */
  ringBytes: number;
  /**
   * The disk spool; `undefined` keeps everything in memory. The folder is made with mode 0700 when it
   * is needed; one that exists must be this user's and private, or there is one warning and no spool.
   */
  spool: { folder: string; maxBytes: number } | undefined;
  /**
   * `memory`, the default: records survive every orderly or signalled end, and at most a tenth of a
   * second of them is lost at SIGKILL, as long as the worker gets its turn: on a machine that starves
   * it, or before it has started, as much as it is behind. `process`: a record that `offer` returned from survives SIGKILL,
   * the out-of-memory killer and an abort too, for the price of a redaction and a write to a file
   * in the call. Needs the spool.
   */
  durability?: 'memory' | 'process';
  /** Where one endpoint differs in compression or time-out. */
  exceptions?: Partial<Record<Endpoint, { compression?: Compression; timeoutMs?: number }>>;
  /** How long an end of the process may wait, in milliseconds. Default 5000. */
  flushDeadlineMs: number;
  redaction: RedactionOptions;
  /** Where records go, by default to `endpoints` alone: `[{ kind: 'otlp', name: 'otlp' }]`. */
  outputs?: readonly OutputOptions[];
}

const defaults = {
  endpoint: 'http://localhost:4318',
  timeoutMs: 10_000,
  ringBytes: 8_388_608,
  spoolBytes: 268_435_456,
  flushDeadlineMs: 5000,
} as const;

type Env = Readonly<Record<string, string | undefined>>;

function text(env: Env, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

function integer(
  env: Env,
  name: string,
  bounds: readonly [number, number],
  fallback: number,
  warn: Warn,
): number {
  const value = text(env, name);
  if (value === undefined) return fallback;
  const number = Number(value);
  const [least, most] = bounds;
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  warn({
    code: 'bad_option',
    message: `${name} must be a whole number from ${least} to ${most}; ${fallback} is used`,
    option: name,
    expected: `${least} to ${most}`,
    got: value.slice(0, 40),
  });
  return fallback;
}

/** Never shows a URL: it may hold a password. */
function url(value: string, option: string, warn: Warn): URL | undefined {
  try {
    const parsed = new URL(value);
    if (parsed.protocol === 'http:' || parsed.protocol === 'https:') return parsed;
  } catch {
    // Told below.
  }
  warn({
    code: 'bad_option',
    message: `${option} must be an http or https URL; the default is used`,
    option,
    expected: 'an http or https URL',
    got: 'another text',
  });
  return undefined;
}

function endpointsOf(env: Env, warn: Warn): Record<Endpoint, string> {
  const named = text(env, 'OTEL_EXPORTER_OTLP_ENDPOINT');
  const base =
    (named && url(named, 'OTEL_EXPORTER_OTLP_ENDPOINT', warn)) || new URL(defaults.endpoint);
  return each((name) => {
    const option = `OTEL_EXPORTER_OTLP_${name.toUpperCase()}_ENDPOINT`;
    const own = text(env, option);
    const whole = own === undefined ? undefined : url(own, option, warn);
    if (whole) return whole.href;
    const joined = new URL(base);
    joined.pathname = `${base.pathname.replace(/\/$/, '')}/v1/${name}`;
    return joined.href;
  });
}

/** Headers that the lane itself must set. */
const reserved: ReadonlySet<string> = new Set([
  'content-type',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'host',
  'connection',
]);

function headersOf(value: string | undefined, option: string, warn: Warn): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const pair of value?.split(',') ?? []) {
    if (pair.trim() === '') continue;
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(at, 0)).trim().toLowerCase();
    let content = pair.slice(at + 1).trim();
    try {
      content = decodeURIComponent(content);
    } catch {
      // Not percent-encoded: taken as it is.
    }
    if (
      /^[\w!#$%&'*+.^`|~-]+$/.test(name) &&
      /^[\t\x20-\x7e]*$/.test(content) &&
      !reserved.has(name)
    ) {
      headers[name] = content;
    } else {
      warn({
        code: 'bad_option',
        message: `${option} has an entry that is no header, or one that the lane sets; it is left out`,
        option,
        expected: 'name=value,name=value',
        got: 'another text',
      });
    }
  }
  return headers;
}

function each<T>(make: (name: Endpoint) => T): Record<Endpoint, T> {
  return { logs: make('logs'), traces: make('traces'), metrics: make('metrics') };
}

function choice<T extends string>(
  env: Env,
  option: string,
  choices: readonly T[],
  fallback: T,
  warn: Warn,
): T {
  const value = text(env, option) ?? fallback;
  const chosen = choices.find((one) => one === value);
  if (chosen !== undefined) return chosen;
  const expected = `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
  warn({
    code: 'bad_option',
    message: `${option} must be ${expected}; ${fallback} is used`,
    option,
    expected,
    got: value.slice(0, 40),
  });
  return fallback;
}

/** The forms of the environment's names for one signal. */
function exceptionsOf(
  env: Env,
  usual: Pick<LaneOptions, 'compression' | 'timeoutMs'>,
  warn: Warn,
): NonNullable<LaneOptions['exceptions']> {
  return each((name) => {
    const prefix = `OTEL_EXPORTER_OTLP_${name.toUpperCase()}_`;
    return {
      compression: choice(env, `${prefix}COMPRESSION`, compressions, usual.compression, warn),
      timeoutMs: integer(env, `${prefix}TIMEOUT`, [1, 600_000], usual.timeoutMs, warn),
    };
  });
}

function checkProtocol(env: Env, warn: Warn): void {
  const value = text(env, 'OTEL_EXPORTER_OTLP_PROTOCOL');
  if (value === undefined || value === 'http/protobuf') return;
  warn({
    code: 'unsupported_option',
    message: 'OTEL_EXPORTER_OTLP_PROTOCOL: the lane speaks http/protobuf, and does so here',
    option: 'OTEL_EXPORTER_OTLP_PROTOCOL',
    expected: 'http/protobuf',
    got: value.slice(0, 40),
  });
}

/** A folder of its own for every service and receiver, so that one never ships the other's. */
function spoolOf(env: Env, resource: Resource, endpoints: object): LaneOptions['spool'] {
  const maxBytes = defaults.spoolBytes;
  const service =
    resource.attributes.find((one) => one.key === 'service.name')?.value.stringValue ?? '';
  const hash = createHash('sha256')
    .update(JSON.stringify([service, endpoints]))
    .digest('hex')
    .slice(0, 16);
  const named = text(env, 'SONDE_SPOOL_DIR');
  if (named) return { folder: join(named, hash), maxBytes };
  const state = text(env, 'XDG_STATE_HOME');
  const home = homedir();
  if (state && isAbsolute(state)) return { folder: join(state, 'sonde', 'spool', hash), maxBytes };
  return isAbsolute(home)
    ? { folder: join(home, '.local', 'state', 'sonde', 'spool', hash), maxBytes }
    : undefined;
}

/**
 * The lane's options: what the user says, else what the environment says (ARCHITECTURE.md has the
 * names), else the defaults. Pure but for the nearest package.json. A bad value is one warning and
 * the default.
 */
export function resolveLaneOptions(user: Partial<LaneOptions>, env: Env, warn: Warn): LaneOptions {
  checkProtocol(env, warn);
  const resource = user.resource ?? detectResource(env, process.cwd());
  const endpoints = user.endpoints ?? endpointsOf(env, warn);
  const spool = 'spool' in user ? user.spool : spoolOf(env, resource, endpoints);
  const spoolBytes = integer(env, 'SONDE_SPOOL_BYTES', [0, 2 ** 40], spool?.maxBytes ?? 0, warn);
  const compression =
    user.compression ?? choice(env, 'OTEL_EXPORTER_OTLP_COMPRESSION', compressions, 'auto', warn);
  const timeoutMs =
    user.timeoutMs ??
    integer(env, 'OTEL_EXPORTER_OTLP_TIMEOUT', [1, 600_000], defaults.timeoutMs, warn);
  const general = headersOf(
    text(env, 'OTEL_EXPORTER_OTLP_HEADERS'),
    'OTEL_EXPORTER_OTLP_HEADERS',
    warn,
  );
  return {
    resource,
    endpoints,
    headers:
      user.headers ??
      each((name) => {
        const option = `OTEL_EXPORTER_OTLP_${name.toUpperCase()}_HEADERS`;
        return { ...general, ...headersOf(text(env, option), option, warn) };
      }),
    compression,
    timeoutMs,
    exceptions: user.exceptions ?? exceptionsOf(env, { compression, timeoutMs }, warn),
    ringBytes:
      user.ringBytes ??
      integer(
        env,
        'SONDE_RING_BYTES',
        [laneLimits.minRingBytes, laneLimits.maxRingBytes],
        defaults.ringBytes,
        warn,
      ),
    spool:
      spool === undefined || user.spool !== undefined
        ? spool
        : spoolBytes === 0
          ? undefined
          : { ...spool, maxBytes: spoolBytes },
    durability: user.durability ?? choice(env, 'SONDE_DURABILITY', durabilities, 'memory', warn),
    flushDeadlineMs:
      user.flushDeadlineMs ??
      integer(env, 'SONDE_FLUSH_DEADLINE_MS', [0, 600_000], defaults.flushDeadlineMs, warn),
    redaction: resolveRedactionOptions(user.redaction ?? {}, env, warn),
    outputs: user.outputs ?? resolveOutputs(env, warn),
  };
}
