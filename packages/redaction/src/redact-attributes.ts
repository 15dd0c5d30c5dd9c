import type { PathState } from './path-matcher.js';
import type { Attribute, AttributeValue } from './types.js';
import type { WalkRules } from './walk-rules.js';

const MAX_DEPTH = 32;

/** An OTLP attribute list, copied only where something changes. */
export function redactAttributes<A extends { key: string; value: object }>(
  list: A[],
  rules: WalkRules,
): A[] {
  return attributesAt(list, rules, rules.paths.start, 0) as unknown as A[];
}

function attributesAt(
  list: Attribute[],
  rules: WalkRules,
  state: PathState,
  depth: number,
): Attribute[] {
  let copy: Attribute[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const before = list[i] as Attribute;
    const after = attribute(before, rules, state, depth);
    if (after !== before) copy ??= list.slice(0, i);
    if (copy && after) copy.push(after);
  }
  return copy ?? list;
}

function attribute(
  before: Attribute,
  rules: WalkRules,
  state: PathState,
  depth: number,
): Attribute | undefined {
  const { key, value } = before;
  const inner = stepDotted(key, rules, state);
  if (rules.paths.ends(inner)) return censored(before, 'path', rules);
  if (rules.isSecretKey(key) && holdsSomething(value)) return censored(before, 'key', rules);
  const after = anyValue(value, rules, inner, depth);
  const name = rules.text(key);
  return after === value && name === key ? before : { ...before, key: name, value: after };
}

/** `user.email` is a path of two keys where attributes are flat. */
function stepDotted(key: string, rules: WalkRules, state: PathState): PathState {
  if (state === undefined) return undefined;
  const whole = rules.paths.step(state, key);
  if (rules.paths.ends(whole) || !key.includes('.')) return whole;
  let at: PathState = state;
  for (const part of key.split('.')) at = rules.paths.step(at, part);
  return at ?? whole;
}

function anyValue(
  value: AttributeValue,
  rules: WalkRules,
  state: PathState,
  depth: number,
): AttributeValue {
  if (value === null || typeof value !== 'object') return value;
  if (typeof value.stringValue === 'string') {
    const text = rules.text(value.stringValue);
    return text === value.stringValue ? value : { ...value, stringValue: text };
  }
  if (value.intValue !== undefined) return integer(value, rules);
  if (!value.arrayValue && !value.kvlistValue) return value;
  if (depth >= MAX_DEPTH) return { stringValue: '[cut: too deep]' };
  if (value.arrayValue) {
    const { values } = value.arrayValue;
    let changed = false;
    const after = values.map((item, i) => {
      const inner = rules.paths.step(state, String(i));
      const next = rules.paths.ends(inner)
        ? (replaced(item, 'path', rules) ?? { stringValue: '' })
        : anyValue(item, rules, inner, depth + 1);
      if (next !== item) changed = true;
      return next;
    });
    return changed ? { ...value, arrayValue: { values: after } } : value;
  }
  const before = value.kvlistValue?.values ?? [];
  const after = attributesAt(before, rules, state, depth + 1);
  return after === before ? value : { ...value, kvlistValue: { values: after } };
}

function integer(value: AttributeValue, rules: WalkRules): AttributeValue {
  const digits = String(value.intValue);
  if (digits.length < 13 || digits.length > 19 || !rules.isSecretNumber(digits)) return value;
  rules.found('card');
  return asValue(rules.replacement.entry('card', digits)) ?? { stringValue: '' };
}

function holdsSomething(value: AttributeValue): boolean {
  return (
    value !== null &&
    typeof value === 'object' &&
    value.boolValue === undefined &&
    value.stringValue !== '' &&
    Object.keys(value).length > 0
  );
}

/** `undefined` where the mode leaves the attribute out. */
function censored(before: Attribute, rule: string, rules: WalkRules): Attribute | undefined {
  const value = replaced(before.value, rule, rules);
  if (value === before.value) return before;
  return value && { ...before, value };
}

function replaced(
  value: AttributeValue,
  rule: string,
  rules: WalkRules,
): AttributeValue | undefined {
  const text = value?.stringValue;
  if (text !== undefined && rules.replacement.isDone(text)) return value;
  rules.found(rule);
  return asValue(
    rules.replacement.entry(rule, text ?? value?.intValue ?? value?.doubleValue ?? value),
  );
}

function asValue(entry: string | undefined): AttributeValue | undefined {
  return entry === undefined ? undefined : { stringValue: entry };
}
