import type { JSX } from 'preact';
import { formatClock } from '../format/format-time.js';
import { helpOpen, PLACES } from '../state/keyboard.js';
import { connection, paused } from '../state/live.js';
import { href, segments } from '../state/route.js';
import { chooseTheme, shownTheme } from '../state/theme.js';
import { chooseRange, fixedWindow, movingRange, RANGES } from '../state/time-range.js';
import { Logo } from './logo.js';

/** Where one is, where one can go, the time, and whether the page is live. */
export function TopBar(): JSX.Element {
  const here = `/${segments.value[0] ?? ''}`;
  return (
    <header class="top">
      <a class="home" href={href('/')} aria-label="Sonde, overview">
        <Logo />
      </a>
      <nav aria-label="Views">
        {Object.entries(PLACES).map(([key, place]) => (
          <a
            key={key}
            href={href(place.path)}
            aria-current={place.path === here ? 'page' : undefined}
            title={`${place.label} (g ${key})`}
          >
            {place.label}
          </a>
        ))}
      </nav>
      <div class="tools">
        <RangePicker />
        <LiveButton />
        <button
          type="button"
          class="icon"
          aria-label={`Use the ${shownTheme.value === 'dark' ? 'light' : 'dark'} theme`}
          title="Theme"
          onClick={() => chooseTheme(shownTheme.value === 'dark' ? 'light' : 'dark')}
        >
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="1.4" />
            <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" />
          </svg>
        </button>
        <button
          type="button"
          class="icon keys"
          aria-label="Keys"
          title="Keys (?)"
          onClick={() => {
            helpOpen.value = true;
          }}
        >
          ?
        </button>
      </div>
    </header>
  );
}

function RangePicker(): JSX.Element {
  const fixed = fixedWindow.value;
  if (fixed) {
    const label = `${formatClock(fixed.from, false)} – ${formatClock(fixed.to, false)}`;
    return (
      <button
        type="button"
        class="range-fixed num"
        aria-label={`Fixed time ${label}; back to a moving range`}
        title="Back to a moving range"
        onClick={() => chooseRange(movingRange.value.id)}
      >
        {label} <span aria-hidden="true">×</span>
      </button>
    );
  }
  return (
    <label class="choice">
      <span class="sr">Time range</span>
      <select
        value={movingRange.value.id}
        onChange={(event) => chooseRange(event.currentTarget.value)}
      >
        {RANGES.map((range) => (
          <option key={range.id} value={range.id}>
            {range.label}
          </option>
        ))}
      </select>
    </label>
  );
}

function LiveButton(): JSX.Element {
  const state = connection.value === 'live' && paused.value ? 'paused' : connection.value;
  const words = { connecting: 'Connecting', live: 'Live', paused: 'Paused', gone: 'No viewer' }[
    state
  ];
  return (
    <button
      type="button"
      class={`live ${state}`}
      aria-pressed={!paused.value}
      title={paused.value ? 'Go on (.)' : 'Pause (.)'}
      onClick={() => {
        paused.value = !paused.value;
      }}
    >
      <i aria-hidden="true" />
      {words}
    </button>
  );
}
