import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  checkRedaction,
  escapeControl,
  type RedactionFinding,
  type RedactionOptions,
  resolveRedactionOptions,
} from '@sonde/redaction';
import { bold, dim, green } from './paint.js';
import { readLines } from './read-lines.js';
import { UsageError } from './usage-error.js';

const MAX_LINE = 1024 * 1024;
const MAX_SHOWN = 200;

interface Tally {
  records: number;
  /** Lines that are no JSON. */
  texts: number;
  /** Records and texts in which something would be redacted. */
  touched: number;
}

/**
 * `sonde redact --check FILE`: tells what would be redacted in a file of log lines, by rule and by
 * path, and never what it is. The exit code is 0 for nothing, 1 for something, 2 for a file that can't
 * be read.
 */
export async function redact(args: string[]): Promise<void> {
  const { file, json, options } = readOptions(args);
  const check = checkRedaction(options);
  const tally: Tally = { records: 0, texts: 0, touched: 0 };
  try {
    const stream = file === '-' ? process.stdin : createReadStream(file);
    for await (const line of readLines(stream as AsyncIterable<Buffer>, MAX_LINE)) {
      if (line.trim() === '') continue;
      const record = recordOf(line);
      if (record === undefined) tally.texts++;
      else tally.records++;
      if (check.add(record ?? line)) tally.touched++;
    }
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    console.error(`sonde: ${escapeControl(file)} can't be read (${code})`);
    process.exitCode = 2;
    return;
  }
  const findings = check.findings();
  process.stdout.write(
    json ? `${JSON.stringify({ ...tally, findings })}\n` : describe(findings, tally),
  );
  process.exitCode = findings.length === 0 ? 0 : 1;
}

function readOptions(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        check: { type: 'string', default: '' },
        paths: { type: 'string', default: '' },
        keys: { type: 'string', default: '' },
        email: { type: 'boolean' },
        phone: { type: 'boolean' },
        json: { type: 'boolean', default: false },
      },
    });
    const { check: file, json, paths, keys, email, phone } = values;
    if (file === '') throw new Error('Say which file: sonde redact --check app.ndjson');
    const user: RedactionOptions = {
      paths: listOf(paths),
      keys: listOf(keys),
      ...(email === undefined ? {} : { email }),
      ...(phone === undefined ? {} : { phone }),
    };
    const warn = ({ message }: { message: string }): void => console.error(`sonde: ${message}`);
    return { file, json, options: resolveRedactionOptions(user, process.env, warn) };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function describe(
  findings: readonly RedactionFinding[],
  { records, texts, touched }: Tally,
): string {
  const read = `${records} records${texts === 0 ? '' : ` and ${texts} lines that are no JSON`} read`;
  if (findings.length === 0) return `${green('nothing')} would be redacted: ${read}\n`;
  const total = findings.reduce((sum, { count }) => sum + count, 0);
  const shown = findings.slice(0, MAX_SHOWN);
  const ruleWidth = Math.max(...shown.map(({ rule }) => rule.length));
  const countWidth = Math.max(...shown.map(({ count }) => String(count).length));
  const rows = shown.map(
    ({ rule, path, count }) =>
      `  ${String(count).padStart(countWidth)}  ${rule.padEnd(ruleWidth)}  ${path || dim('(the line)')}\n`,
  );
  const more = findings.length - shown.length;
  if (more > 0) rows.push(`  and ${more} more kinds: --json tells all\n`);
  return `${bold(`${total} would be redacted`)} in ${touched} of them: ${read}\n\n${rows.join('')}`;
}

function recordOf(line: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function listOf(flag: string): string[] {
  return flag === '' ? [] : flag.split(',').map((item) => item.trim());
}
