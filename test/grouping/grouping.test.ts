import { readFileSync } from 'node:fs';
import { fingerprint } from '@sonde/errors';
import { describe, expect, it } from 'vitest';
import { GROUPINGS } from './groupings.ts';
import { readLabelledSet } from './labelled-set.ts';
import { pairwiseScore } from './pairwise-score.ts';

const set = readLabelledSet();
const scores = new Map(
  GROUPINGS.map(({ name, groupOf }) => [name, pairwiseScore(set, ({ fault }) => fault, groupOf)]),
);

describe('the labelled set', () => {
  it('has over 300 stacks that were thrown, in three versions of Node and in Chromium', () => {
    const thrown = readFileSync(new URL('stacks.ndjson', import.meta.url), 'utf8').trimEnd();
    const engines = new Map<string, number>();
    for (const line of thrown.split('\n')) {
      const { engine, stack } = JSON.parse(line) as { engine: string; stack?: string };
      if (stack !== undefined) engines.set(engine, (engines.get(engine) ?? 0) + 1);
    }
    expect([...engines.keys()].toSorted()).toEqual(['chromium', 'node22', 'node24', 'node26']);
    expect([...engines.values()].reduce((a, b) => a + b)).toBeGreaterThan(300);
  });

  it('has two releases, three minifiers, and stacks of three more engines', () => {
    expect(new Set(set.map(({ release }) => release))).toEqual(new Set([1, 2]));
    expect(new Set(set.map(({ build }) => build))).toEqual(
      new Set(['source', 'esbuild', 'terser', 'oxc']),
    );
    for (const engine of ['spidermonkey', 'javascriptcore', 'hermes']) {
      expect(set.filter((error) => error.engine === engine).length).toBeGreaterThan(10);
    }
  });

  it('tells no fault by the name of a function', () => {
    for (const { fault, frames } of set) {
      expect(frames.some((frame) => frame.function?.includes(fault))).toBe(false);
    }
  });
});

describe('the grouping of the labelled set', () => {
  it('has a pairwise F1 of at least 0.97', () => {
    const { f1, precision, recall } = scores.get('sonde') ?? { f1: 0, precision: 0, recall: 0 };
    expect(f1, `precision ${precision}, recall ${recall}`).toBeGreaterThanOrEqual(0.97);
  });

  it.each(GROUPINGS.slice(1).map(({ name }) => name))('is ahead of grouping by %s', (name) => {
    expect(scores.get('sonde')?.f1).toBeGreaterThan(scores.get(name)?.f1 ?? 1);
  });

  it('puts most faults in one issue over both releases, all minifiers and all engines', () => {
    const issues = new Map<string, Set<string>>();
    for (const error of set) {
      const ids = issues.get(error.fault) ?? new Set();
      issues.set(error.fault, ids.add(fingerprint(error).id));
    }
    const whole = [...issues.values()].filter(({ size }) => size === 1).length;
    expect(whole / issues.size).toBeGreaterThan(0.85);
  });
});
