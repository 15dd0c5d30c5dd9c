import type { Feature } from './feature.js';
import { guard } from './guard.js';

const NAME = 'sonde';
const BODIES = 'bodies';
const MOST = 50;

/** Of a body: `{"id":"`, the 16 digits of its id, `"`. */
const KEY_LENGTH = 24;

/**
 * Where the option `storage` allows it: what could not be sent is kept in IndexedDB, until it has
 * arrived or the next page of the site sends it. The intake knows a body that comes twice by its id.
 * Nothing is opened without consent, and who withdraws it is forgotten. Stands before the retry
 * feature.
 */
export const storage: Feature = (context) => {
  const { settings } = context;
  if (!settings.storage) return undefined;
  let opening: Promise<IDBDatabase> | undefined;

  function inStore(run: (store: IDBObjectStore) => void): void {
    (opening ??= open(forget)).then(
      guard((database) => run(database.transaction(BODIES, 'readwrite').objectStore(BODIES))),
      () => {},
    );
  }

  // Closed by the browser, or for another page of the site that wants all of it deleted.
  function forget(): void {
    opening = undefined;
  }

  function close(): void {
    opening?.then(
      (database) => database.close(),
      () => {},
    );
    forget();
  }

  function sendKept(): void {
    inStore((store) => {
      const all = store.getAll() as IDBRequest<string[]>;
      all.onsuccess = guard(() => {
        for (const body of all.result) void context.deliver(body);
      });
      // What can't be sent this time either is kept anew.
      store.clear();
    });
  }

  context.shelve = (body, stuck) => {
    const key = body.slice(0, KEY_LENGTH);
    inStore((store) => {
      if (!stuck) {
        store.delete(key);
        return;
      }
      store.put(body, key);
      const count = store.count();
      count.onsuccess = guard(() => {
        if (count.result > MOST) {
          store.openKeyCursor().onsuccess = guard((event) => {
            store.delete((event.target as IDBRequest<IDBCursor>).result.key);
          });
        }
      });
    });
  };

  context.onConsent = guard((given) => {
    if (given) return sendKept();
    close();
    indexedDB.deleteDatabase(NAME);
  });
  if (settings.consent !== false) sendKept();
  return close;
};

function open(forget: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(BODIES);
    request.onsuccess = () => {
      const database = request.result;
      // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a listener takes more bytes
      database.onclose = forget;
      database.onversionchange = () => {
        database.close();
        forget();
      };
      resolve(database);
    };
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a listener takes more bytes
    request.onerror = (event) => {
      forget();
      reject(event);
    };
  });
}
