import type { JSX } from 'preact';
import { visibleLine } from '../format/visible-text.js';
import { param, setParams } from '../state/route.js';

/** A menu bound to a parameter of the address. */
export function Choice({
  name,
  label,
  options,
  any,
}: {
  name: string;
  label: string;
  options: readonly (string | { value: string; label: string })[];
  /** What no choice is called; absent if there must be one. */
  any?: string;
}): JSX.Element {
  const value = param(name) ?? '';
  const all = options.map((option) =>
    typeof option === 'string' ? { value: option, label: option } : option,
  );
  if (value && !all.some((option) => option.value === value)) all.unshift({ value, label: value });
  return (
    <label class={value ? 'choice set' : 'choice'}>
      <span class="sr">{label}</span>
      <select value={value} onChange={(event) => setParams({ [name]: event.currentTarget.value })}>
        {any !== undefined && <option value="">{any}</option>}
        {all.map((option) => (
          <option key={option.value} value={option.value}>
            {visibleLine(option.label).slice(0, 80)}
          </option>
        ))}
      </select>
    </label>
  );
}
