import type { SamplerName } from '../resolve-tracing-options.js';
import { hexDigit } from './hex-digit.js';

/** Says which traces are recorded, before anything is made for them. */
export interface Decide {
  /** Of a trace that begins here. */
  root(traceId: string): boolean;
  /** Of a span whose parent is known, here or in another process. */
  child(traceId: string, parentSampled: boolean): boolean;
}

/** Hex digits of the number that a trace is judged by, and as many of its id for each. */
const DIGITS = 8;

/** One digit of the four parts of the id, folded. */
function foldedDigit(traceId: string, at: number): number {
  return (
    hexDigit(traceId, at) ^
    hexDigit(traceId, at + DIGITS) ^
    hexDigit(traceId, at + 2 * DIGITS) ^
    hexDigit(traceId, at + 3 * DIGITS)
  );
}

/** The same for the same trace in every process: as OpenTelemetry's TraceIdRatioBasedSampler. */
function byRatio(ratio: number): (traceId: string) => boolean {
  if (ratio >= 1) return () => true;
  const bound = Math.floor(ratio * 0xffffffff)
    .toString(16)
    .padStart(DIGITS, '0');
  const first = hexDigit(bound, 0);

  function isBelow(traceId: string): boolean {
    for (let at = 1; at < DIGITS; at++) {
      const over = foldedDigit(traceId, at) - hexDigit(bound, at);
      if (over !== 0) return over < 0;
    }
    return false;
  }

  // Nearly always the first digit tells; a loop over all of them made the code of each span's beginning twice as long.
  return (traceId) => {
    const over = foldedDigit(traceId, 0) - first;
    return over === 0 ? isBelow(traceId) : over < 0;
  };
}

/** At most so many a second, and as many at once. */
function limited(perSecond: number, nowMs: () => number): () => boolean {
  const most = Math.max(perSecond, 1);
  let tokens = most;
  let filledMs = nowMs();
  return () => {
    const now = nowMs();
    tokens = Math.min(most, tokens + ((now - filledMs) / 1000) * perSecond);
    filledMs = now;
    if (tokens < 1) return false;
    tokens--;
    return true;
  };
}

export interface DecideOptions {
  sampler: SamplerName;
  ratio: number;
  /** Traces that may begin here in a second; no bound if undefined. */
  perSecond?: number | undefined;
}

/** What `OTEL_TRACES_SAMPLER` names, within `SONDE_TRACES_PER_SECOND`. */
export function createDecide(
  { sampler, ratio, perSecond }: DecideOptions,
  nowMs: () => number = () => performance.now(),
): Decide {
  const byParent = sampler.startsWith('parentbased_');
  const name = byParent ? sampler.slice('parentbased_'.length) : sampler;
  const own =
    name === 'always_on' ? () => true : name === 'always_off' ? () => false : byRatio(ratio);
  const allowed = perSecond === undefined ? () => true : limited(perSecond, nowMs);
  return {
    root: (traceId) => own(traceId) && allowed(),
    child: byParent ? (_traceId, parentSampled) => parentSampled : (traceId) => own(traceId),
  };
}
