import type {
  IssueAnswer,
  IssueSummary,
  Level,
  LogRow,
  PageAnswer,
  RuntimeAnswer,
  ServicesAnswer,
  SpanAnswer,
  TraceAnswer,
} from '../../src/api.ts';

export type DataSet = 'normal' | 'empty' | 'huge';

/** Text that would do harm or mislead if it were shown as it is. */
export const HOSTILE =
  '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script> \u202egpj.exe\u0007\u001b[31m \u200bzero';

export interface Data {
  services: ServicesAnswer;
  traces: { summary: TraceAnswer; spans: SpanAnswer[] }[];
  logs: LogRow[];
  issues: IssueAnswer[];
  runtime: RuntimeAnswer;
  page: PageAnswer;
}

const SPARK = 30;
const MINUTE = 60_000;

/** The same data every time, around the moment `now`. */
export function generateData(set: DataSet, now: number): Data {
  if (set === 'empty') return emptyData();
  const random = pseudoRandom(7);
  const data = normalData(now, random);
  if (set === 'huge') addHuge(data, now, random);
  return data;
}

function emptyData(): Data {
  return {
    services: { services: [], edges: [] },
    traces: [],
    logs: [],
    issues: [],
    runtime: { services: [], instances: [], blocks: [] },
    page: { services: [], vitals: [], errors: [], calls: [], views: [] },
  };
}

function normalData(now: number, random: () => number): Data {
  const data = emptyData();
  const names = ['shop-page', 'gateway', 'catalog', 'orders', 'notify'];
  const routes: Record<string, string[]> = {
    'shop-page': ['/', '/cart', '/checkout'],
    gateway: ['GET /api/products', 'POST /api/orders', 'GET /api/products/:id', 'POST /telemetry'],
    catalog: ['GET /products', 'GET /products/:id'],
    orders: ['POST /orders', 'GET /orders/:id'],
    notify: ['POST /notify'],
  };
  data.services.services = names.map((name, at) => {
    const requests = Array.from({ length: SPARK }, () => Math.round(20 + 40 * random()));
    const errors = requests.map((count) =>
      name === 'orders' && random() > 0.6 ? Math.round(count * 0.12) : 0,
    );
    const total = sum(requests);
    return {
      name,
      kind: name === 'shop-page' ? ('browser' as const) : ('server' as const),
      version: '1.4.2',
      requests: total,
      errors: sum(errors) + (name === 'gateway' ? 9 : 0),
      rate: total / 3600,
      p50: 4 + 7 * at,
      p95: 38 + 33 * at,
      p99: 120 + 90 * at,
      ...(name === 'shop-page'
        ? {}
        : {
            lagP99: name === 'catalog' ? 412 : 11.4 + at,
            lagMax: 460,
            heapUsed: (40 + 11 * at) * 2 ** 20,
            heapLimit: 2 * 2 ** 30,
          }),
      lastSeen: now - 800,
      spark: { requests, errors, p95: requests.map((count) => 20 + count * random()) },
      routes: (routes[name] ?? []).map((route, place) => ({
        route,
        requests: Math.round(total / (place + 1.5)),
        errors: name === 'orders' && place === 0 ? 31 : 0,
        p95: 12 + 40 * place,
      })),
    };
  });
  data.services.edges = [
    ['shop-page', 'gateway', 1240, 12, 210],
    ['gateway', 'catalog', 920, 0, 62],
    ['gateway', 'orders', 300, 31, 180],
    ['orders', 'notify', 269, 0, 14],
  ].map(([from, to, calls, errors, p95]) => ({
    from,
    to,
    calls,
    errors,
    p95,
  })) as ServicesAnswer['edges'];
  for (let at = 0; at < 240; at += 1)
    addTrace(data, now - at * 14_000 - 4000 * random(), at, random);
  data.logs.sort((a, b) => b.time - a.time);
  addIssues(data, now, random);
  addRuntime(data, now, random);
  addPage(data);
  return data;
}

