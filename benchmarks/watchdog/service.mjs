// One JSON route with a little work, nothing that blocks. Prints its port.
import { createServer } from 'node:http';

const items = Array.from({ length: 200 }, (_, id) => ({ id, name: `thing ${id}`, price: id * 3 }));

const server = createServer((request, response) => {
  const found = items.filter(({ price }) => price % 7 === request.url.length % 7);
  response.setHeader('content-type', 'application/json').end(JSON.stringify(found));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
