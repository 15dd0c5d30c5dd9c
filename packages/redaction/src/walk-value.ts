import { isPlain } from './is-plain.js';
import { isNamedSecret, namesNext, Place } from './named-pairs.js';
import { entryPasses, MIN_SECRET } from './passes.js';
import type { PathState } from './path-matcher.js';
import { define, likeOf, readSafely, UNREADABLE } from './plain-copy.js';
import { redactBoxed } from './redact-boxed.js';
import { redactError } from './redact-error.js';
import { secretByKey, secretByPath } from './secret-entry.js';
import { type Visit, Visits } from './visits.js';
import type { WalkRules } from './walk-rules.js';

const MAX_DEPTH = 64;
/** Stands for the place in a list. */
const LIST = '[*]';
const TOO_DEEP = '[cut: too deep]';
const TOO_MUCH = '[cut: too much]';
const CIRCULAR = '[circular]';
const LONG_NUMBER = 1e12;

/** Copies only what has to change: the rest of the result is the input's own. */
export function walkValue(value: unknown, rules: WalkRules): unknown {
  const walk = new Walk(rules, false);
  const after = walk.any(value, rules.paths.start, 0, Place.other);
  if (Object.is(after, value) || !walk.metCycle) return after;
  // A copy that points back into the input would show what was redacted: copy all of it.
  return new Walk({ ...rules, found: () => {} }, true).any(
    value,
    rules.paths.start,
    0,
    Place.other,
  );
}

type ToJson = (this: object, key: string) => unknown;

class Walk {
  metCycle = false;
  private nodes = 0;
  private readonly visits = new Visits();
  private readonly rules: WalkRules;
  private readonly copyAll: boolean;

  constructor(rules: WalkRules, copyAll: boolean) {
    this.rules = rules;
    this.copyAll = copyAll;
  }

  any(value: unknown, state: PathState, depth: number, place: Place): unknown {
    switch (typeof value) {
      case 'string':
        return this.rules.text(value);
      case 'number':
        if (value < LONG_NUMBER || !Number.isSafeInteger(value)) return value;
        return this.number(value, String(value));
      case 'bigint':
        return this.number(value, String(value));
      case 'object':
        if (value === null) return value;
        return this.object(value, state, depth, place);
      default:
        return value;
    }
  }

  private number(value: number | bigint, digits: string): unknown {
    if (digits.length > 19 || !this.rules.isSecretNumber(digits)) return value;
    this.rules.found('card');
    return this.rules.replacement.entry('card', digits);
  }

  private object(value: object, state: PathState, depth: number, place: Place): unknown {
    const above = this.visits.around(value);
    if (above) return this.again(value, above);
    const known = this.visits.known(value, state);
    if (known) return known.copy;
    if (depth > MAX_DEPTH) return this.cut(TOO_DEEP);
    if (++this.nodes > this.rules.maxNodes) return this.cut(TOO_MUCH);
    const visit = this.visits.enter(value, state);
    try {
      visit.copy = this.container(value, visit, state, depth, place);
    } catch {
      // A revoked Proxy, a trap that throws: what can't be read can't be cleared.
      visit.copy = UNREADABLE;
    } finally {
      this.visits.leave(visit);
    }
    return visit.copy;
  }

  private again(value: object, visit: Visit): unknown {
    if (visit.copy !== undefined) return visit.copy;
    this.metCycle = true;
    return this.copyAll ? CIRCULAR : value;
  }

  private cut(mark: string): string {
    this.rules.found('cut');
    return mark;
  }

  private container(
    value: object,
    visit: Visit,
    state: PathState,
    depth: number,
    place: Place,
  ): unknown {
    if (isPlain(value)) return this.record(value, visit, state, depth);
    if (Array.isArray(value)) return this.array(value, visit, state, depth, place);
    if (value instanceof Map) return this.map(value, visit, state, depth);
    if (value instanceof Set) return this.set(value, visit, state, depth);
    if (value instanceof Date || value instanceof RegExp || ArrayBuffer.isView(value)) return value;
    if (value instanceof ArrayBuffer || value instanceof Promise) return value;
    const boxed = redactBoxed(value, this.rules.text);
    if (boxed) return boxed.after;
    if (value instanceof Error) return this.error(value, visit, state, depth);
    const toJson: unknown = (value as { toJSON?: unknown }).toJSON;
    if (typeof toJson === 'function') {
      return this.json(value, toJson as ToJson, visit, state, depth);
    }
    return this.record(value as Record<string, unknown>, visit, state, depth);
  }

  private array(
    list: unknown[],
    visit: Visit,
    state: PathState,
    depth: number,
    place: Place,
  ): unknown {
    const { rules } = this;
    let copy: unknown[] | undefined = this.copyAll ? [] : undefined;
    visit.copy = copy;
    const length = list.length;
    for (let i = 0; i < length; i++) {
      const before: unknown = list[i];
      rules.trail?.(depth, LIST);
      const inner = state === undefined ? undefined : rules.paths.step(state, String(i));
      let after: unknown;
      if (inner !== undefined && rules.paths.ends(inner)) after = secretByPath(before, this.rules);
      else if (i > 0 && namesNext(list, i, place, rules.isSecretKey))
        after = secretByKey(before, this.rules);
      else after = this.any(before, inner, depth + 1, Place.inArray);
      if (copy) copy.push(after);
      else if (!Object.is(after, before)) {
        copy = list.slice(0, i);
        copy.push(after);
        visit.copy = copy;
      }
      if (++this.nodes > rules.maxNodes && i + 1 < length) {
        copy ??= list.slice(0, i + 1);
        copy.push(this.cut(TOO_MUCH));
        break;
      }
    }
    return copy ?? list;
  }

