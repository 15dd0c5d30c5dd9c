import { signal } from '@preact/signals';
import { paused } from './live.js';
import { href, navigate } from './route.js';

/** What the keys act on in the present view; the last one mounted wins. */
export interface KeyTarget {
  move?: (step: number) => void;
  open?: () => void;
  /** Closes what is open; returns false if nothing was, so that the key means "back". */
  close?: () => boolean;
  expand?: (open: boolean) => void;
  toggle?: () => void;
}

export const helpOpen = signal(false);

/** The letters after `g`, and where they lead. */
export const PLACES: Record<string, { path: string; label: string }> = {
  o: { path: '/', label: 'Overview' },
  t: { path: '/traces', label: 'Traces' },
  l: { path: '/logs', label: 'Logs' },
  e: { path: '/errors', label: 'Errors' },
  r: { path: '/runtime', label: 'Runtime' },
  p: { path: '/page', label: 'Page' },
};

const G_MS = 1200;
const targets: KeyTarget[] = [];
let lastG = 0;

/** Makes a view the target of the keys until the returned function is called. */
export function takeKeys(target: KeyTarget): () => void {
  targets.push(target);
  return () => {
    const at = targets.indexOf(target);
    if (at >= 0) targets.splice(at, 1);
  };
}

export function followKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const element = event.target instanceof HTMLElement ? event.target : undefined;
    if (element?.matches('input, textarea, select')) {
      if (event.key === 'Escape') element.blur();
      return;
    }
    if (helpOpen.peek()) return;
    const onControl = element?.matches('a, button, summary, [role="button"]') ?? false;
    if (act(event, onControl)) event.preventDefault();
  });
}

function act(event: KeyboardEvent, onControl: boolean): boolean {
  const { key } = event;
  if (key !== 'g' && event.timeStamp - lastG < G_MS && PLACES[key]) {
    lastG = 0;
    navigate(href(PLACES[key].path));
    return true;
  }
  switch (key) {
    case 'g':
      lastG = event.timeStamp;
      return true;
    case '?':
      helpOpen.value = true;
      return true;
    case '.':
      paused.value = !paused.peek();
      return true;
    case '/':
      return focusSearch();
    case 'j':
    case 'ArrowDown':
      return call((target) => target.move, 1);
    case 'k':
    case 'ArrowUp':
      return call((target) => target.move, -1);
    case 'Enter':
      return !onControl && call((target) => target.open);
    case ' ':
      return !onControl && call((target) => target.toggle);
    case 'ArrowRight':
      return call((target) => target.expand, true);
    case 'ArrowLeft':
      return call((target) => target.expand, false);
    case 'Escape':
      return goBack();
    default:
      return false;
  }
}

function call<A extends unknown[]>(
  choose: (target: KeyTarget) => ((...args: A) => unknown) | undefined,
  ...args: A
): boolean {
  for (const target of targets.toReversed()) {
    const method = choose(target);
    if (!method) continue;
    method(...args);
    return true;
  }
  return false;
}

function goBack(): boolean {
  for (const target of targets.toReversed()) if (target.close?.()) return true;
  const up = location.pathname.split('/').slice(0, -1).join('/');
  if (!up) return false;
  navigate(href(up));
  return true;
}

function focusSearch(): boolean {
  const search = document.querySelector<HTMLInputElement>('[data-search]');
  search?.focus();
  search?.select();
  return search !== null;
}