function addTrace(data: Data, start: number, at: number, random: () => number): void {
  const failing = at % 9 === 3;
  const slow = at % 23 === 5;
  const scale = (slow ? 9 : 1) * (0.4 + random());
  const traceId = hex(random, 32);
  const step = (ms: number): number => ms * scale;
  const spans: SpanAnswer[] = [];
  const add = (
    parent: SpanAnswer | undefined,
    service: string,
    name: string,
    kind: number,
    offset: number,
    duration: number,
    more: Partial<SpanAnswer> = {},
  ): SpanAnswer => {
    const span: SpanAnswer = {
      spanId: hex(random, 16),
      ...(parent ? { parentSpanId: parent.spanId } : {}),
      depth: parent ? parent.depth + 1 : 0,
      descendants: 0,
      name,
      service,
      kind,
      offset: step(offset),
      duration: step(duration),
      error: false,
      logs: 0,
      errors: 0,
      traceId,
      start: start + step(offset),
      scope: '@opentelemetry/instrumentation-http',
      attributes: {
        'http.request.method': 'POST',
        'server.address': 'localhost',
        'server.port': 8082,
      },
      resource: {
        'service.name': service,
        'service.version': '1.4.2',
        'host.name': 'laptop',
        'process.pid': 4123,
      },
      events: [],
      links: [],
      records: [],
      ...more,
    };
    spans.push(span);
    return span;
  };
  const log = (
    span: SpanAnswer,
    share: number,
    level: Level,
    message: string,
    more: Partial<LogRow> = {},
  ): void => {
    const row: LogRow = {
      id: `${span.spanId}-${span.records.length}`,
      time: span.start + span.duration * share,
      level,
      service: span.service,
      message,
      traceId,
      spanId: span.spanId,
      attributes: {
        'request.id': traceId.slice(0, 12),
        'user.id': `u-${at % 17}`,
        cart: { items: 3, total: 84.5 },
      },
      ...more,
    };
    span.records.push(row);
    span.logs += 1;
    if (level === 'error' || level === 'fatal') span.errors += 1;
    data.logs.push(row);
  };
  const status = failing ? 500 : 200;
  const click = add(undefined, 'shop-page', 'click button "Place order"', 1, 0, 196, {
    attributes: { 'browser.interaction.type': 'click', 'url.path': '/checkout' },
  });
  const call = add(click, 'shop-page', 'POST /api/orders', 3, 3, 188, {
    summary: '/api/orders',
    error: failing,
  });
  const gate = add(call, 'gateway', 'POST /api/orders', 2, 14, 164, {
    summary: '/api/orders',
    error: failing,
  });
  log(gate, 0.02, 'info', 'incoming request');
  const products = add(gate, 'gateway', 'GET', 3, 18, 40, {
    summary: 'http://localhost:8081/products/12',
  });
  const catalog = add(products, 'catalog', 'GET /products/:id', 2, 21, 33, {
    summary: '/products/12',
  });
  log(catalog, 0.5, 'debug', 'cache miss for product 12');
  const order = add(gate, 'gateway', 'POST', 3, 62, 108, {
    summary: 'http://localhost:8082/orders',
    error: failing,
  });
  const orders = add(order, 'orders', 'POST /orders', 2, 65, 102, {
    summary: '/orders',
    error: failing,
    ...(failing ? { statusMessage: 'could not place the order' } : {}),
  });
  log(orders, 0.1, 'info', `placing order of 3 items for u-${at % 17}`);
  for (const [place, sql] of [
    'BEGIN',
    'SELECT id, stock FROM products WHERE id = ANY($1) FOR UPDATE',
    'INSERT INTO orders (user_id, total, created_at) VALUES ($1, $2, now()) RETURNING id',
    failing ? 'ROLLBACK' : 'COMMIT',
  ].entries()) {
    add(
      orders,
      'orders',
      `pg.query:${sql.split(' ')[0]}`,
      3,
      70 + place * 16,
      place === 1 ? 22 : 9,
      {
        summary: sql,
        attributes: {
          'db.system.name': 'postgresql',
          'db.namespace': 'shop',
          'db.query.text': sql,
        },
        error: failing && place === 2,
      },
    );
  }
  if (failing) {
    log(orders, 0.8, 'error', 'OrderError: could not place the order', {
      fingerprint: '9f31c0a477d2e815',
    });
    orders.events.push({
      time: start + step(148),
      name: 'exception',
      attributes: {
        'exception.type': 'OrderError',
        'exception.message': 'could not place the order',
      },
    });
  } else {
    const tell = add(orders, 'notify', 'POST /notify', 2, 140, 18, { summary: '/notify' });
    log(
      tell,
      0.6,
      slow ? 'warn' : 'info',
      slow ? 'a subscriber is slow, 212 messages wait' : 'told 4 subscribers',
    );
  }
  finishTrace(data, spans, status, failing);
}

