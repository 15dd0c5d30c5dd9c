import type { Reason } from '../api.js';
import { milliseconds } from './milliseconds.js';
import type { TraceFacts } from './trace-facts.js';

const MAX = 2;

/** Profiles of the processes that a trace went through: those that ran meanwhile, and those begun for its blocks. */
export function profilesTaken({ traceId, spans, blocks, profiles }: TraceFacts): Reason[] {
  const begun = new Map<string, string>();
  for (const { profile, service, traceId: of } of blocks) {
    if (profile !== undefined && of === traceId) begun.set(profile, service);
  }
  const shipped = profiles.filter(
    ({ file, instance, start, end }) =>
      begun.has(file) ||
      spans.some((span) => span.instance === instance && span.start < end && span.end > start),
  );
  const kept = [...begun].filter(([file]) => !shipped.some((one) => one.file === file));
  return [
    ...shipped.map(({ file, service, start, end }) => ({
      kind: 'profiled' as const,
      text: `A CPU profile of ${service}, ${milliseconds(end - start)} long, was taken ${begun.has(file) ? 'right after its block' : 'meanwhile'}.`,
      ms: 0,
      profile: file,
    })),
    ...kept.map(([file, service]) => ({
      kind: 'profiled' as const,
      text: `A CPU profile of ${service} was taken right after its block; it lies in the private folder of its machine as ${file}.`,
      ms: 0,
    })),
  ].slice(0, MAX);
}
