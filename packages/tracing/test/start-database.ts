import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

export interface Database {
  url: string;
  close(): Promise<void>;
}

/** A real Postgres behind its wire protocol, on a free port. */
export async function startDatabase(): Promise<Database> {
  const db = await PGlite.create();
  const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0, maxConnections: 10 });
  await server.start();
  const { port } = (
    server as unknown as { server: { address(): { port: number } } }
  ).server.address();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    async close() {
      await server.stop();
      await db.close();
    },
  };
}
