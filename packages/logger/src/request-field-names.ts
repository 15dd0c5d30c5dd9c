import type { RequestContext } from './request-context.js';

export type RequestFieldName = keyof RequestContext;

/** What of the request context a line tells, by the field's name in `docs/fields.md`. */
export const requestFieldNames: ReadonlyMap<string, RequestFieldName> = new Map<
  string,
  RequestFieldName
>([
  ['request_id', 'requestId'],
  ['user_id', 'userId'],
  ['session_id', 'sessionId'],
]);
