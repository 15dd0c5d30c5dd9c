import { createHash } from 'node:crypto';

/** The same numbers on every run. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const DIGITS = '0123456789';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = UPPER.toLowerCase();
const ALNUM = UPPER + LOWER + DIGITS;
const HEX = '0123456789abcdef';

/** Numbers that the card schemes publish for tests. */
export const TEST_CARDS = [
  '4111111111111111',
  '4012888888881881',
  '4242424242424242',
  '4000056655665556',
  '5555555555554444',
  '5105105105105100',
  '2223003122003222',
  '5200828282828210',
  '378282246310005',
  '371449635398431',
  '6011111111111117',
  '6011000990139424',
  '3056930009020004',
  '36227206271667',
  '3566002020360505',
  '6205500000000000004',
  '4917610000000000',
  '5019717010103742',
  '6304000000000000',
  '2200000000000004',
].filter((digits) => digits !== '6304000000000000' && digits !== '2200000000000004');

/** Examples of the registry of IBANs. */
export const TEST_IBANS = [
  'DE89370400440532013000',
  'GB29NWBK60161331926819',
  'FR1420041010050500013M02606',
  'NL91ABNA0417164300',
  'ES9121000418450200051332',
  'IT60X0542811101000000123456',
  'CH9300762011623852957',
  'AT611904300234573201',
  'BE68539007547034',
  'PL61109010140000071219812874',
  'SE4550000000058398257466',
  'NO9386011117947',
  'DK5000400440116243',
  'PT50000201231234567890154',
  'TR330006100519786457841326',
  'SA0380000000608010167519',
];

export interface Secret {
  kind: string;
  /** What must not stand in any output. */
  text: string;
  /** Only known for a secret by its key's name. */
  needsKey?: boolean;
}

