import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatBytes } from '../format/format-number.js';
import { visibleText } from '../format/visible-text.js';

const CUT = 600;

/** Text from outside with its line breaks; cut where it is very long. */
export function LongText({ text, cut = CUT }: { text: string; cut?: number }): JSX.Element {
  const [open, setOpen] = useState(false);
  const long = text.length > cut * 1.2;
  return (
    <span class="long-text">
      {visibleText(long && !open ? `${text.slice(0, cut)}…` : text)}
      {long && (
        <button type="button" class="quiet" onClick={() => setOpen(!open)}>
          {open ? 'show less' : `show all (${formatBytes(text.length)})`}
        </button>
      )}
    </span>
  );
}