function finishTrace(data: Data, spans: SpanAnswer[], status: number, failing: boolean): void {
  const [root] = spans;
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  for (const span of spans) {
    for (let up = byId.get(span.parentSpanId ?? ''); up; up = byId.get(up.parentSpanId ?? ''))
      up.descendants += 1;
  }
  const counts = new Map<string, number>();
  for (const span of spans) counts.set(span.service, (counts.get(span.service) ?? 0) + 1);
  data.traces.push({
    summary: {
      traceId: root.traceId,
      name: root.name,
      service: root.service,
      start: root.start,
      duration: Math.max(...spans.map((span) => span.offset + span.duration)),
      spans: spans.length,
      errors: sum(spans.map((span) => span.errors)),
      logs: sum(spans.map((span) => span.logs)),
      services: [...counts].map(([name, count]) => ({ name, spans: count })),
      status,
      issues: failing
        ? [{ fingerprint: '9f31c0a477d2e815', title: 'OrderError: could not place the order' }]
        : [],
    },
    spans: treeOrder(spans),
  });
}

function treeOrder(spans: SpanAnswer[]): SpanAnswer[] {
  const children = new Map<string, SpanAnswer[]>();
  for (const span of spans) {
    const list = children.get(span.parentSpanId ?? '') ?? [];
    list.push(span);
    children.set(span.parentSpanId ?? '', list);
  }
  const ordered: SpanAnswer[] = [];
  const stack = [...(children.get('') ?? [])].toReversed();
  for (let span = stack.pop(); span; span = stack.pop()) {
    ordered.push(span);
    stack.push(...(children.get(span.spanId) ?? []).toReversed());
  }
  return ordered;
}

function addIssues(data: Data, now: number, random: () => number): void {
  const trace = data.traces.find((one) => one.summary.issues.length > 0);
  const frames = [
    {
      function: 'placeOrder',
      file: '/app/orders/src/place-order.ts',
      line: 42,
      column: 11,
      inApp: true,
      source: {
        firstLine: 39,
        lines: [
          '  const stock = await client.query(STOCK, [ids]);',
          '  if (stock.rows.length < ids.length) {',
          '    // The pool may have closed in between.',
          "    throw new OrderError('could not place the order', { cause });",
          '  }',
          '  return insertOrder(client, order);',
          '}',
        ],
      },
    },
    {
      function: 'withTransaction',
      file: '/app/orders/src/with-transaction.ts',
      line: 17,
      column: 20,
      inApp: true,
    },
    {
      function: 'preHandlerCallback',
      file: '/app/node_modules/fastify/lib/handle-request.js',
      line: 142,
      column: 37,
      inApp: false,
    },
    {
      function: 'handler',
      file: '/app/node_modules/fastify/lib/handle-request.js',
      line: 93,
      column: 7,
      inApp: false,
    },
    {
      function: 'process.processTicksAndRejections',
      file: 'node:internal/process/task_queues',
      line: 105,
      column: 5,
      inApp: false,
    },
  ];
  const base = (
    fingerprint: string,
    type: string,
    message: string,
    service: string,
    more: Partial<IssueSummary>,
  ): IssueAnswer => ({
    fingerprint,
    type,
    message,
    service,
    source: service === 'shop-page' ? 'browser' : 'server',
    handled: true,
    count: 31,
    users: 9,
    sessions: 12,
    firstSeen: now - 52 * MINUTE,
    lastSeen: now - 40_000,
    culprit: 'placeOrder (src/place-order.ts:42)',
    spark: Array.from({ length: SPARK }, () => Math.round(random() * 3)),
    state: 'known',
    similar: [],
    because:
      'The same type, OrderError, and the same in-app frames: placeOrder in src/place-order.ts, withTransaction in src/with-transaction.ts.',
    versions: ['1.4.2', '1.4.1'],
    routes: [
      { route: 'POST /orders', count: 29 },
      { route: 'POST /orders/:id/retry', count: 2 },
    ],
    events: Array.from({ length: 12 }, (_, at) => ({
      id: `${fingerprint}-${at}`,
      time: now - 40_000 - at * 4 * MINUTE,
      count: at === 3 ? 14 : 1,
      ...(trace ? { traceId: trace.summary.traceId, spanId: trace.spans[6]?.spanId ?? '' } : {}),
      trail: [],
      chain: [
        { type, message, relation: 'error' as const, frames },
        {
          type: 'error',
          message: 'duplicate key value violates unique constraint "orders_pkey"',
          relation: 'cause' as const,
          frames: frames.slice(1),
        },
      ],
      attributes: {
        'request.id': '0f41ac22',
        'user.id': 'u-7',
        'http.route': 'POST /orders',
        'sonde.error.mechanism': 'log',
      },
    })),
    ...more,
  });
  data.issues = [
    base('9f31c0a477d2e815', 'OrderError', 'could not place the order', 'orders', {}),
    base(
      '1b7e55f09a3c2d44',
      'TypeError',
      "Cannot read properties of undefined (reading 'price')",
      'shop-page',
      { handled: false, culprit: 'renderCart (src/cart.tsx:88)', count: 6 },
    ),
    base('c0ffee0012345678', 'ResourceError', 'failed to load /assets/banner.js', 'shop-page', {
      count: 2,
      users: 2,
    }),
    base('77aa00bb11cc22dd', 'BreakerOpen', 'Breaker is open', 'gateway', {
      count: 214,
      users: 31,
      culprit: 'callOrders (src/orders-client.ts:23)',
    }),
  ];
}

