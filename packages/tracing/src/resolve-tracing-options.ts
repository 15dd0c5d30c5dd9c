import type { Warn } from '@sonde/pipeline';
import type { CapturedHeaders } from './http/captured-headers.js';
import { instrumentationTable } from './instrumentation-table.js';

type HttpInstrumentation = 'channels' | 'official';
type TraceExporter = 'otlp' | 'otlp_http_direct' | 'console' | 'none';
export type SamplerName =
  | 'always_on'
  | 'always_off'
  | 'traceidratio'
  | 'parentbased_always_on'
  | 'parentbased_always_off'
  | 'parentbased_traceidratio';

export interface TracingOptions {
  exporters: TraceExporter[];
  propagators: string[];
  sampler: SamplerName;
  /** Between 0 and 1; only the ratio samplers read it. */
  ratio: number;
  /** Whether a caller's `traceparent` is the parent of what is served for it; else it is linked. */
  trustTraceparent: boolean;
  /** Traces that may begin here in a second; undefined: no bound. */
  perSecond: number | undefined;
  /** Hosts beyond the own network that a call may take baggage to. */
  baggageHosts: string[];
  /** Baggage that may leave; undefined: all. */
  baggageKeys: string[] | undefined;
  /** Headers that are told on the spans of HTTP. */
  capturedHeaders: CapturedHeaders;
  limits: {
    attributeCountLimit: number;
    /** Characters. */
    attributeValueLengthLimit: number;
    eventCountLimit: number;
    linkCountLimit: number;
    attributePerEventCountLimit: number;
    attributePerLinkCountLimit: number;
  };
  /** Short names of the instrumentations that may be loaded. */
  instrumentations: Set<string>;
  /** Whether the start itself is told as a trace. */
  startupTrace: boolean;
  /** Whether text messages of `ws` that are JSON objects carry the trace. */
  webSocketMessages: boolean;
  /** Where spans of HTTP, undici and Fastify come from: Node's channels, or the official instrumentations. */
  http: HttpInstrumentation;
}

const HTTP: readonly HttpInstrumentation[] = ['channels', 'official'];
const EXPORTERS: readonly TraceExporter[] = ['otlp', 'otlp_http_direct', 'console', 'none'];
const PROPAGATORS = ['tracecontext', 'baggage', 'b3', 'b3multi', 'jaeger', 'xray', 'none'];
const SAMPLERS: readonly SamplerName[] = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
];

const LIMITS = {
  attributeCountLimit: [
    'OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT',
    'OTEL_ATTRIBUTE_COUNT_LIMIT',
    128,
  ] as const,
  attributeValueLengthLimit: [
    'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    4096,
  ] as const,
  eventCountLimit: ['OTEL_SPAN_EVENT_COUNT_LIMIT', undefined, 128] as const,
  linkCountLimit: ['OTEL_SPAN_LINK_COUNT_LIMIT', undefined, 128] as const,
  attributePerEventCountLimit: ['OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', undefined, 128] as const,
  attributePerLinkCountLimit: ['OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', undefined, 128] as const,
};

type Env = Readonly<Record<string, string | undefined>>;

