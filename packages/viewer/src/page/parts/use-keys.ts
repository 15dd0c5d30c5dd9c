import { useEffect, useRef } from 'preact/hooks';
import { type KeyTarget, takeKeys } from '../state/keyboard.js';

/** Makes the component the target of the keys while it is mounted. */
export function useKeys(target: KeyTarget): void {
  const latest = useRef(target);
  latest.current = target;
  const names = Object.keys(target).join();
  useEffect(() => {
    const proxy: KeyTarget = {};
    const now = latest.current;
    if (now.move) proxy.move = (step) => latest.current.move?.(step);
    if (now.open) proxy.open = () => latest.current.open?.();
    if (now.close) proxy.close = () => latest.current.close?.() ?? false;
    if (now.expand) proxy.expand = (open) => latest.current.expand?.(open);
    if (now.toggle) proxy.toggle = () => latest.current.toggle?.();
    return takeKeys(proxy);
  }, [names]);
}
