/**
 * Inlined before every other script: keeps what fails before the beacon is there, and reports it
 * itself if the beacon never comes. There is room for coarse scrubbing only: addresses lose their
 * queries, and whatever looks like an e-mail address, a token or a long number goes.
 */
const stub: { q?: Event[] } = ((window as { sonde?: object }).sonde = { q: [] });

interface Early {
  type: string;
  error?: Error;
  reason?: unknown;
  message?: string;
  target: { src?: string; href?: string };
}

function keep(event: Event): void {
  if (stub.q && stub.q.length < 30) stub.q.push(event);
}

function attribute(key: string, thing: unknown): object {
  // oxlint-disable-next-line typescript/no-base-to-string -- anything may have been thrown
  const text = String(thing ?? '');
  return {
    key,
    value: {
      stringValue: text
        .slice(0, 4000)
        .replace(/\?[^\s:]*|[\w.+-]+@[\w-]+\.[\w.-]+|eyJ[\w.-]+|\d[\d -]{11,}\d/g, '*'),
    },
  };
}

addEventListener('error', keep, true);
addEventListener('unhandledrejection', keep);
addEventListener('pagehide', () => {
  const { endpoint, service } = document.querySelector<HTMLElement>('[data-endpoint]')!.dataset;
  if (!stub.q?.[0]) return;
  navigator.sendBeacon(
    endpoint as string,
    JSON.stringify({
      resourceLogs: [
        {
          resource: { attributes: [attribute('service.name', service)] },
          scopeLogs: [
            {
              logRecords: (stub.q as unknown as Early[]).map(
                ({ type, error, reason, message, target }) => {
                  const thrown = (error || reason || {}) as Partial<Error>;
                  return {
                    eventName: 'exception',
                    attributes: [
                      attribute('exception.type', thrown.name || type),
                      attribute(
                        'exception.message',
                        thrown.message || message || reason || target.src || target.href,
                      ),
                      attribute('exception.stacktrace', thrown.stack),
                    ],
                  };
                },
              ),
            },
          ],
        },
      ],
    }),
  );
});