/** Fake keys, put together here so that no scanner takes this file for a leak. */
export function makeSecrets(random: () => number): Secret[] {
  const pick = (set: string, length: number): string => {
    let text = '';
    for (let i = 0; i < length; i++) text += set[Math.floor(random() * set.length)];
    return text;
  };
  const url = (text: string): string => Buffer.from(text).toString('base64url');
  const jwt = (): string =>
    `${url('{"alg":"HS256","typ":"JWT"}')}.${url(JSON.stringify({ sub: pick(DIGITS, 10), iat: 1_700_000_000 }))}.${pick(ALNUM, 43)}`;
  // ^ keeps the prefixes of this file from being whole.
  const keys: [kind: string, prefix: string, set: string, length: number][] = [
    ['aws', 'AK^IA', UPPER + '234567', 16],
    ['aws', 'AS^IA', UPPER + '234567', 16],
    ['google', 'AI^za', ALNUM + '_-', 35],
    ['google', 'GOC^SPX-', ALNUM, 28],
    ['google', 'ya^29.', ALNUM + '_-', 60],
    ['github', 'gh^p_', ALNUM, 36],
    ['github', 'gh^s_', ALNUM, 36],
    ['github', 'github^_pat_', ALNUM, 82],
    ['gitlab', 'gl^pat-', ALNUM, 20],
    ['gitlab', 'gl^rt-', ALNUM, 20],
    ['slack', 'xo^xb-', DIGITS, 24],
    ['slack', 'xo^xp-', ALNUM, 40],
    ['slack', 'xa^pp-1-', ALNUM, 60],
    ['stripe', 'sk^_live_', ALNUM, 24],
    ['stripe', 'sk^_test_', ALNUM, 24],
    ['stripe', 'rk^_live_', ALNUM, 24],
    ['webhook', 'wh^sec_', ALNUM, 32],
    ['npm', 'np^m_', ALNUM, 36],
    ['pypi', 'py^pi-AgEIcHlwaS5vcmc', ALNUM + '_-', 80],
    ['rubygems', 'ruby^gems_', HEX, 48],
    ['docker', 'dckr^_pat_', ALNUM, 27],
    ['huggingface', 'h^f_', ALNUM, 34],
    ['openai', 'sk^-proj-', ALNUM + '_-', 74],
    ['openai', 'sk^-', ALNUM, 48],
    ['openai', 'sk^-svcacct-', ALNUM, 60],
    ['anthropic', 'sk^-ant-api03-', ALNUM + '_-', 93],
    ['openrouter', 'sk^-or-v1-', HEX, 64],
    ['groq', 'gs^k_', ALNUM, 52],
    ['xai', 'xa^i-', ALNUM, 80],
    ['perplexity', 'ppl^x-', ALNUM, 48],
    ['replicate', 'r^8_', ALNUM, 37],
    ['sendgrid', 'S^G.', ALNUM, 66],
    ['twilio', 'S^K', HEX, 32],
    ['mailgun', 'ke^y-', HEX, 32],
    ['brevo', 'xkey^sib-', HEX, 64],
    ['postman', 'PM^AK-', HEX, 59],
    ['digitalocean', 'do^p_v1_', HEX, 64],
    ['digitalocean', 'do^o_v1_', HEX, 64],
    ['netlify', 'nf^p_', ALNUM, 36],
    ['supabase', 'sb^p_', HEX, 40],
    ['planetscale', 'pscale^_tkn_', ALNUM, 43],
    ['databricks', 'da^pi', HEX, 32],
    ['doppler', 'dp^.pt.', ALNUM, 43],
    ['vault', 'hv^s.', ALNUM, 90],
    ['pulumi', 'pu^l-', HEX, 40],
    ['grafana', 'gl^sa_', ALNUM, 41],
    ['newrelic', 'NR^AK-', UPPER + DIGITS, 27],
    ['linear', 'lin^_api_', ALNUM, 40],
    ['notion', 'nt^n_', ALNUM, 46],
    ['figma', 'fi^gd_', ALNUM, 40],
    ['shopify', 'sh^pat_', HEX, 32],
    ['square', 'sq0^atp-', ALNUM, 22],
    ['plaid', 'access^-sandbox-', HEX, 36],
    ['contentful', 'CF^PAT-', ALNUM, 43],
    ['age', 'AGE-^SECRET-KEY-1', UPPER + DIGITS, 58],
    ['jfrog', 'AK^Cp', ALNUM, 69],
    ['typeform', 'tf^p_', ALNUM, 59],
    ['sonarqube', 'sq^p_', HEX, 40],
    ['tailscale', 'ts^key-auth-', ALNUM, 30],
    ['alibaba', 'LT^AI', ALNUM, 20],
    ['posthog', 'ph^x_', ALNUM, 43],
    ['trello', 'AT^TA', HEX, 72],
    ['atlassian', 'ATA^TT3', ALNUM, 180],
    ['pinecone', 'pc^sk_', ALNUM, 60],
    ['nvidia', 'nv^api-', ALNUM, 64],
    ['buildkite', 'bk^ua_', HEX, 40],
    ['duffel', 'duffel^_test_', ALNUM, 43],
    ['razorpay', 'rzp^_live_', ALNUM, 14],
    ['ory', 'ory^_st_', ALNUM, 32],
  ];
  const secrets: Secret[] = [];
  for (const [kind, prefix, set, length] of keys)
    secrets.push({ kind, text: prefix.replace('^', '') + pick(set, length) });
  for (const card of TEST_CARDS) {
    secrets.push({ kind: 'card', text: card });
    if (card.length === 16) {
      const groups = card.match(/.{4}/g) ?? [];
      secrets.push(
        { kind: 'card', text: groups.join(' ') },
        { kind: 'card', text: groups.join('-') },
      );
    }
  }
  for (const iban of TEST_IBANS) {
    secrets.push(
      { kind: 'iban', text: iban },
      { kind: 'iban', text: (iban.match(/.{1,4}/g) ?? []).join(' ') },
    );
  }
  for (let i = 0; i < 8; i++) {
    secrets.push({ kind: 'jwt', text: jwt() });
    secrets.push({ kind: 'password', text: pick(ALNUM, 6 + i), needsKey: true });
    secrets.push({
      kind: 'password',
      text: `${pick(LOWER, 6)}!${pick(DIGITS, 3)}$${pick(LOWER, 2)}`,
      needsKey: true,
    });
    secrets.push({
      kind: 'session',
      text: `s%3A${pick(ALNUM, 32)}.${pick(ALNUM, 43)}`,
      needsKey: true,
    });
  }
  return secrets;
}

