import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { visibleLine } from '../format/visible-text.js';

/** An id cut to its first eight characters, with a button that copies the whole. */
export function CopyId({ id, label }: { id: string; label: string }): JSX.Element {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(id);
      setCopied(true);
      setTimeout(() => setCopied(false), 1200);
    } catch {
      setCopied(false);
    }
  };
  return (
    <span class="copy-id">
      <code title={visibleLine(id)}>{visibleLine(id.slice(0, 8))}</code>
      <button type="button" class="quiet" onClick={() => void copy()} aria-label={`Copy ${label}`}>
        {copied ? 'copied' : 'copy'}
      </button>
    </span>
  );
}
