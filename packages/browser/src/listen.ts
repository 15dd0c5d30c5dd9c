import { guard } from './guard.js';

/** Listens, guarded; gives back how to stop. Absent targets are left alone. */
export function listen(
  target: EventTarget | undefined,
  type: string,
  listener: (event: Event) => void,
  capture = true,
): () => void {
  const guarded = guard(listener);
  target?.addEventListener(type, guarded, capture);
  return () => target?.removeEventListener(type, guarded, capture);
}
