import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createIntake } from '@sonde/intake';

const read = (specifier) => readFileSync(fileURLToPath(import.meta.resolve(specifier)), 'utf8');
const page = readFileSync(new URL('page.html', import.meta.url), 'utf8').replace('/* stub */', () =>
  read('@sonde/browser/stub.js'),
);
const files = {
  '/': ['text/html; charset=utf-8', page],
  '/sonde.js': ['text/javascript', read('@sonde/browser/sonde.iife.js')],
};
const intake = createIntake({ path: '/telemetry', services: ['old-page'] });

const server = createServer((request, response) => {
  intake(request, response, () => {
    const [type, body] = files[request.url] ?? [];
    response.writeHead(type ? 200 : 404, { 'content-type': type ?? 'text/plain' }).end(body);
  });
});
server.listen(Number(process.env.PORT ?? 8090), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
