import { fromAnyValue, fromKeyValues } from '@sonde/otlp';
import type { SyslogOptions } from './output-options.js';
import type { ReadRecord } from './read-log-batch.js';

const NIL = '-';

/** The severity of RFC 5424 for each step of OTLP's numbers: trace, debug, info, warn, error, fatal. */
const severities: readonly number[] = [7, 7, 6, 4, 3, 2];
const INFORMATIONAL = 6;
/** OTLP has four numbers for each. */
const STEP = 4;

/** The stack tells it already. */
const FRAMES = 'sonde.error.frames';

/** RFC 5424's SD-NAME: printable ASCII without these, 32 characters. */
const NOT_IN_NAME = /[^\x21-\x7e]|[="\]]/g;
const NAME_LENGTH = 32;

/**
 * C0, DEL, C1, the line separators and the marks that turn a text's direction: a receiver writes what
 * it gets into files that people look at.
 */
const UNSAFE =
  // oxlint-disable-next-line no-control-regex -- control characters are what it is for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(
      UNSAFE,
      (one) => shortEscapes[one] ?? `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

/** A field of the header: printable ASCII of a bounded length, `-` if nothing is left. */
function field(value: unknown, most: number): string {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return text.replace(/[^\x21-\x7e]+/g, '_').slice(0, most) || NIL;
}

/** To the microsecond, the most that RFC 5424 has, in UTC. */
function timestamp(unixNano: string): string {
  const nanos = unixNano.padStart(10, '0');
  const seconds = new Date(Number(nanos.slice(0, -9)) * 1000);
  if (unixNano === '0' || Number.isNaN(seconds.getTime())) return NIL;
  return `${seconds.toISOString().slice(0, 19)}.${nanos.slice(-9, -3)}Z`;
}

function parameter(name: string, value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  const escaped = visible(text).replace(/["\\\]]/g, String.raw`\$&`);
  return ` ${name.replace(NOT_IN_NAME, '_').slice(0, NAME_LENGTH) || '_'}="${escaped}"`;
}

/** The longest beginning of a text of at most so many bytes that ends with a whole character. */
function cut(bytes: Buffer, most: number): Buffer {
  if (bytes.length <= most) return bytes;
  let end = most;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const CUT_MARK = ' sonde.cut="true"';

/**
 * A record as a message of RFC 5424, in UTF-8. The body is the message; trace, span and all
 * attributes are parameters of one element of structured data, their control characters written as
 * `\u001b`. A message that is not pure ASCII begins with a byte order mark, as the RFC has it. What
 * is longer than allowed loses attributes from the end, then the end of its text, and is marked.
 */
export function syslogMessage(
  { record, resource }: ReadRecord,
  options: Pick<SyslogOptions, 'facility' | 'sdId' | 'maxBytes'>,
): Buffer {
  const owner = fromKeyValues(resource.attributes);
  const step = Math.floor((record.severityNumber - 1) / STEP);
  const severity = severities[step] ?? INFORMATIONAL;
  const header = [
    `<${options.facility * 8 + severity}>1`,
    timestamp(record.timeUnixNano),
    field(owner['host.name'], 255),
    field(owner['service.name'], 48),
    field(owner['process.pid'], 128),
    field(record.eventName, 32),
  ].join(' ');

  const body = record.body ? fromAnyValue(record.body) : '';
  const message = Buffer.from(
    visible(typeof body === 'string' ? body : (JSON.stringify(body) ?? '')),
  );
  const ascii = message.every((byte) => byte < 0x80);

  const parameters: string[] = [];
  if (record.traceId) parameters.push(parameter('trace_id', record.traceId));
  if (record.spanId) parameters.push(parameter('span_id', record.spanId));
  for (const [key, value] of Object.entries(fromKeyValues(record.attributes))) {
    if (key !== FRAMES) parameters.push(parameter(key, value));
  }

  const bom = ascii ? 0 : BOM.length;
  const fixed = header.length + `[${options.sdId}] `.length + 1 + bom;
  // Half of what there is is kept for the message, if it needs that much.
  const room = options.maxBytes - fixed - CUT_MARK.length;
  const forParameters = room - Math.min(message.length, Math.floor(room / 2));
  let data = '';
  let used = 0;
  let whole = true;
  for (const one of parameters) {
    const bytes = Buffer.byteLength(one);
    if (used + bytes > forParameters) whole = false;
    else {
      data += one;
      used += bytes;
    }
  }
  const text = cut(message, room - used);
  if (text.length < message.length) whole = false;
  const element = data === '' && whole ? NIL : `[${options.sdId}${data}${whole ? '' : CUT_MARK}]`;
  const start = Buffer.from(`${header} ${element}${message.length > 0 ? ' ' : ''}`);
  return Buffer.concat(ascii ? [start, text] : [start, BOM, text]);
}
