import { effect, signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'sonde.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

export const theme = signal<Theme>(remembered());

/** What is shown in the end; charts on a canvas draw anew when it changes. */
export const shownTheme = signal<'light' | 'dark'>(shown());

/** Keeps the document's theme as chosen, or as the system has it. */
export function applyTheme(): void {
  effect(() => {
    const chosen = theme.value;
    if (chosen === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = chosen;
    shownTheme.value = shown();
  });
  dark.addEventListener('change', () => {
    shownTheme.value = shown();
  });
}

export function chooseTheme(next: Theme): void {
  theme.value = next;
  try {
    if (next === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

function shown(): 'light' | 'dark' {
  if (theme.peek() !== 'system') return theme.peek() as 'light' | 'dark';
  return dark.matches ? 'dark' : 'light';
}

function remembered(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
}
