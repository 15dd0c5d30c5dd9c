import { guard } from './guard.js';

/** Listens in the capture phase, guarded; gives back how to stop. Absent targets are left alone. */
export function listen(
  target: EventTarget | undefined,
  type: string,
  listener: (event: Event) => void,
): () => void {
  const guarded = guard(listener);
  target?.addEventListener(type, guarded, true);
  return () => target?.removeEventListener(type, guarded, true);
}
