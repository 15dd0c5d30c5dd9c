import { resolveLoggerOptions } from '@sonde/logger';
import { resolveMetricsOptions } from '@sonde/metrics';
import { resolveLaneOptions, type Warning } from '@sonde/pipeline';
import { resolveRedactionOptions } from '@sonde/redaction';
import { resolveTracingOptions } from '@sonde/tracing';
import { type Finding, note, ok, wrong } from './finding.js';

type Env = Readonly<Record<string, string | undefined>>;

/** Every name of ours; a test holds it against the table in ARCHITECTURE.md. */
export const ownNames: readonly string[] = [
  'SONDE_DISABLED',
  'SONDE_CONSOLE',
  'SONDE_WARNINGS',
  'SONDE_LOG_LEVEL',
  'SONDE_SPOOL_DIR',
  'SONDE_SPOOL_BYTES',
  'SONDE_DURABILITY',
  'SONDE_RING_BYTES',
  'SONDE_FLUSH_DEADLINE_MS',
  'SONDE_REDACT_PATHS',
  'SONDE_REDACT_KEYS',
  'SONDE_REDACT_EMAIL',
  'SONDE_REDACT_PHONE',
  'SONDE_REDACT_MODE',
  'SONDE_REDACT_HASH_KEY',
];

/** Reads the environment as the preload would, and collects what it would warn of. */
export function checkSettings(env: Env): Finding[] {
  const findings: Finding[] = [];
  const warn = ({ message, expected, got }: Warning) => {
    const details = [
      expected === undefined ? '' : `expected ${expected}`,
      got === undefined ? '' : `got "${got}"`,
    ];
    findings.push(wrong(`${message}.`, details.filter(Boolean).join(', ')));
  };
  resolveLaneOptions({}, env, warn);
  resolveTracingOptions({}, env, warn);
  resolveMetricsOptions({}, env, warn);
  resolveLoggerOptions({}, env, warn);
  resolveRedactionOptions({}, env, warn);

  for (const name of Object.keys(env)) {
    if (!name.startsWith('SONDE_') || ownNames.includes(name)) continue;
    const meant = nearest(name);
    findings.push(wrong(`${name} is no setting of Sonde.`, meant && `Was ${meant} meant?`));
  }
  for (const name of ['SONDE_DISABLED', 'OTEL_SDK_DISABLED']) {
    if (/^(1|true)$/i.test(env[name] ?? ''))
      findings.push(note(`${name} switches everything off.`));
  }
  if (findings.length > 0) return findings;
  const set = Object.keys(env).filter((name) => /^(OTEL|SONDE)_/.test(name));
  return [ok(set.length === 0 ? 'All defaults.' : `Understood: ${set.toSorted().join(', ')}.`)];
}

function nearest(name: string): string | undefined {
  return ownNames
    .map((own) => ({ own, distance: editDistance(name, own) }))
    .filter(({ distance }) => distance <= 4)
    .toSorted((a, b) => a.distance - b.distance)[0]?.own;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
