export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
  exemplar?: { labels: Record<string, string>; value: number; timestamp?: number };
}

export interface Family {
  type: string;
  help?: string;
  unit?: string;
  samples: Sample[];
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABELS = String.raw`\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)*)\}`;
const NUMBER = String.raw`[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN`;
const SAMPLE = new RegExp(
  `^(${NAME})(?:${LABELS})? (${NUMBER})(?: # ${LABELS} (${NUMBER})(?: (${NUMBER}))?)?$`,
);
const SUFFIXES: Record<string, string[]> = {
  counter: ['_total'],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
};

const number = (text: string): number => Number(text.replace('Inf', 'Infinity'));

function labels(text = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = '', value = ''] of text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
    if (name in found) throw new Error(`label ${name} twice`);
    found[name] = value.replace(/\\(.)/g, (_all, char: string) => (char === 'n' ? '\n' : char));
  }
  return found;
}

/** Buckets grow with their bound, end in +Inf and agree with the count. */
function checkHistogram(name: string, family: Family): void {
  const series = new Map<string, Sample[]>();
  for (const sample of family.samples) {
    const { le: _le, ...rest } = sample.labels;
    const key = JSON.stringify(rest);
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  for (const samples of series.values()) {
    const buckets = samples.filter((sample) => sample.name.endsWith('_bucket'));
    const bounds = buckets.map((bucket) => number((bucket.labels['le'] ?? '').replace('+', '')));
    const counts = buckets.map(({ value }) => value);
    const count = samples.find((sample) => sample.name.endsWith('_count'))?.value;
    const ascending = (list: number[]): boolean =>
      list.every((value, index) => index === 0 || value >= (list[index - 1] ?? 0));
    if (bounds.at(-1) !== Infinity || !ascending(bounds) || !ascending(counts)) {
      throw new Error(`${name}: buckets out of order`);
    }
    if (counts.at(-1) !== count) throw new Error(`${name}: +Inf is not the count`);
  }
}

/**
 * Reads an exposition by the grammar of the text format 0.0.4 or of OpenMetrics 1.0.0, and throws on
 * whatever does not fit it.
 *
 * @see https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md
 */
export function parseExposition(text: string, open: boolean): Map<string, Family> {
  const families = new Map<string, Family>();
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error('no line break at the end');
  if (open && lines.pop() !== '# EOF') throw new Error('no # EOF');
  const seen = new Set<string>();
  let current = '';
  for (const line of lines) {
    const meta = new RegExp(`^# (HELP|TYPE|UNIT) (${NAME}) (.+)$`).exec(line);
    if (meta) {
      const [, kind = '', name = '', rest = ''] = meta;
      if (kind === 'UNIT' && !open) throw new Error(`UNIT in the text format: ${line}`);
      if (name !== current && families.has(name)) throw new Error(`${name} is not in one block`);
      current = name;
      const family = families.get(name) ?? { type: 'unknown', samples: [] };
      families.set(name, family);
      if (kind === 'HELP') family.help = rest;
      else if (kind === 'TYPE') family.type = rest;
      else if (name.endsWith(`_${rest}`)) family.unit = rest;
      else throw new Error(`${name} does not end in its unit ${rest}`);
      continue;
    }
    const found = SAMPLE.exec(line);
    if (!found) throw new Error(`not a sample: ${line}`);
    const [, name = '', list, value = '', marks, markValue, markTime] = found;
    const family = families.get(current);
    if (!family) throw new Error(`a sample before its metadata: ${line}`);
    const suffixes = SUFFIXES[family.type];
    const allowed = open || family.type !== 'counter' ? suffixes : [''];
    if (!allowed?.some((suffix) => name === current + suffix)) {
      throw new Error(`${name} does not belong to the ${family.type} ${current}`);
    }
    const key = `${name}{${list}}`;
    if (seen.has(key)) throw new Error(`${key} twice`);
    seen.add(key);
    const sample: Sample = { name, labels: labels(list), value: number(value) };
    if (marks !== undefined) {
      if (!open) throw new Error(`an exemplar in the text format: ${line}`);
      if (!/_bucket$|_total$/.test(name)) throw new Error(`an exemplar does not go here: ${line}`);
      sample.exemplar = { labels: labels(marks), value: number(markValue ?? '') };
      if (markTime !== undefined) sample.exemplar.timestamp = number(markTime);
    }
    family.samples.push(sample);
  }
  for (const [name, family] of families) {
    if (family.type === 'histogram') checkHistogram(name, family);
  }
  return families;
}
