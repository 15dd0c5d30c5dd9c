import * as grpc from '@grpc/grpc-js';
import { failing, mark, serve } from './serve.mjs';

const text = { serialize: (value) => Buffer.from(value), deserialize: (bytes) => bytes.toString() };
const method = (path, responseStream = false) => ({
  path,
  requestStream: false,
  responseStream,
  requestSerialize: text.serialize,
  requestDeserialize: text.deserialize,
  responseSerialize: text.serialize,
  responseDeserialize: text.deserialize,
});
const service = {
  greet: method('/shop.Greeter/Greet'),
  fail: method('/shop.Greeter/Fail'),
  list: method('/shop.Greeter/List', true),
};

async function main() {
  const server = new grpc.Server();
  server.addService(service, {
    greet(call, done) {
      setTimeout(() => {
        mark('served');
        done(null, `hello ${call.request}`);
      }, 1);
    },
    fail: (_call, done) => done({ code: grpc.status.NOT_FOUND, details: 'no such order' }),
    list(call) {
      call.write('one');
      call.write('two');
      call.end();
    },
  });
  const port = await new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  const Client = grpc.makeGenericClientConstructor(service, 'Greeter');
  const client = new Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const call = (name) =>
    new Promise((resolve, reject) => {
      client[name]('sekret', (error, answer) => (error ? reject(error) : resolve(answer)));
    });
  await serve({
    async '/greet'() {
      await call('greet');
      mark('after a call');
    },
    async '/fail'() {
      await failing(() => call('fail'));
    },
    async '/list'() {
      await new Promise((resolve) =>
        client
          .list('sekret')
          .on('data', () => {})
          .on('end', resolve),
      );
    },
  });
  client.close();
  server.forceShutdown();
}

main();