export interface Position {
  name: string;
  /** The position names the secret, so that one without a form of its own is known. */
  hasKey: boolean;
  /** What the application logs. */
  put: (secret: string) => unknown;
}

const KEYS = [
  'password',
  'Password',
  'DB_PASSWORD',
  'x-api-key',
  'clientSecret',
  'access_token',
  'refreshToken',
] as const;

export const POSITIONS: readonly Position[] = [
  ...KEYS.map(
    (key): Position => ({
      name: `the key ${key}`,
      hasKey: true,
      put: (s) => ({ user: { [key]: s } }),
    }),
  ),
  { name: 'deep in arrays', hasKey: true, put: (s) => ({ a: [[{ b: [{ token: s }] }]] }) },
  { name: 'a Map', hasKey: true, put: (s) => ({ m: new Map([['secret', s]]) }) },
  { name: 'a Map in a Map', hasKey: true, put: (s) => new Map([['a', new Map([['Cookie', s]])]]) },
  {
    name: 'an own __proto__ key',
    hasKey: true,
    put: (s) => JSON.parse(`{"__proto__":{"password":${JSON.stringify(s)}}}`),
  },
  {
    name: 'a header list',
    hasKey: true,
    put: (s) => ({ rawHeaders: ['Host', 'x', 'Authorization', s] }),
  },
  {
    name: 'header pairs',
    hasKey: true,
    put: (s) => ({
      headers: [
        ['host', 'x'],
        ['set-cookie', s],
      ],
    }),
  },
  {
    name: 'name and value',
    hasKey: true,
    put: (s) => ({ fields: [{ name: 'password', value: s }] }),
  },
  { name: 'an argument list', hasKey: true, put: (s) => ({ argv: ['run', '--token', s] }) },
  {
    name: 'JSON in a text',
    hasKey: true,
    put: (s) => ({ body: JSON.stringify({ a: 1, password: s, b: 2 }) }),
  },
  {
    name: 'JSON in JSON in a text',
    hasKey: true,
    put: (s) => ({ body: JSON.stringify({ inner: JSON.stringify({ apiKey: s, b: 2 }) }) }),
  },
  {
    name: 'pretty JSON in a message',
    hasKey: true,
    put: (s) => `got ${JSON.stringify({ password: s }, null, 2)} from client`,
  },
  {
    name: 'JSON of name and value',
    hasKey: true,
    put: (s) => JSON.stringify([{ name: 'x-api-key', value: s }]),
  },
  {
    name: 'an OTLP list as JSON',
    hasKey: true,
    put: (s) => JSON.stringify([{ key: 'password', value: { stringValue: s } }]),
  },
  { name: 'inspected', hasKey: true, put: (s) => `{ user: { password: '${s}', id: 3 } }` },
  {
    name: 'a form',
    hasKey: true,
    put: (s) => `user=joe&password=${encodeURIComponent(s)}&remember=1`,
  },
  {
    name: 'a nested form',
    hasKey: true,
    put: (s) => `user%5Bpassword%5D=${encodeURIComponent(s)}&x=1`,
  },
  {
    name: 'a multipart form',
    hasKey: true,
    put: (s) => `--b\r\nContent-Disposition: form-data; name="password"\r\n\r\n${s}\r\n--b--`,
  },
  {
    name: 'a query',
    hasKey: true,
    put: (s) => `GET /login?access_token=${encodeURIComponent(s)}&n=1 HTTP/1.1`,
  },
  {
    name: 'a URL object',
    hasKey: true,
    put: (s) => ({ url: new URL(`http://a.example/x?token=${encodeURIComponent(s)}`) }),
  },
  {
    name: 'a query object',
    hasKey: true,
    put: (s) => ({ q: new URLSearchParams({ api_key: s }) }),
  },
  {
    name: 'a cookie header',
    hasKey: true,
    put: (s) => `Cookie: theme=dark; connect.sid=${s.replaceAll(' ', '')}; x=1`,
  },
  {
    name: 'a set-cookie value',
    hasKey: true,
    put: (s) => `track=${s.replaceAll(' ', '')}; Path=/; HttpOnly`,
  },
  {
    name: 'an authorization header',
    hasKey: true,
    put: (s) => `authorization: Bearer ${s.replaceAll(' ', '')}`,
  },
  { name: 'logfmt', hasKey: true, put: (s) => `level=info password="${s}" user=joe` },
  {
    name: 'an environment',
    hasKey: true,
    put: (s) => `PORT=80\nSTRIPE_SECRET=${s.replaceAll(' ', '')}\nA=b`,
  },
  { name: 'XML', hasKey: true, put: (s) => `<login><password>${s}</password></login>` },
  {
    name: 'a command line',
    hasKey: true,
    put: (s) => `mysql --user root --password ${s.replaceAll(' ', '')} shop`,
  },
  {
    name: 'user info of a URL',
    hasKey: true,
    put: (s) => `connect postgres://joe:${encodeURIComponent(s)}@db.example:5432/shop failed`,
  },
  {
    name: 'user info of an inner URL',
    hasKey: true,
    put: (s) => `/go?to=${encodeURIComponent(`https://joe:${encodeURIComponent(s)}@h.example/`)}`,
  },
  { name: 'toJSON', hasKey: true, put: (s) => ({ o: { toJSON: () => ({ password: s }) } }) },
  {
    name: 'a class with a field',
    hasKey: true,
    put: (s) =>
      new (class Login {
        password = s;
        user = 'joe';
      })(),
  },
  {
    name: 'a frozen object',
    hasKey: true,
    put: (s) => Object.freeze({ a: Object.freeze({ secret: s }) }),
  },
  {
    name: 'a getter',
    hasKey: true,
    put: (s) => ({
      get token() {
        return s;
      },
    }),
  },
  { name: 'a Proxy', hasKey: true, put: (s) => new Proxy({ password: s }, {}) },
  { name: 'a message', hasKey: false, put: (s) => `payment with ${s} failed` },
  { name: 'the end of a message', hasKey: false, put: (s) => `could not use "${s}"` },
  { name: 'an error message', hasKey: false, put: (s) => new Error(`bad credential ${s}.`) },
  {
    name: 'a cause',
    hasKey: false,
    put: (s) => new Error('outer', { cause: new TypeError(`no: ${s}`) }),
  },
  {
    name: 'an aggregate',
    hasKey: false,
    put: (s) => new AggregateError([new Error(`x ${s}`)], 'many'),
  },
  { name: 'a plain property', hasKey: false, put: (s) => ({ note: s }) },
  { name: 'a Set', hasKey: false, put: (s) => new Set(['a', s]) },
  { name: 'a key of an object', hasKey: false, put: (s) => ({ [s]: 1 }) },
  { name: 'a key of a Map', hasKey: false, put: (s) => new Map([[s, 1]]) },
  { name: 'a path', hasKey: false, put: (s) => `GET /v1/use/${encodeURIComponent(s)}/now` },
  { name: 'an own word after a bracket', hasKey: false, put: (s) => `[${s}]` },
];