function addRuntime(data: Data, now: number, random: () => number): void {
  const times = Array.from({ length: 240 }, (_, at) => now - (239 - at) * 15_000);
  const series = (base: number, spread: number): number[] =>
    times.map(() => base + spread * random());
  data.runtime.services = ['catalog', 'gateway', 'notify', 'orders'];
  data.runtime.instances = data.runtime.services.map((service, at) => ({
    service,
    instance: `4f0c1d2e-55aa-4b6c-9d10-00000000000${at}`,
    pid: 4120 + at,
    node: '24.21.0',
    startedAt: now - 70 * MINUTE,
    times,
    lagP50: series(10.4, 0.6),
    lagP99: times.map((_, place) => (place > 60 && place < 64 ? null : 12 + 6 * random())),
    lagMax: times.map((_, place) =>
      service === 'catalog' && place % 57 === 20 ? 412 : 14 + 12 * random(),
    ),
    utilisation: series(0.08 + 0.05 * at, 0.12),
    gc: series(0.002, 0.012),
    heapUsed: times.map(
      (_, place) => (38 + (place % 24) + (service === 'catalog' ? place / 3 : 0)) * 2 ** 20,
    ),
    heapTotal: series(150 * 2 ** 20, 2 ** 20),
    rss: series(196 * 2 ** 20, 6 * 2 ** 20),
    heapLimit: 2 * 2 ** 30,
    heapSpaces: [
      { name: 'old_space', used: 41 * 2 ** 20, size: 48 * 2 ** 20 },
      { name: 'new_space', used: 6 * 2 ** 20, size: 16 * 2 ** 20 },
      { name: 'large_object_space', used: 3 * 2 ** 20, size: 4 * 2 ** 20 },
    ],
    handles: 14 + at,
  }));
  const catalog = data.runtime.instances[0];
  data.runtime.blocks = [20, 77, 134, 191].map((place) => ({
    time: times[place] ?? now,
    duration: 400 + place / 8,
    service: 'catalog',
    instance: catalog?.instance ?? '',
    traceId: data.traces[4]?.summary.traceId ?? '',
    function: 'rankProducts (src/rank.cjs:18)',
  }));
}

