import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRedactor } from '@sonde/redaction';
import { describe, expect, it } from 'vitest';
import { publishedExamples } from './published.js';

const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));
const FILES = ['README.md', 'readme.md', 'CHANGELOG.md', 'package.json'];
const MAX_LINES = 50_000;
const MAX_CHARACTERS = 100_000;

describe('texts that others wrote', () => {
  it('are left alone: of the lines of installed packages at most 2 % are touched', () => {
    const redactor = createRedactor();
    const touched: string[] = [];
    let lines = 0;
    for (const line of foreignLines()) {
      if (++lines > MAX_LINES) break;
      if (redactor.text(line) !== line) touched.push(line.slice(0, 120));
    }
    expect(lines).toBeGreaterThan(10_000);
    // Most of them do hold a credential, in an example.
    expect(touched.length / lines, touched.slice(0, 20).join('\n')).toBeLessThanOrEqual(0.02);
  });

  it('are found out: of the credentials that documentation prints at least 95 %', () => {
    const redactor = createRedactor();
    const secrets = publishedExamples().flatMap(({ text, secrets: inIt }) =>
      inIt.map((secret) => ({ text, secret })),
    );
    const missed = secrets.filter(({ text, secret }) => redactor.text(text).includes(secret));
    expect(secrets.length).toBeGreaterThan(50);
    expect(secrets.filter(({ text, secret }) => !text.includes(secret))).toEqual([]);
    const list = missed.map(
      ({ text }) => `${text.slice(0, 90)} → ${redactor.text(text).slice(0, 90)}`,
    );
    expect(missed.length / secrets.length, list.join('\n')).toBeLessThanOrEqual(0.05);
  });
});

function* foreignLines(): Generator<string> {
  for (const folder of packageFolders()) {
    for (const name of FILES) {
      const file = join(folder, name);
      if (!existsSync(file)) continue;
      const text = readFileSync(file, 'utf8').slice(0, MAX_CHARACTERS);
      for (const line of text.split('\n')) if (line.trim().length > 4) yield line;
    }
  }
}

function* packageFolders(): Generator<string> {
  for (const name of readdirSync(MODULES)) {
    if (name.startsWith('.') || name === '@sonde') continue;
    if (!name.startsWith('@')) yield join(MODULES, name);
    else for (const inner of readdirSync(join(MODULES, name))) yield join(MODULES, name, inner);
  }
}
