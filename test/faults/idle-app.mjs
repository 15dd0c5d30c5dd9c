// A server that nobody asks anything.
import { createServer } from 'node:http';

console.log('up');
createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
