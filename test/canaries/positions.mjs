/**
 * Where a secret may stand. Each puts it there beside a text `told-…` that must arrive. `formed`: nothing
 * around it says that it is one, so only secrets with a form of their own are put there.
 */
const quoted = (s) => `password="${s}"`;
const query = (s) => encodeURIComponent(s);
const bare = (s) => s.replaceAll(' ', '');
const text = (key, value) => ({ key, value: { stringValue: value } });

/** A text that is cut after so many characters, in the middle of the secret. */
const cutWithin = (t, s, most) => {
  const before = most - t.length - 2 - Math.floor(s.length * 0.7);
  return `${t} ${'x '.repeat(before).slice(0, before - 1)} ${s} ${'y '.repeat(40)}`;
};

let ids = 0;
const traceId = () => (++ids).toString(16).padStart(32, 'a');
const now = () => `${Date.now()}000000`;

const pageLog = (told, body, attributes = []) => ({
  resourceLogs: [
    {
      resource: { attributes: [text('service.name', 'page')] },
      scopeLogs: [
        {
          logRecords: [
            {
              timeUnixNano: now(),
              severityNumber: 17,
              eventName: 'exception',
              body: { stringValue: `${told} ${body}` },
              attributes: [
                text('exception.type', 'Error'),
                text('exception.message', `${told} ${body}`),
                ...attributes,
              ],
            },
          ],
        },
      ],
    },
  ],
});

const pageSpan = (told, attributes) => ({
  resourceSpans: [
    {
      resource: { attributes: [text('service.name', 'page')] },
      scopeSpans: [
        {
          spans: [
            {
              traceId: traceId(),
              spanId: (++ids).toString(16).padStart(16, 'b'),
              name: `GET ${told}`,
              kind: 3,
              startTimeUnixNano: now(),
              endTimeUnixNano: now(),
              attributes,
            },
          ],
        },
      ],
    },
  ],
});