  private map(map: Map<unknown, unknown>, visit: Visit, state: PathState, depth: number): unknown {
    const { rules } = this;
    const copy = new Map<unknown, unknown>();
    let changed = this.copyAll;
    if (changed) visit.copy = copy;
    for (const [key, before] of map) {
      let name: unknown = key;
      let after: unknown;
      rules.trail?.(depth, typeof key === 'string' ? key : LIST);
      if (typeof key === 'string') {
        name = rules.text(key);
        after = this.entry(key, before, state, depth);
      } else {
        name = this.any(key, undefined, depth + 1, Place.other);
        after = this.any(before, undefined, depth + 1, Place.other);
      }
      if (!Object.is(name, key) || !Object.is(after, before)) changed = true;
      if (changed) visit.copy = copy;
      if (++this.nodes > rules.maxNodes) {
        copy.set('…', this.cut(TOO_MUCH));
        return copy;
      }
      copy.set(name, after);
    }
    return changed ? copy : map;
  }

  private set(set: Set<unknown>, visit: Visit, state: PathState, depth: number): unknown {
    const copy = new Set<unknown>();
    let changed = this.copyAll;
    if (changed) visit.copy = copy;
    let i = 0;
    for (const before of set) {
      this.rules.trail?.(depth, LIST);
      const inner = this.rules.paths.step(state, String(i++));
      const after = this.rules.paths.ends(inner)
        ? secretByPath(before, this.rules)
        : this.any(before, inner, depth + 1, Place.other);
      if (!Object.is(after, before)) changed = true;
      if (changed) visit.copy = copy;
      if (++this.nodes > this.rules.maxNodes) {
        copy.add(this.cut(TOO_MUCH));
        return copy;
      }
      copy.add(after);
    }
    return changed ? copy : set;
  }

  private record(
    object: Record<string, unknown>,
    visit: Visit,
    state: PathState,
    depth: number,
  ): unknown {
    const { rules } = this;
    const keys = Object.keys(object);
    let copy: Record<string, unknown> | undefined;
    if (this.copyAll) visit.copy = copy = likeOf(object);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string;
      const before = readSafely(object, key);
      if (!copy && this.nodes < rules.maxNodes && entryPasses(key, before, state, rules)) {
        this.nodes++;
        continue;
      }
      rules.trail?.(depth, key);
      const name = key.length < MIN_SECRET ? key : rules.text(key);
      const after =
        before === UNREADABLE ? before : this.property(object, key, before, state, depth);
      const over = ++this.nodes > rules.maxNodes && i + 1 < keys.length;
      if (!copy && (name !== key || over || before === UNREADABLE || !Object.is(after, before))) {
        visit.copy = copy = likeOf(object);
        for (let j = 0; j < i; j++)
          define(copy, keys[j] as string, readSafely(object, keys[j] as string));
      }
      if (copy) define(copy, name, after);
      if (copy && over) {
        define(copy, '…', this.cut(TOO_MUCH));
        break;
      }
    }
    return copy ?? object;
  }

  private property(
    object: object,
    key: string,
    before: unknown,
    state: PathState,
    depth: number,
  ): unknown {
    if (key === 'value' && isNamedSecret(object, this.rules.isSecretKey))
      return secretByKey(before, this.rules);
    return this.entry(key, before, state, depth);
  }

  private entry(key: string, before: unknown, state: PathState, depth: number): unknown {
    const { rules } = this;
    const inner = state === undefined ? undefined : rules.paths.step(state, key);
    if (inner !== undefined && rules.paths.ends(inner)) return secretByPath(before, this.rules);
    if (rules.isSecretKey(key)) return secretByKey(before, this.rules);
    return this.any(
      before,
      inner,
      depth + 1,
      key === 'rawHeaders' ? Place.rawHeaders : Place.other,
    );
  }

  private error(error: Error, visit: Visit, state: PathState, depth: number): unknown {
    return redactError(error, this.copyAll, {
      entry: (key, before) => {
        this.rules.trail?.(depth, key);
        return this.property(error, key, before, state, depth);
      },
      changed: (copy) => {
        visit.copy = copy;
      },
    });
  }

  /** What JSON will show of it is what counts. */
  private json(
    value: object,
    toJson: ToJson,
    visit: Visit,
    state: PathState,
    depth: number,
  ): unknown {
    const shown = toJson.call(value, '');
    if (shown === value) return this.record(value as Record<string, unknown>, visit, state, depth);
    const after = this.any(shown, state, depth + 1, Place.other);
    return Object.is(after, shown) && !this.copyAll ? value : after;
  }
}
