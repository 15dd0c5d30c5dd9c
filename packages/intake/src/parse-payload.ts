import {
  type DecodeLimits,
  type LogsData,
  parseLogsJson,
  parseTracesJson,
  type TracesData,
} from '@sonde/otlp';
import { type Refusal, refuse } from './refusal.js';

export interface Payload {
  logs: LogsData;
  traces: TracesData;
  /** When the page sent it, by its own clock, milliseconds since the epoch. */
  sentAt: number | undefined;
  /** The same if the same post comes again. */
  id: string | undefined;
}

const KEYS: ReadonlySet<string> = new Set(['resourceLogs', 'resourceSpans', 'sentAt', 'id']);
const LIMITS: Partial<DecodeLimits> = { nodes: 12_000, depth: 4 };
const MOST_ATTRIBUTES = 128;

/** As a key; inside a string the quotation marks would be escaped. */
const PROTOTYPE_KEY = /(?<!\\)"(?:__proto__|constructor|prototype)"\s*:/;

/** One JSON object of `resourceLogs`, `resourceSpans`, `sentAt` and `id`, checked against the schema. */
export function parsePayload(body: Buffer | object): Payload | Refusal {
  try {
    const root = Buffer.isBuffer(body) ? parseText(body.toString('utf8')) : body;
    if (typeof root !== 'object' || root === null || Array.isArray(root)) return malformed();
    const keys = Object.keys(root);
    if (keys.length === 0 || keys.some((key) => !KEYS.has(key))) return malformed();
    const { resourceLogs = [], resourceSpans = [], sentAt, id } = root as Record<string, unknown>;
    if (sentAt !== undefined && !isTime(sentAt)) return malformed();
    if (id !== undefined && !isId(id)) return malformed();
    const logs = parseLogsJson({ resourceLogs }, LIMITS);
    const traces = parseTracesJson({ resourceSpans }, LIMITS);
    return hasTooManyAttributes(logs, traces) ? malformed() : { logs, traces, sentAt, id };
  } catch {
    return malformed();
  }
}

function malformed(): Refusal {
  return refuse(400, 'malformed');
}

function parseText(text: string): unknown {
  return PROTOTYPE_KEY.test(text) ? undefined : JSON.parse(text);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < 1e14;
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{16}$/.test(value);
}

function hasTooManyAttributes(logs: LogsData, traces: TracesData): boolean {
  const tooMany = ({ attributes }: { attributes: unknown[] }): boolean =>
    attributes.length > MOST_ATTRIBUTES;
  return (
    logs.resourceLogs.some(({ scopeLogs }) =>
      scopeLogs.some(({ logRecords }) => logRecords.some(tooMany)),
    ) ||
    traces.resourceSpans.some(({ scopeSpans }) =>
      scopeSpans.some(({ spans }) => spans.some(tooMany)),
    )
  );
}
