import { guard } from './guard.js';

/** Listens in the capture phase, guarded; gives back how to stop. Absent targets are left alone. */
export function listen<E extends Event>(
  target: EventTarget | undefined,
  type: string,
  listener: (event: E) => void,
): () => void {
  const guarded = guard(listener) as EventListener;
  target?.addEventListener(type, guarded, true);
  return () => target?.removeEventListener(type, guarded, true);
}