const all = {
  // The logger.
  'a key': (s, t, { log }) => log.info({ user: { Password: s } }, t),
  'a key deep in lists': (s, t, { log }) => log.info({ a: [[{ b: [{ 'x-api-key': s }] }]] }, t),
  'a Map': (s, t, { log }) => log.info({ m: new Map([['client_secret', s]]) }, t),
  headers: (s, t, { log }) =>
    log.info(
      { req: { headers: { authorization: `Bearer ${bare(s)}`, cookie: `sid=${bare(s)}` } } },
      t,
    ),
  'raw headers': (s, t, { log }) => log.info({ rawHeaders: ['Host', 'x', 'Set-Cookie', s] }, t),
  'JSON in a text': (s, t, { log }) => log.info({ body: JSON.stringify({ a: 1, token: s }) }, t),
  'JSON in JSON in a message': (s, t, { log }) =>
    log.info(`${t} ${JSON.stringify({ body: JSON.stringify({ accessToken: s }) })}`),
  'a form': (s, t, { log }) => log.info({ body: `user=joe&password=${query(s)}&n=1` }, t),
  'a message': (s, t, { log }) => log.info(`${t} login with ${quoted(s)} refused`),
  'a place of a message': (s, t, { log }) => log.info('%s got %j', t, { cardNumber: s }),
  'an error message': (s, t, { log }) => log.error(new Error(`${t} ${quoted(s)}`)),
  'a cause': (s, t, { log }) =>
    log.error(new Error(t, { cause: new TypeError(`bad ${quoted(s)}`) }), 'failed'),
  'a member of an aggregate': (s, t, { log }) =>
    log.error(new AggregateError([new Error(quoted(s))], t)),
  'a property of an error': (s, t, { log }) =>
    log.error(Object.assign(new Error(t), { config: { auth: { password: s } } })),
  'bindings of a child': (s, t, { log }) => log.child({ refreshToken: s }).info(t),
  'an address': (s, t, { log }) => log.info({ url: `https://joe:${query(s)}@host.example/` }, t),
  'an address object': (s, t, { log }) =>
    log.info({ url: new URL(`https://host.example/?api_key=${query(s)}`) }, t),
  'a cookie': (s, t, { log }) => log.info({ set: `id=${bare(s)}; Path=/; HttpOnly` }, t),
  XML: (s, t, { log }) => log.info(`${t} <login><password>${s}</password></login>`),
  'a class': (s, t, { log }) => {
    class Login {
      password = s;
    }
    log.info({ login: new Login() }, t);
  },
  'a getter': (s, t, { log }) =>
    log.info({
      get secret() {
        return s;
      },
      t,
    }),
  'a toJSON': (s, t, { log }) => log.info({ o: { toJSON: () => ({ pwd: s }) } }, t),
  'a frozen object': (s, t, { log }) =>
    log.info(Object.freeze({ a: Object.freeze({ pin: s }) }), t),
  // Plain pino, through the tap.
  'plain pino, a key': (s, t, { plain }) => plain.info({ auth: { password: s } }, t),
  'plain pino, a message': (s, t, { plain }) => plain.warn(`${t} ${quoted(s)}`),
  'plain pino, an error': (s, t, { plain }) => plain.error(new Error(`${t} ${quoted(s)}`)),
  'plain pino, bindings': (s, t, { plain }) => plain.child({ token: s }).info(t),
  // The console, through the bridge. What it prints is the application's own.
  'console.log': (s, t) => console.log(`${t} ${quoted(s)}`, { password: s }),
  'console.error': (s, t) => console.error(new Error(`${t} ${quoted(s)}`)),
  // Spans.
  'an attribute': (s, t, { span }) => span(t, (made) => made.setAttribute('app.password', s)),
  'an address of a span': (s, t, { span }) =>
    span(t, (made) => made.setAttribute('url.full', `https://h.example/?token=${query(s)}`)),
  SQL: (s, t, { span }) =>
    span(t, (made) =>
      made.setAttribute('db.query.text', `UPDATE users SET password='${s}' WHERE id=1`),
    ),
  'an exception of a span': (s, t, { span }) =>
    span(t, (made) => made.recordException(new Error(quoted(s)))),
  'a status of a span': (s, t, { span }) =>
    span(t, (made, { ERROR }) => made.setStatus({ code: ERROR, message: quoted(s) })),
  'a list of a span': (s, t, { span }) =>
    span(t, (made) => made.setAttribute('process.command_args', ['run', `--token=${bare(s)}`])),
  'a request': (s, t, { call }) => call(`/${t}?access_token=${query(s)}`),
  'headers of a request': (s, t, { call }) =>
    call(`/${t}`, {
      headers: { authorization: `Bearer ${bare(s)}`, baggage: `token=${query(s)}` },
    }),
  'baggage as attributes': (s, t, { span }) =>
    span(t, (made) =>
      made.setAttributes({ baggage: `user=1,token=${query(s)}`, 'baggage.pin': s }),
    ),
  // Errors that someone caught.
  captureError: (s, t, { captureError }) => captureError(new Error(`${t} ${quoted(s)}`)),
  'captureError, no error': (s, t, { captureError }) => captureError({ message: t, password: s }),
  'captureError, its context': (s, t, { captureError }) =>
    captureError(new Error(t), { login: { password: s } }),
  // The page.
  'a page’s error': (s, t, { page }) => page(pageLog(t, quoted(s))),
  'a page’s stack': (s, t, { page }) =>
    page(
      pageLog(t, '', [
        text('exception.stacktrace', `Error: ${quoted(s)}\n    at f (https://h/a.js:1:2)`),
      ]),
    ),
  'a page’s chain': (s, t, { page }) =>
    page(
      pageLog(t, '', [
        text(
          'sonde.error.chain',
          JSON.stringify([{ relation: 'cause', type: 'Error', message: quoted(s) }]),
        ),
      ]),
    ),
  'a page’s address': (s, t, { page }) =>
    page(pageLog(t, '', [text('url.full', `https://h.example/a?token=${query(s)}#x`)])),
  'a page’s trail': (s, t, { page }) =>
    page(
      pageLog(t, '', [
        text(
          'sonde.error.trail',
          JSON.stringify([{ time: 1, what: `opened /a?token=${query(s)}` }]),
        ),
      ]),
    ),
  'a page’s context': (s, t, { page }) => page(pageLog(t, '', [text('app.password', s)])),
  'a page’s request': (s, t, { page }) =>
    page(pageSpan(t, [text('url.full', `https://joe:${query(s)}@h.example/a`)])),
};

const formed = {
  'a message by value': (s, t, { log }) => log.info(`${t} paid with ${s} today`),
  'a property by value': (s, t, { log }) => log.info({ note: s }, t),
  'a name by value': (s, t, { log }) => log.info({ [s]: 1 }, t),
  'a Set by value': (s, t, { log }) => log.info({ set: new Set([s]) }, t),
  'a name of a span': (s, t, { span }) => span(`${t} ${s}`, () => undefined),
  'an error by value': (s, t, { captureError }) => captureError(new Error(`${t} ${s}.`)),
  'a page’s error by value': (s, t, { page }) => page(pageLog(t, `no ${s}`)),
  'an error that is cut': (s, t, { log }) => log.error(new Error(cutWithin(t, s, 8192))),
  'captureError, where it is cut': (s, t, { captureError }) =>
    captureError(new Error(cutWithin(t, s, 8192))),
  'a page’s error, where it is cut': (s, t, { page }) =>
    page(pageLog(t, cutWithin('', s, 8191 - t.length))),
  'a request’s path': (s, t, { call }) => call(`/${t}/${query(s)}/now`),
};

const toldOf = (name) => `told-${name.replaceAll(/[^a-z]+/gi, '-')}-`;
const entry =
  (isFormed) =>
  ([name, put]) => [
    name,
    {
      formed: isFormed,
      told: toldOf(name),
      put: (secret, tools) => put(secret, toldOf(name), tools),
    },
  ];

export const positions = Object.fromEntries([
  ...Object.entries(all).map(entry(false)),
  ...Object.entries(formed).map(entry(true)),
]);
