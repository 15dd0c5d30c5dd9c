import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { param, setParams } from '../state/route.js';

const WAIT_MS = 250;

/** A search field bound to a parameter of the address; `/` goes to it. */
export function SearchBox({
  name = 'q',
  label,
  hint,
}: {
  name?: string;
  label: string;
  hint: string;
}): JSX.Element {
  const value = param(name) ?? '';
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const written = useRef(value);
  useEffect(() => {
    if (value !== written.current) setText(value);
    written.current = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const write = (next: string): void => {
    written.current = next;
    setParams({ [name]: next }, true);
  };
  const type = (next: string): void => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => write(next.trim()), WAIT_MS);
  };
  return (
    <input
      class="search"
      type="search"
      data-search
      aria-label={label}
      placeholder={hint}
      spellcheck={false}
      autocomplete="off"
      value={text}
      onInput={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        clearTimeout(timer.current);
        write(text.trim());
        event.currentTarget.blur();
      }}
    />
  );
}
