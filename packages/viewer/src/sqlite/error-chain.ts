import { type Frame, parseStack } from '@sonde/errors';
import type { IssueError } from '../api.js';
import { cutText, textOf } from './plain-attributes.js';

const MAX_LINKS = 24;
const MAX_FRAMES = 64;
const MAX_SOURCE_LINES = 15;

/** The error of a record and then its causes and members. All of it comes from strangers. */
export function errorChain(attributes: Record<string, unknown>): IssueError[] {
  const stack = textOf(attributes, 'exception.stacktrace');
  const first: IssueError = {
    type: cutText(textOf(attributes, 'exception.type') ?? 'Error', 200),
    message: cutText(textOf(attributes, 'exception.message') ?? '', 8192),
    relation: 'error',
    frames: readFrames(parseJson(attributes['sonde.error.frames'])) ?? framesOf(stack),
  };
  if (first.frames.length === 0 && stack !== undefined) first.stack = stack;
  const chain = [first];
  const links = parseJson(attributes['sonde.error.chain']);
  if (Array.isArray(links)) {
    for (const link of links.slice(0, MAX_LINKS)) {
      const read = readLink(link);
      if (read !== undefined) chain.push(read);
    }
  }
  return chain;
}

function framesOf(stack: string | undefined): Frame[] {
  return stack === undefined ? [] : parseStack(stack).slice(0, MAX_FRAMES);
}

function readLink(value: unknown): IssueError | undefined {
  if (!isRecord(value)) return undefined;
  const stack = typeof value['stack'] === 'string' ? cutText(value['stack']) : undefined;
  const link: IssueError = {
    type: text(value['type'], 200) ?? 'Error',
    message: text(value['message'], 8192) ?? '',
    relation: value['relation'] === 'member' ? 'member' : 'cause',
    frames: readFrames(value['frames']) ?? framesOf(stack),
  };
  if (link.frames.length === 0 && stack !== undefined) link.stack = stack;
  return link;
}

function readFrames(value: unknown): Frame[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const frames: Frame[] = [];
  for (const item of value.slice(0, MAX_FRAMES)) {
    if (!isRecord(item)) return undefined;
    const file = text(item['file'], 1000);
    if (file === undefined) return undefined;
    const frame: Frame = { file, inApp: item['inApp'] === true };
    const name = text(item['function'], 300);
    if (name !== undefined) frame.function = name;
    const line = position(item['line']);
    if (line !== undefined) frame.line = line;
    const column = position(item['column']);
    if (column !== undefined) frame.column = column;
    const source = readSource(item['source']);
    if (source !== undefined) frame.source = source;
    frames.push(frame);
  }
  return frames;
}

function readSource(value: unknown): { firstLine: number; lines: string[] } | undefined {
  if (!isRecord(value) || !Array.isArray(value['lines'])) return undefined;
  const firstLine = position(value['firstLine']);
  if (firstLine === undefined) return undefined;
  const lines = value['lines']
    .slice(0, MAX_SOURCE_LINES)
    .map((line: unknown) => (typeof line === 'string' ? cutText(line, 500) : ''));
  return { firstLine, lines };
}

function parseJson(value: unknown): unknown {
  if (typeof value !== 'string') return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown, max: number): string | undefined {
  return typeof value === 'string' ? cutText(value, max) : undefined;
}

function position(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}