function list(value: string | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function choices<T extends string>(
  env: Env,
  option: string,
  allowed: readonly T[],
  fallback: T[],
  warn: Warn,
): T[] {
  const chosen: T[] = [];
  for (const item of list(env[option])) {
    if ((allowed as readonly string[]).includes(item)) chosen.push(item as T);
    else {
      warn({
        code: 'bad_option',
        message: `${option} holds a name that is not known; it is ignored`,
        option,
        expected: allowed.join(', '),
        got: item,
      });
    }
  }
  return chosen.length > 0 ? chosen : fallback;
}

function whole(env: Env, option: string, warn: Warn): number | undefined {
  const text = env[option]?.trim();
  if (!text) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  warn({
    code: 'bad_option',
    message: `${option} is not a whole number; the default is used`,
    option,
    expected: 'a whole number, 0 or more',
    got: text,
  });
  return undefined;
}

function limits(env: Env, warn: Warn): TracingOptions['limits'] {
  const resolved: Record<string, number> = {};
  for (const [name, [own, general, fallback]] of Object.entries(LIMITS)) {
    resolved[name] =
      whole(env, own, warn) ?? (general ? whole(env, general, warn) : undefined) ?? fallback;
  }
  return resolved as unknown as TracingOptions['limits'];
}

function ratio(env: Env, warn: Warn): number {
  const option = 'OTEL_TRACES_SAMPLER_ARG';
  const text = env[option]?.trim();
  if (!text) return 1;
  const value = Number(text);
  if (value >= 0 && value <= 1) return value;
  warn({
    code: 'bad_option',
    message: `${option} is not a ratio; 1 is used`,
    option,
    expected: 'a number from 0 to 1',
    got: text,
  });
  return 1;
}

function perSecond(env: Env, warn: Warn): number | undefined {
  const option = 'SONDE_TRACES_PER_SECOND';
  const text = env[option]?.trim();
  if (!text) return undefined;
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  warn({
    code: 'bad_option',
    message: `${option} is not a number of traces; there is no bound`,
    option,
    expected: 'a number above 0',
    got: text,
  });
  return undefined;
}

function flag(env: Env, option: string, fallback: boolean, warn: Warn): boolean {
  const text = env[option]?.trim().toLowerCase() ?? '';
  if (/^(0|false)$/.test(text)) return false;
  if (/^(1|true)$/.test(text)) return true;
  if (text !== '') {
    warn({
      code: 'bad_option',
      message: `${option} is neither true nor false; ${fallback} is used`,
      option,
      expected: 'true or false',
      got: text,
    });
  }
  return fallback;
}

function instrumentations(env: Env, warn: Warn): Set<string> {
  const known = instrumentationTable.map(({ name }) => name);
  // The metrics and log rooms do these two's work; naming them is no mistake.
  const allowed = [...known, 'pino'];
  const chosen = choices(env, 'OTEL_NODE_ENABLED_INSTRUMENTATIONS', allowed, [], warn);
  const on = new Set(
    chosen.length > 0
      ? chosen
      : instrumentationTable.filter(({ off }) => !off).map(({ name }) => name),
  );
  for (const name of choices(env, 'OTEL_NODE_DISABLED_INSTRUMENTATIONS', allowed, [], warn)) {
    on.delete(name);
  }
  return on;
}

/** The names are those of OpenTelemetry's zero-code instrumentation. */
function capturedHeaders(env: Env): CapturedHeaders {
  const names = (part: string): string[] =>
    list(env[`OTEL_INSTRUMENTATION_HTTP_${part}_HEADERS`]).map((name) => name.toLowerCase());
  return {
    clientRequest: names('CLIENT_CAPTURE_REQUEST'),
    clientResponse: names('CLIENT_CAPTURE_RESPONSE'),
    serverRequest: names('SERVER_CAPTURE_REQUEST'),
    serverResponse: names('SERVER_CAPTURE_RESPONSE'),
  };
}

/** Hosts beyond the own network that may hear what a request carries. */
export function resolveBaggageHosts(env: Env): string[] {
  return list(env['SONDE_BAGGAGE_HOSTS']);
}

/**
 * Reads the standard OTEL_* settings. A bad value is one warning and the default.
 *
 * @param user what the caller sets itself; goes before the environment.
 */
export function resolveTracingOptions(
  user: Partial<TracingOptions>,
  env: Env,
  warn: Warn,
): TracingOptions {
  return {
    exporters: choices(env, 'OTEL_TRACES_EXPORTER', EXPORTERS, ['otlp'], warn),
    propagators: choices(env, 'OTEL_PROPAGATORS', PROPAGATORS, ['tracecontext', 'baggage'], warn),
    sampler: choices(env, 'OTEL_TRACES_SAMPLER', SAMPLERS, ['parentbased_always_on'], warn)[0]!,
    ratio: ratio(env, warn),
    trustTraceparent: flag(env, 'SONDE_TRUST_TRACEPARENT', true, warn),
    perSecond: perSecond(env, warn),
    baggageHosts: resolveBaggageHosts(env),
    baggageKeys: env['SONDE_BAGGAGE_KEYS']?.trim() ? list(env['SONDE_BAGGAGE_KEYS']) : undefined,
    capturedHeaders: capturedHeaders(env),
    limits: limits(env, warn),
    instrumentations: instrumentations(env, warn),
    startupTrace: flag(env, 'SONDE_STARTUP_TRACE', false, warn),
    webSocketMessages: flag(env, 'SONDE_WEBSOCKET_MESSAGES', false, warn),
    http: choices(env, 'SONDE_HTTP_INSTRUMENTATION', HTTP, ['channels'], warn)[0]!,
    ...user,
  };
}
