import type { KeyValue, Resource } from '@sonde/otlp';
import type { PageClock } from './page-clock.js';

/** What all records of one request have in common. */
export interface PageContext {
  clock: PageClock;
  /** What the server knows of the page: set last, so that the page can't claim it. */
  facts: KeyValue[];
}

/** One record for the lane. */
export interface LaneEntry {
  signal: 'logs' | 'errors' | 'traces';
  json: string;
  /** Below what a server's own record of the same weight has. */
  level: number;
}

export const SCOPE: { name: string } = { name: '@sonde/browser' };

/** `user_agent.original`, cut. */
const USER_AGENT_LENGTH = 512;

export function pageFacts(userAgent: string | undefined): KeyValue[] {
  const facts: KeyValue[] = [{ key: 'sonde.source', value: { stringValue: 'browser' } }];
  if (userAgent) {
    facts.push({
      key: 'user_agent.original',
      value: { stringValue: userAgent.slice(0, USER_AGENT_LENGTH) },
    });
  }
  return facts;
}

export function textOf(attributes: KeyValue[], key: string): string | undefined {
  return attributes.find((attribute) => attribute.key === key)?.value.stringValue;
}

export function numberOf(attributes: KeyValue[], key: string): number | undefined {
  const value = attributes.find((attribute) => attribute.key === key)?.value;
  const number = Number(value?.doubleValue ?? value?.intValue);
  return Number.isFinite(number) ? number : undefined;
}

export function setText(attributes: KeyValue[], key: string, text: string): void {
  const value = { stringValue: text };
  const found = attributes.find((attribute) => attribute.key === key);
  if (found) found.value = value;
  else attributes.push({ key, value });
}

/** Adds what is not there yet. */
export function addDefault(attributes: KeyValue[], key: string, value: KeyValue['value']): void {
  if (!attributes.some((attribute) => attribute.key === key)) attributes.push({ key, value });
}

/** The text, taken out: for the intake alone. */
export function takeText(attributes: KeyValue[], key: string): string | undefined {
  const at = attributes.findIndex((attribute) => attribute.key === key);
  return at < 0 ? undefined : attributes.splice(at, 1)[0]?.value.stringValue;
}

/** The release that source maps are looked up for. */
export function releaseOf(resource: Resource): string | undefined {
  return textOf(resource.attributes, 'service.version');
}
