import { assembleRedactor } from './assemble-redactor.js';
import { escapeControl } from './escape-control.js';
import { resolveRedactionOptions } from './options.js';
import type { RedactionOptions } from './types.js';

/** What one rule found at one path of the records, over all of them. */
export interface RedactionFinding {
  /** As {@link Redactor.counts} names it: `key`, `path`, `card`, `jwt`, `github`, … */
  rule: string;
  /** `user.password`, `items[*].note`, `headers["x-key"]`; empty for a text that is no record. */
  path: string;
  count: number;
}

/** Tells what would be redacted, never what it is. */
export interface RedactionCheck {
  /** Looks at a record or a text. It is not changed. @returns whether something was found */
  add(record: unknown): boolean;
  /** Most frequent first. Past 1,000 kinds the rest is at the path `…`. */
  findings(): RedactionFinding[];
}

const MAX_FINDINGS = 1000;
const MAX_PATH = 200;
const MAX_NAME = 60;
const PLAIN_NAME = /^[A-Za-z_$][\w$-]*$/;

/** What a redactor with these options would find in records, by rule and by path. */
export function checkRedaction(options: RedactionOptions = {}): RedactionCheck {
  const resolved = resolveRedactionOptions(options, {}, () => {});
  const findings = new Map<string, RedactionFinding>();
  let trail: string[] = [];
  /** Names of keys are data: one that holds a secret is told without it. */
  const names = assembleRedactor(resolved, undefined, { found: () => {} });

  let total = 0;
  const found = (rule: string): void => {
    total++;
    const path = pathOf(trail, names.text);
    const name = `${rule} ${path}`;
    const key = findings.has(name) || findings.size < MAX_FINDINGS ? name : `${rule} …`;
    const finding = findings.get(key);
    if (finding) finding.count++;
    else findings.set(key, { rule, path: key === name ? path : '…', count: 1 });
  };
  const redactor = assembleRedactor(resolved, undefined, {
    found,
    trail(depth, key) {
      trail.length = depth;
      trail[depth] = key;
    },
  });

  return {
    add(record) {
      trail = [];
      const before = total;
      redactor.value(record);
      return total > before;
    },
    findings: () =>
      [...findings.values()].toSorted(
        (a, b) => b.count - a.count || a.path.localeCompare(b.path) || (a.rule < b.rule ? -1 : 1),
      ),
  };
}

function pathOf(trail: readonly string[], clear: (text: string) => string): string {
  let path = '';
  // A value that told itself by toJSON leaves a gap: forEach passes over it.
  trail.forEach((key) => {
    if (key === '[*]') path += key;
    else if (PLAIN_NAME.test(key) && key.length <= MAX_NAME && clear(key) === key)
      path += path === '' ? key : `.${key}`;
    else path += `[${JSON.stringify(shortened(clear(key)))}]`;
  });
  return escapeControl(path.length > MAX_PATH ? `${path.slice(0, MAX_PATH)}…` : path);
}

function shortened(name: string): string {
  return name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name;
}