function addPage(data: Data): void {
  const pages = (scale: number) => [
    { page: '/', p75: 1900 * scale, count: 420 },
    { page: '/cart', p75: 2800 * scale, count: 130 },
    { page: '/checkout', p75: 4300 * scale, count: 61 },
  ];
  data.page = {
    services: ['shop-page'],
    vitals: [
      { name: 'LCP', p75: 2210, count: 611, ratings: [0.79, 0.15, 0.06], pages: pages(1) },
      { name: 'INP', p75: 264, count: 402, ratings: [0.66, 0.24, 0.1], pages: pages(0.09) },
      { name: 'CLS', p75: 0.031, count: 611, ratings: [0.91, 0.06, 0.03], pages: pages(0.00002) },
      { name: 'FCP', p75: 3120, count: 611, ratings: [0.42, 0.3, 0.28], pages: pages(0.8) },
      { name: 'TTFB', p75: 310, count: 611, ratings: [0.96, 0.03, 0.01], pages: pages(0.15) },
    ],
    errors: data.issues.filter((issue) => issue.source === 'browser'),
    calls: [
      { method: 'POST', url: '/api/orders', calls: 300, errors: 31, p95: 411 },
      { method: 'GET', url: '/api/products', calls: 920, errors: 0, p95: 88 },
    ].map((call) => ({ ...call, slowestTraceId: data.traces[5]?.summary.traceId ?? '' })),
    views: [
      { page: '/', views: 420, sessions: 212 },
      { page: '/cart', views: 130, sessions: 88 },
      { page: '/checkout', views: 61, sessions: 57 },
    ],
  };
}

function addHuge(data: Data, now: number, random: () => number): void {
  const model = data.services.services[1];
  if (!model) return;
  for (let at = 0; at < 95; at += 1) {
    const name = at === 0 ? HOSTILE : `service-with-a-rather-long-name-${at}`;
    data.services.services.push({ ...model, name, errors: at % 7 === 0 ? 3 : 0 });
    data.services.edges.push({ from: 'gateway', to: name, calls: 10 + at, errors: 0, p95: 12 });
  }
  const template = data.traces[0]?.spans[0];
  if (!template) return;
  const spans: SpanAnswer[] = [
    {
      ...template,
      spanId: hex(random, 16),
      traceId: 'f'.repeat(32),
      name: 'import of 20,000 rows',
      offset: 0,
      duration: 60_000,
      start: now - 90_000,
      descendants: 0,
      logs: 0,
      errors: 0,
      records: [],
    },
  ];
  const open: SpanAnswer[] = [spans[0]];
  for (let at = 1; at < 20_000; at += 1) {
    const parent = open[Math.floor(random() * open.length)];
    const span: SpanAnswer = {
      ...template,
      traceId: 'f'.repeat(32),
      spanId: hex(random, 16),
      parentSpanId: parent.spanId,
      depth: parent.depth + 1,
      descendants: 0,
      name: at % 500 === 0 ? HOSTILE : `step ${at}`,
      service: data.services.services[at % 40]?.name ?? 'x',
      offset: at * 3,
      duration: 2 + random() * 400,
      start: now - 90_000 + at * 3,
      error: at % 613 === 0,
      logs: 0,
      errors: 0,
      records: [],
      summary: at % 5 === 0 ? 'x'.repeat(3000) : 'INSERT INTO rows VALUES ($1)',
    };
    spans.push(span);
    if (span.depth < 40) open.push(span);
    if (open.length > 30) open.shift();
  }
  finishTrace(data, spans, 200, false);
  data.traces.unshift(...data.traces.splice(-1));
  for (let at = 0; at < 5000; at += 1) {
    data.logs.unshift({
      id: `huge-${at}`,
      time: now - at * 40,
      level: (['info', 'debug', 'warn', 'error'] as const)[at % 4] ?? 'info',
      service: data.services.services[at % 60]?.name ?? 'x',
      message: at % 50 === 0 ? `${HOSTILE} ${'long '.repeat(2000)}` : `line ${at} of many`,
      attributes: { [HOSTILE]: HOSTILE, big: 'y'.repeat(at % 50 === 0 ? 10_000 : 10) },
    });
  }
  const issue = data.issues[0];
  if (!issue) return;
  for (let at = 0; at < 400; at += 1) {
    data.issues.push({
      ...issue,
      fingerprint: hex(random, 16),
      type: at === 0 ? HOSTILE : `Error${at}`,
      message: `${HOSTILE} ${'m'.repeat(at % 9 === 0 ? 10_000 : 40)}`,
      because: HOSTILE,
    });
  }
}

function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function hex(random: () => number, length: number): string {
  return Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
}

function sum(values: number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
