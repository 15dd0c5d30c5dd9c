import type { JSX } from 'preact';
import { visibleLine } from '../format/visible-text.js';
import { LongText } from './long-text.js';

/** Every attribute, by name; nested ones as JSON. */
export function Attributes({
  of,
  without = [],
}: {
  of: Record<string, unknown>;
  without?: string[];
}): JSX.Element {
  const names = Object.keys(of)
    .filter((name) => !without.includes(name))
    .toSorted((a, b) => a.localeCompare(b));
  if (names.length === 0) return <p class="muted">None.</p>;
  return (
    <dl class="attributes">
      {names.map((name) => (
        <div key={name}>
          <dt>{breakable(visibleLine(name))}</dt>
          <dd>
            <LongText text={asText(of[name])} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** May break after each dot rather than within a word. */
function breakable(name: string): JSX.Element[] {
  return name.split(/(?<=\.)/).map((part, at) => (
    <span key={`${at} ${part}`}>
      {part}
      <wbr />
    </span>
  ));
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value, null, 1) ?? String(value);
}