/** Texts that look like secrets and are none. */
export function makeLookAlikes(random: () => number): { kind: string; text: string }[] {
  const pick = (set: string, length: number): string => {
    let text = '';
    for (let i = 0; i < length; i++) text += set[Math.floor(random() * set.length)];
    return text;
  };
  const hash = (name: string): string => createHash(name).update(pick(ALNUM, 20)).digest('hex');
  const list: { kind: string; text: string }[] = [];
  const add = (kind: string, text: string): void => void list.push({ kind, text });
  for (let i = 0; i < 60; i++) {
    add(
      'uuid',
      `${pick(HEX, 8)}-${pick(HEX, 4)}-4${pick(HEX, 3)}-a${pick(HEX, 3)}-${pick(HEX, 12)}`,
    );
    add(
      'uuid of digits',
      `${pick(DIGITS, 8)}-${pick(DIGITS, 4)}-${pick(DIGITS, 4)}-${pick(DIGITS, 4)}-${pick(DIGITS, 12)}`,
    );
    add('sha1', hash('sha1'));
    add('sha256', `sha256:${hash('sha256')}`);
    add('md5', `etag "${hash('md5')}"`);
    add('trace id', `trace_id=${pick(HEX, 32)} span_id=${pick(HEX, 16)}`);
    add('traceparent', `traceparent: 00-${pick(HEX, 32)}-${pick(HEX, 16)}-01`);
    add('milliseconds', `at ${1_700_000_000_000 + Math.floor(random() * 9e10)}`);
    add('nanoseconds', `timeUnixNano 17${pick(DIGITS, 17)}`);
    add('microseconds', `ts=17${pick(DIGITS, 14)}`);
    add('order number', `order ${pick(DIGITS, 8)} of customer ${pick(DIGITS, 10)}`);
    add('long order number', `order ${pick('56789', 1)}${pick(DIGITS, 15)}`);
    add('order code', `ORD-${pick(DIGITS, 4)}-${pick(DIGITS, 6)}-${pick(UPPER, 2)}`);
    add('phone', `call +49 ${pick(DIGITS, 3)} ${pick(DIGITS, 8)}`);
    add('phone with dashes', `+1-${pick(DIGITS, 3)}-${pick(DIGITS, 3)}-${pick(DIGITS, 4)}`);
    add(
      'version',
      `v${pick(DIGITS, 1)}.${pick(DIGITS, 2)}.${pick(DIGITS, 1)}-rc.${pick(DIGITS, 1)}+build.${pick(DIGITS, 5)}`,
    );
    add('picture', `data:image/png;base64,iVBORw0KGgo${pick(`${ALNUM}+/`, 400)}==`);
    add('base64', pick(`${ALNUM}+/`, 200));
    add('address', `10.${pick(DIGITS, 1)}.${pick(DIGITS, 2)}.7:5432`);
    add('float', `0.${pick(DIGITS, 16)}`);
    add('date', `2026-01-${10 + (i % 18)}T10:11:12.${pick(DIGITS, 3)}Z`);
    add(
      'frame',
      `    at handler (/srv/app/dist/index-${pick(ALNUM, 8)}.js:${pick('123456789', 2)}:${pick('123456789', 2)})`,
    );
    add('snowflake', `message 1${pick(DIGITS, 18)}`);
    add('object id', `_id ${pick(HEX, 24)}`);
    add('integrity', `sha512-${pick(`${ALNUM}+/`, 86)}==`);
    add('tracking number', `1Z${pick(UPPER + DIGITS, 6)}${pick(DIGITS, 10)}`);
    add(
      'token count',
      `prompt_tokens=${pick(DIGITS, 4)} max_tokens: ${pick(DIGITS, 3)} token_type: access`,
    );
    add('url', `https://cdn.example.com/assets/app.${pick(HEX, 8)}.js?v=${pick(DIGITS, 6)}#top`);
    add(
      'slug',
      `sk-${pick(LOWER, 6)}-${pick(LOWER, 8)} re_${pick(LOWER, 5)} test_${pick(LOWER, 9)}`,
    );
    add('container', `docker-${pick(HEX, 64)}.scope`);
    add(
      'matrix',
      `${pick(DIGITS, 3)} ${pick(DIGITS, 3)} ${pick(DIGITS, 3)} ${pick(DIGITS, 3)} ${pick(DIGITS, 3)}`,
    );
  }
  const prose = [
    'author: Grey',
    'authority=eu',
    'passport control',
    'token expired',
    'compass: north',
    'the secret is out',
    'a bearer of news',
    'basic authentication is on',
    'pinned: 3',
    'keyboard: qwertz',
    'primary_key=order_id',
    'Unexpected token } in JSON at position 7',
    'password_changed_at=2026-01-01',
    'hasPassword: yes',
    'token_count: 1204',
    'nextPageToken: 3',
    'user@example.com wrote',
    'git@github.com:a/b.git',
    'ssh://git@github.com/a/b',
    'http://localhost:3000/@scope/pkg',
    'node_modules/@scope/a.js:10:3',
    'sid field is required',
    'cookie_consent=yes',
    'a=b; c=d',
    "Cannot read properties of undefined (reading 'token')",
    'key=value',
    'public_key=abc',
    'monkey: 3',
  ];
  for (const text of prose) add('prose', text);
  return list;
}
