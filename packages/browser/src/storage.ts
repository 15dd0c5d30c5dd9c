import type { Feature } from './feature.js';
import { guard } from './guard.js';

const NAME = 'sonde';
const BODIES = 'bodies';
const MOST = 50;

/**
 * Where the option `storage` allows it: what could not be sent is kept in IndexedDB, until it has
 * arrived or the next page of the site sends it. The intake knows a body that comes twice by its id.
 * Stands before the retry feature.
 */
export const storage: Feature = (context) => {
  if (!context.options.storage || context.options.consent === false) return undefined;
  const opening = open();

  function inStore(run: (store: IDBObjectStore) => void): void {
    opening.then(
      guard((database) => run(database.transaction(BODIES, 'readwrite').objectStore(BODIES))),
      () => {},
    );
  }

  context.shelve = (body, stuck) => {
    const key = body.slice(0, 32);
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

  inStore((store) => {
    const all = store.getAll() as IDBRequest<string[]>;
    all.onsuccess = guard(() => all.result.forEach(context.post));
    // What can't be sent this time either is kept anew.
    store.clear();
  });
  return () =>
    void opening.then(
      (database) => database.close(),
      () => {},
    );
};

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(BODIES);
    request.onsuccess = () => resolve(request.result);
    request.addEventListener('error', reject);
  });
}
