import { effect, signal } from '@preact/signals';
import type { LiveIssue } from '../../api.js';
import { segments } from './route.js';

/** More of them are a storm: the list of errors tells it better. */
const MAX_TOLD = 99;

/** Issues that became new or returned since they were last looked at, newest first. */
export const newIssues = signal<readonly LiveIssue[]>([]);

/** Takes an issue that the viewer tells of; the same one is told once. */
export function tellIssue(issue: LiveIssue): void {
  if (segments.peek()[0] === 'errors') return;
  const others = newIssues.peek().filter((one) => one.fingerprint !== issue.fingerprint);
  newIssues.value = [issue, ...others].slice(0, MAX_TOLD);
}

/** Forgets them: someone has seen them. */
export function dismissIssues(): void {
  newIssues.value = [];
}

/** Whoever looks at the errors sees them there. */
effect(() => {
  if (segments.value[0] === 'errors') dismissIssues();
});
