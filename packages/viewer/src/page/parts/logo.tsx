import type { JSX } from 'preact';

/** A probe on its line, and the wordmark. */
export function Logo(): JSX.Element {
  return (
    <span class="logo">
      <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
        <path d="M10 1v6" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" />
        <circle cx="10" cy="10.5" r="3" fill="currentColor" />
        <path
          d="M5.2 8.4a5.3 5.3 0 0 0 0 4.2M14.8 8.4a5.3 5.3 0 0 1 0 4.2M2.4 6.6a9 9 0 0 0 0 7.8M17.6 6.6a9 9 0 0 1 0 7.8"
          fill="none"
          stroke="currentColor"
          stroke-width="1.4"
          stroke-linecap="round"
        />
        <path d="M10 14.5V19" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" />
      </svg>
      <span>sonde</span>
    </span>
  );
}
