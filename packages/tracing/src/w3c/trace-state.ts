import type { TraceState } from '@opentelemetry/api';
import { api } from '../open-telemetry.js';

const MAX_MEMBERS = 32;
/** What everybody has to carry on; more is cut, as the recommendation says. */
const MAX_CHARACTERS = 512;
/** Members beyond this size go first. */
const LARGE = 128;

const SIMPLE_KEY = /^[a-z][a-z0-9_\-*/]{0,255}$/;
const TENANT_KEY = /^[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13}$/;
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;
const AROUND = /^[ \t]+|[ \t]+$/g;

function isMember(member: string): boolean {
  const at = member.indexOf('=');
  const key = member.slice(0, at);
  return (
    at > 0 && (SIMPLE_KEY.test(key) || TENANT_KEY.test(key)) && VALUE.test(member.slice(at + 1))
  );
}

const keyOf = (member: string): string => member.slice(0, member.indexOf('='));

function cut(members: readonly string[]): string[] {
  const kept = [...members];
  while (kept.join(',').length > MAX_CHARACTERS) {
    const large = kept.findLastIndex((member) => member.length > LARGE);
    kept.splice(large === -1 ? kept.length - 1 : large, 1);
  }
  return kept;
}

/**
 * Reads the header `tracestate` as W3C's Trace Context has it: one member that is not allowed, a key that
 * stands there twice or more than 32 members, and all of it is as if it had not come.
 *
 * @returns undefined if nothing of it is to be carried on.
 */
export function parseTraceState(header: string): TraceState | undefined {
  const members = header
    .split(',')
    .map((member) => member.replace(AROUND, ''))
    .filter((member) => member !== '');
  if (members.length === 0 || members.length > MAX_MEMBERS || !members.every(isMember)) {
    return undefined;
  }
  if (new Set(members.map(keyOf)).size < members.length) return undefined;
  return api.createTraceState(cut(members).join(','));
}
