import { closeSync, existsSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFolder } from '../store/make-folder.js';
import { SCHEMA, SCHEMA_VERSION } from './schema.js';

const FILE = 'store.db';
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;
const SET_ASIDE = '.set-aside-';

export interface OpenedDatabase {
  database: DatabaseSync;
  /** Where the unreadable file went that stood here before. */
  setAside?: string;
}

/** Whether an error says that the file itself is damaged, so that no retry can help. */
export function isDamaged(error: unknown): boolean {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === 'number' && [SQLITE_CORRUPT, SQLITE_NOTADB].includes(code & 0xff);
}

/** Opens the store's file for the one writer; what can't be read is set aside and a new one begun. */
export function openDatabase(folder: string): OpenedDatabase {
  if (folder === ':memory:') return { database: prepare(new DatabaseSync(folder)) };
  makeFolder(folder);
  try {
    return { database: openFile(folder) };
  } catch (error) {
    if (!isDamaged(error) && !(error instanceof OtherVersion)) throw error;
    const setAside = setFilesAside(folder);
    return { database: openFile(folder), setAside };
  }
}

/** A second connection that only reads; it never waits for the writer. */
export function openForReading(folder: string): DatabaseSync {
  const database = new DatabaseSync(join(folder, FILE), { readOnly: true });
  database.exec('PRAGMA busy_timeout=2000; PRAGMA cache_size=-32768; PRAGMA mmap_size=268435456');
  return database;
}

/** Renames the file and what belongs to it; of earlier ones that were set aside none is kept. */
export function setFilesAside(folder: string): string {
  for (const name of readdirSync(folder)) {
    if (name.includes(SET_ASIDE)) rmSync(join(folder, name), { force: true });
  }
  const mark = `${SET_ASIDE}${Date.now()}`;
  for (const suffix of ['', '-wal', '-shm']) {
    const path = join(folder, FILE + suffix);
    if (existsSync(path)) renameSync(path, join(folder, `${FILE}${mark}${suffix}`));
  }
  return join(folder, FILE + mark);
}

class OtherVersion extends Error {}

function openFile(folder: string): DatabaseSync {
  // SQLite gives -wal and -shm the permissions of the file itself; a worker can't set the umask.
  closeSync(openSync(join(folder, FILE), 'a', 0o600));
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(folder, FILE));
    return prepare(database);
  } catch (error) {
    database?.close();
    throw error;
  }
}

function prepare(database: DatabaseSync): DatabaseSync {
  database.exec(`PRAGMA busy_timeout=5000; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA page_size=8192;
    PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;
    PRAGMA wal_autocheckpoint=2000; PRAGMA journal_size_limit=33554432; PRAGMA temp_store=MEMORY`);
  const version = database.prepare('PRAGMA user_version').get()?.['user_version'];
  if (version === 0) {
    database.exec(`BEGIN; ${SCHEMA} PRAGMA user_version=${SCHEMA_VERSION}; COMMIT`);
  } else if (version !== SCHEMA_VERSION) {
    throw new OtherVersion(`schema ${String(version)}`);
  } else {
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    database.prepare('SELECT max(id) FROM logs').get();
    database.prepare('SELECT max(id) FROM traces').get();
  }
  return database;
}
