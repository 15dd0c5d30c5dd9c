import { useEffect, useEffectEvent } from 'react';

export interface Announcement {
  orderId: string;
  items: number;
}

const RECONNECT_MS = 3_000;

/** Calls back for each order that anybody places, over a WebSocket that comes back by itself. */
export function useLive(onAnnouncement: (announcement: Announcement) => void): void {
  const announce = useEffectEvent(onAnnouncement);

  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;

    function connect(): void {
      const socket = new WebSocket('/live');
      let timer: ReturnType<typeof setTimeout>;
      socket.addEventListener('message', ({ data }) => announce(JSON.parse(data)), { signal });
      socket.addEventListener('close', () => (timer = setTimeout(connect, RECONNECT_MS)), {
        signal,
      });
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        socket.close();
      });
    }

    connect();
    return () => leaving.abort();
  }, []);
}
