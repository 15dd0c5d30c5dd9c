import type { KeyValue } from '@sonde/otlp';
import { cutText } from './cut-text.js';

interface Rule {
  type: 'string' | 'number' | 'boolean';
  /** Characters; what is longer is cut. */
  most?: number;
  /** What it must look like; otherwise it is left out. */
  like?: RegExp;
}

const TEXT: Rule = { type: 'string', most: 256 };
const NUMBER: Rule = { type: 'number' };
const BOOLEAN: Rule = { type: 'boolean' };

/**
 * What a page may say of itself. Anything else is left out: `sonde.source`, fingerprints, frames and
 * all that only a server can know among it.
 */
const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['session.id', { ...TEXT, like: /^[\w-]{1,64}$/ }],
  ['user.id', TEXT],
  ['url.path', { ...TEXT, most: 1_024 }],
  ['url.template', TEXT],
  ['url.full', { ...TEXT, most: 2_048 }],
  ['exception.type', TEXT],
  ['exception.message', { ...TEXT, most: 8_192 }],
  ['exception.stacktrace', { ...TEXT, most: 24_576 }],
  ['sonde.error.handled', BOOLEAN],
  [
    'sonde.error.mechanism',
    {
      ...TEXT,
      like: /^(capture|error|unhandledrejection|resource|csp|console|react|vue|angular|worker)$/,
    },
  ],
  ['sonde.error.count', NUMBER],
  ['sonde.error.chain', { ...TEXT, most: 32_768 }],
  ['browser.web_vital.name', { ...TEXT, like: /^(LCP|INP|CLS|FCP|TTFB)$/ }],
  ['browser.web_vital.value', NUMBER],
  ['browser.web_vital.rating', { ...TEXT, like: /^(good|needs-improvement|poor)$/ }],
  ['browser.web_vital.id', { ...TEXT, most: 64 }],
  ['browser.web_vital.target', TEXT],
  ['browser.web_vital.load_state', { ...TEXT, most: 32 }],
  ['browser.long_animation_frame.duration', NUMBER],
  ['browser.long_animation_frame.blocking', NUMBER],
  ['browser.long_animation_frame.script', { ...TEXT, most: 2_048 }],
  ['browser.long_animation_frame.function', TEXT],
  ['sonde.error.debug_ids', { ...TEXT, most: 8_192 }],
  ['sonde.error.trail', { ...TEXT, most: 8_192 }],
  ['browser.interaction.target', TEXT],
  ['browser.interaction.type', { ...TEXT, most: 32 }],
  ['http.request.method', { ...TEXT, most: 32 }],
  ['http.response.status_code', NUMBER],
  ['server.address', TEXT],
  ['server.port', NUMBER],
  ['error.type', TEXT],
]);

/** The context of `captureError`. */
const APP: Rule = { type: 'string', most: 2_048 };
const MOST_APP = 32;

const RESOURCE_RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['service.name', TEXT],
  ['service.version', TEXT],
  ['deployment.environment.name', TEXT],
  ['telemetry.sdk.version', TEXT],
]);

/** The attributes of a record or span that a page may set, each once, cut to size. */
export function pageAttributes(given: KeyValue[]): KeyValue[] {
  let app = 0;
  return pick(given, (key) => {
    if (!/^app\.[\w.-]{1,64}$/.test(key)) return RULES.get(key);
    app += 1;
    return app > MOST_APP ? undefined : APP;
  });
}

/** The attributes of its resource that a page may set. */
export function pageResource(given: KeyValue[]): KeyValue[] {
  return pick(given, (key) => RESOURCE_RULES.get(key));
}

function pick(given: KeyValue[], ruleOf: (key: string) => Rule | undefined): KeyValue[] {
  const kept = new Map<string, KeyValue>();
  for (const { key, value } of given) {
    const rule = ruleOf(key);
    if (!rule || kept.has(key)) continue;
    if (value.stringValue !== undefined) {
      if (rule.type !== 'string' || value.stringValue === '') continue;
      if (rule.like && !rule.like.test(value.stringValue)) continue;
      kept.set(key, { key, value: { stringValue: cutText(value.stringValue, rule.most) } });
    } else if (value.boolValue !== undefined) {
      if (rule.type === 'boolean' || rule === APP) kept.set(key, { key, value });
    } else if (rule.type === 'number' || rule === APP) {
      const number = Number(value.doubleValue ?? value.intValue);
      if (Number.isFinite(number)) kept.set(key, { key, value: numberValue(number) });
    }
  }
  return [...kept.values()];
}

function numberValue(number: number): KeyValue['value'] {
  return Number.isSafeInteger(number) ? { intValue: String(number) } : { doubleValue: number };
}
