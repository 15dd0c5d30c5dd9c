import { render } from 'preact';
import type { Status } from '../api.js';
import { App } from './app.js';
import { fetchJson } from './state/fetch-json.js';
import { followKeys } from './state/keyboard.js';
import { followLive, status } from './state/live.js';
import { followLinks } from './state/route.js';
import { applyTheme } from './state/theme.js';

applyTheme();
followLinks();
followKeys();
followLive();
void askStatus();
const root = document.getElementById('app');
if (root) render(<App />, root);

async function askStatus(): Promise<void> {
  try {
    status.value = await fetchJson<Status>('/api/status', {}, new AbortController().signal);
  } catch {
    // The stream's `hello` brings it as soon as the viewer answers.
  }
}
