import type { Redactor } from '@sonde/redaction';
import { requestFields, traceFields } from './correlation.js';
import type { Serializers } from './fields-json.js';
import { fieldsObject } from './fields-object.js';
import { toldCall } from './told-call.js';

/** What pino gets to write of a log call. */
export interface PrintedCall {
  fields: Record<string, unknown>;
  msg: unknown;
}

/** Fields and message redacted as one object: paths start at the top of the line. */
function redacted(redactor: Redactor, fields: Record<string, unknown>, msg: unknown): PrintedCall {
  if (msg === undefined) return { fields: redactor.value(fields), msg };
  fields['msg'] = msg;
  const clean = redactor.value(fields);
  const cleanMsg = clean['msg'];
  // pino writes the message itself. It leaves out what is undefined.
  clean['msg'] = undefined;
  return { fields: clean, msg: cleanMsg };
}

/** A log call made harmless and fit to be printed: without secrets, with the request and the trace. */
export function printedCall(
  args: unknown[],
  serializers: Serializers,
  redactor: Redactor,
): PrintedCall {
  const told = toldCall(args, serializers);
  const all = Object.assign(fieldsObject(told.fields), requestFields());
  const { fields, msg } = redacted(redactor, all, told.msg);
  // After redaction: an id of digits alone may look like a card number.
  return { fields: Object.assign(fields, traceFields()), msg };
}
