import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { failing, mark, serve } from './serve.mjs';

/** Written by Prisma before, for each kind of module. */
const client = (extension) => join(process.env.PRISMA_CLIENT, `client.${extension}`);

async function main() {
  const { PrismaClient } =
    typeof require === 'function'
      ? require(client('cjs'))
      : await import(pathToFileURL(client('mjs')));
  const adapter = new PrismaPg({ connectionString: process.env.POSTGRES_URL, max: 1 });
  const prisma = new PrismaClient({ adapter });
  await prisma.$executeRaw`CREATE TABLE IF NOT EXISTS prisma_order (id int PRIMARY KEY, card text)`;
  await prisma.order.deleteMany();
  await serve({
    async '/create'() {
      await prisma.order.create({ data: { id: 7, card: 'sekret' } });
      mark('after a create');
    },
    async '/find'() {
      await prisma.order.findMany({ where: { card: 'sekret', id: 9 } });
      mark('after a find');
    },
    async '/transaction'() {
      await prisma.$transaction([prisma.order.count(), prisma.$queryRaw`SELECT ${'sekret'}::text`]);
      mark('after a transaction');
    },
    async '/invalid'() {
      await failing(() => prisma.order.create({ data: { id: 'sekret' } }));
    },
    async '/fails'() {
      await failing(() => prisma.order.findUniqueOrThrow({ where: { id: 11 } }));
      mark('after an error');
    },
  });
  await prisma.$disconnect();
}

main();
