import { isOwnFile, pathOf } from './frames.js';
import type { Call, Probe } from './prober.js';
import type { ProfileReading } from './read-profile.js';

/** An answer that came this soon came out of the running code itself; milliseconds. */
const PROMPT_MS = 20;

/** A starved thread is slow to answer too, but goes on for long with what it was at. */
export function isPrompt({ requestedAt, at, endedAt }: Probe): boolean {
  const waited = at - requestedAt;
  return waited < PROMPT_MS || (endedAt !== undefined && endedAt - at > waited);
}

const isOwn = (call: Call): boolean => isOwnFile(call.file);

/** The profiler and the stack name a function alike only in its last part. */
const lastName = (name: string): string => name.split(/[. ]/).at(-1) ?? name;

const isSame = (a: Call, b: Call): boolean =>
  lastName(a.function) === lastName(b.function) && pathOf(a.file) === pathOf(b.file);

/** Whether the probe stood in the blocking callback itself, so that its request is the right one. */
export function isCertain(probe: Probe, reading: ProfileReading | undefined): boolean {
  if (isPrompt(probe)) return true;
  // Native code came first, and the probe in the first function that was entered after it: deeper
  // in the same callback, or at the very beginning of another one.
  const own = probe.calls.findIndex(isOwn);
  if (own === -1) return false;
  const seen = probe.calls.filter(isOwn);
  if (own === 0 && seen.length === 1) return false;
  if (!reading || reading.calls.length === 0) return true;
  const blocked = reading.calls.filter(isOwn);
  return blocked.length === 0 || seen.some((call) => blocked.some((other) => isSame(call, other)));
}

/**
 * Time in a function that V8 has inlined is its caller's in the profile. V8 answers at the head of a
 * function or of a loop, and what is inlined has no head left: a function that a probe saw, but the
 * profile never did, is inlined and loops.
 */
function isInlined(
  inner: Call | undefined,
  outer: Call | undefined,
  seen: readonly Call[],
): boolean {
  if (!inner || !outer) return false;
  // In a minified file all is one line, and names repeat.
  return inner.line === outer.line || !seen.some((call) => isSame(call, inner));
}

/** Without a profile: each look stands for the time until the next one. */
function longestSeen(probes: readonly Probe[], to: number): Call[] {
  const prompt = probes.filter(isPrompt);
  const looks = prompt.length > 0 ? prompt : probes;
  const found: { top: Call | undefined; calls: Call[]; time: number }[] = [];
  for (const [index, { at, calls }] of looks.entries()) {
    const top = calls.find(isOwn) ?? calls[0];
    const time = (looks[index + 1]?.at ?? to) - at;
    const same = found.find((one) => one.top && top && isSame(one.top, top));
    if (same) same.time += time;
    else found.push({ top, calls, time });
  }
  return found.toSorted((a, b) => b.time - a.time)[0]?.calls ?? [];
}

/**
 * The stack of the blocking code, innermost first. Probes have exact lines; the profile knows what
 * ran most of the time, native calls too.
 */
export function blockedStack(
  probes: readonly Probe[],
  reading: ProfileReading | undefined,
  to: number,
): Call[] {
  const hot = reading?.calls.find(isOwn);
  if (!hot) return longestSeen(probes, to);
  const ordered = [...probes.filter(isPrompt), ...probes];
  for (const { calls } of ordered) {
    const at = calls.findIndex((call) => isSame(call, hot));
    if (at === -1) continue;
    const top = calls.findIndex(isOwn);
    return top === at || isInlined(calls[top], calls[at], reading?.seen ?? [])
      ? calls
      : calls.slice(at);
  }
  return reading?.calls ?? [];
}
