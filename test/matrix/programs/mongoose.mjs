import mongoose from 'mongoose';
import { failing, mark, serve } from './serve.mjs';

async function main() {
  await mongoose.connect(process.env.MONGODB_URL, {
    dbName: 'shop',
    maxPoolSize: 1,
    autoIndex: false,
    autoCreate: false,
  });
  const Order = mongoose.model(
    'Basket',
    new mongoose.Schema({ card: { type: String, required: true } }),
  );
  await serve({
    async '/save'() {
      await new Order({ card: 'sekret' }).save();
      mark('after a save');
    },
    async '/find'() {
      await Order.findOne({ card: 'sekret' });
      mark('after a find');
    },
    async '/fails'() {
      await failing(() => new Order({}).save());
      mark('after an error');
    },
  });
  await mongoose.disconnect();
}

main();
