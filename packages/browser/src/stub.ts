/**
 * Inlined before every other script: keeps what fails before the beacon is there, and reports it
 * itself if the beacon never comes. Every byte stands in every page (600 at most), hence the odd
 * style. It takes out the queries of addresses; the intake redacts the rest.
 */
interface Early {
  type: string;
  name?: string;
  message?: string;
  stack?: string;
  error?: Early;
  reason?: Early;
  target: Early;
  src?: string;
  href?: string;
}

declare global {
  var sonde: object;
}

// A block instead of a function, and `let` instead of `const`: they say the same in fewer bytes.
{
  let early: Early[] = (sonde = []);
  let thrown: Early;
  let tag: DOMStringMap;

  let attribute = (key: string, stringValue: string | undefined): object => ({
    key,
    value: { stringValue },
  });

  let onEvent = (event: unknown): void => {
    // Of the three, `pagehide` alone has an `a` there.
    if ((event as Early).type[1]! > 'a') {
      if (!early[9]) early.push(event as Early);
    } else if (early[0]) {
      navigator.sendBeacon(
        (tag = document.querySelector<HTMLElement>('[data-endpoint]')!.dataset)['endpoint']!,
        JSON.stringify({
          resourceLogs: [
            {
              resource: { attributes: [attribute('service.name', tag['service'])] },
              scopeLogs: [
                {
                  logRecords: early.map((one) => {
                    thrown = one.error || one.reason || one.target;
                    return {
                      attributes: [
                        attribute('exception.type', thrown.name || one.type),
                        attribute(
                          'exception.message',
                          // oxlint-disable-next-line typescript/no-base-to-string -- anything may have been thrown
                          thrown.message || one.message || thrown.src || thrown.href || thrown + '',
                        ),
                        attribute('exception.stacktrace', thrown.stack),
                      ],
                    };
                  }),
                },
              ],
            },
          ],
        }).replace(/\?[^ ":\\]*/g, '*'),
      );
    }
  };

  for (let type of ['error', 'unhandledrejection', 'pagehide']) {
    addEventListener(type, onEvent, true);
  }
}
