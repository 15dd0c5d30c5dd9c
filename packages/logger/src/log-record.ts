import type { Redactor } from '@sonde/redaction';
import pino from 'pino';
import { requestFields, traceFields } from './correlation.js';
import { formatMessage } from './format-message.js';
import { logFields } from './log-fields.js';
import type { Serializer } from './logger-options.js';
import { type Budget, boundedText, newBudget, tellable } from './tellable.js';

/** A log call, made harmless: what pino gets to write. */
export interface LogRecord {
  fields: Record<string, unknown>;
  msg: unknown;
}

/** pino logs a bare request or response as `req` or `res`. */
function asHttpMessage(value: object): Record<string, unknown> | undefined {
  const message = value as {
    method?: unknown;
    headers?: unknown;
    socket?: unknown;
    setHeader?: unknown;
  };
  if (message.method && message.headers && message.socket) {
    return { req: pino.stdSerializers.req(value as never) };
  }
  if (typeof message.setHeader === 'function') {
    return { res: pino.stdSerializers.res(value as never) };
  }
  return undefined;
}

function mergedObject(first: object, serializers: Record<string, Serializer>, budget: Budget) {
  try {
    if (first instanceof Error) return logFields({ err: first }, serializers, budget);
    const message = asHttpMessage(first);
    if (message) return logFields(message, serializers, budget);
    const { toJSON } = first as { toJSON?: unknown };
    if (typeof toJSON === 'function' || Array.isArray(first) || first instanceof Map) {
      const told = tellable(first, budget);
      return logFields(
        told !== null && typeof told === 'object' ? told : { value: told },
        serializers,
        budget,
      );
    }
  } catch {
    // A Proxy or a getter that throws when looked at: what can be told of it is told below.
  }
  return logFields(first, serializers, budget);
}

function messageOf(args: unknown[], budget: Budget): unknown {
  const [first, ...further] = args;
  if (first === undefined) return undefined;
  if (typeof first === 'string') {
    if (further.length === 0) return boundedText(first, budget);
    const told = further.map((value) => tellable(value, budget));
    return boundedText(formatMessage(boundedText(first, newBudget()), told), budget);
  }
  return tellable(first, budget);
}

/** Fields and message redacted as one object: paths start at the top of the line. */
function redacted(redactor: Redactor, fields: Record<string, unknown>, msg: unknown): LogRecord {
  if (msg === undefined) return { fields: redactor.value(fields), msg };
  fields['msg'] = msg;
  const clean = redactor.value(fields);
  const cleanMsg = clean['msg'];
  // pino writes the message itself. It leaves out what is undefined.
  clean['msg'] = undefined;
  return { fields: clean, msg: cleanMsg };
}

/**
 * Reads the arguments of a log call as pino does: an object to merge, then a message with
 * `%s`-like places. Never throws.
 *
 * @param redactor for what is printed; absent if the lane alone gets the line.
 */
export function logRecord(
  args: unknown[],
  serializers: Record<string, Serializer>,
  redactor: Redactor | undefined,
): LogRecord {
  const budget = newBudget();
  const [first, ...rest] = args;
  const merges = typeof first === 'object' && first !== null;
  let fields = merges ? mergedObject(first, serializers, budget) : {};
  let msg = messageOf(merges ? rest : first === undefined ? rest : args, budget);
  if (msg === undefined && fields['msg'] === undefined) {
    const told = (fields['err'] as { message?: unknown } | undefined)?.message;
    if (typeof told === 'string') msg = told;
  }
  if (msg !== undefined && Object.hasOwn(fields, 'msg')) {
    fields['field.msg'] = fields['msg'];
    delete fields['msg'];
  }
  const request = requestFields();
  for (const key of Object.keys(request)) {
    if (Object.hasOwn(fields, key)) fields[`field.${key}`] = fields[key];
  }
  Object.assign(fields, request);
  if (redactor) ({ fields, msg } = redacted(redactor, fields, msg));
  // After redaction: an id of digits alone may look like a card number.
  return { fields: Object.assign(fields, traceFields()), msg };
}
