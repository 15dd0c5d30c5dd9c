const express = require('express');
const pino = require('pino');
const { products } = require('./products.cjs');
const { rebuildSearchIndex } = require('./search-index.cjs');

const log = pino({ name: 'catalog' });
const faults = new Set();

const app = express();
app.use(express.json());

app.get('/products', (req, res) => {
  if (faults.has('catalog-block')) rebuildSearchIndex(products, 400);
  const ids = req.query.ids?.split(',');
  const found = ids ? products.filter(({ id }) => ids.includes(id)) : products;
  log.info({ found: found.length }, 'looked up products');
  res.json(found);
});

app.put('/faults/:name', (req, res) => {
  faults[req.body.on ? 'add' : 'delete'](req.params.name);
  res.sendStatus(204);
});

app.get('/health', (_req, res) => res.json({ ok: true }));

const port = Number(process.env.PORT ?? 8081);
app.listen(port, '127.0.0.1', (error) => {
  if (error) throw error;
  log.info({ port }, 'catalog is listening');
});
