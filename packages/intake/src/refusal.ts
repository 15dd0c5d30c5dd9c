/**
 * Why a request was refused. The set is closed, so that it can be a label. `fault` is ours, not the
 * client's: it should never be counted.
 */
export const refusalReasons = [
  'method',
  'origin',
  'client_rate',
  'rate',
  'quota',
  'busy',
  'content_type',
  'content_encoding',
  'too_large',
  'too_slow',
  'aborted',
  'malformed',
  'fault',
] as const;

export type RefusalReason = (typeof refusalReasons)[number];

export interface Refusal {
  status: number;
  refused: RefusalReason;
  /** Seconds. */
  retryAfter?: number;
}

export function refuse(status: number, refused: RefusalReason, retryAfter?: number): Refusal {
  return { status, refused, ...(retryAfter !== undefined && { retryAfter }) };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value;
}
