import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { helpOpen, PLACES } from '../state/keyboard.js';

const KEYS: [string, string][] = [
  ...Object.entries(PLACES).map(([key, place]): [string, string] => [`g ${key}`, place.label]),
  ['/', 'Search'],
  ['j  k', 'Next, previous row'],
  ['Enter', 'Open'],
  ['Space', 'Unfold what belongs to the row'],
  ['→  ←', 'Unfold, fold children'],
  ['Esc', 'Close, or back to the list'],
  ['.', 'Pause or go on with live'],
  ['?', 'These keys'],
];

/** The keys, in a dialog. */
export function Help(): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (helpOpen.value) dialog.current?.showModal();
    else dialog.current?.close();
  }, [helpOpen.value]);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="help-title"
      onClose={() => {
        helpOpen.value = false;
      }}
      onClick={(event) => {
        if (event.target === dialog.current) helpOpen.value = false;
      }}
    >
      <div class="help">
        <header>
          <h2 id="help-title">Keys</h2>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              helpOpen.value = false;
            }}
          >
            Close
          </button>
        </header>
        <dl>
          {KEYS.map(([keys, meaning]) => (
            <div key={keys}>
              <dt>
                {keys.split(/\s+/).map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </div>
    </dialog>
  );
}
