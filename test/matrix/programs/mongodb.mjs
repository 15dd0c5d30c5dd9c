import { MongoClient } from 'mongodb';
import { failing, mark, serve } from './serve.mjs';

async function main() {
  const client = new MongoClient(process.env.MONGODB_URL, { maxPoolSize: 1 });
  await client.connect();
  const orders = client.db('shop').collection('orders');
  await orders.deleteMany({});
  await serve({
    async '/insert'() {
      await orders.insertOne({ _id: 7, card: 'sekret' });
      mark('after an insert');
    },
    async '/find'() {
      await orders.findOne({ card: 'sekret' });
      mark('after a find');
    },
    async '/cursor'() {
      for await (const order of orders.find({ card: 'nobody' })) mark(order);
      mark('after a cursor');
    },
    async '/fails'() {
      await failing(() => orders.updateOne({}, { $nonsense: { card: 'sekret' } }));
      mark('after an error');
    },
  });
  await client.close();
}

main();
