import { type Budget, textJson } from './budget.js';
import { valueJson } from './value-json.js';

/**
 * A plain, bounded copy of any value: what {@link valueJson} writes, read again. Never throws.
 *
 * @returns `undefined` for what has no place in a line: undefined, functions.
 */
export function tellable(value: unknown, budget: Budget): unknown {
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const json = typeof value === 'string' ? textJson(value, budget) : valueJson(value, budget);
  return json === undefined ? undefined : JSON.parse(json);
}
