// Looks for the input of 8 KB that each pattern of redaction takes longest for: starts from what is
// known to be bad and from pieces drawn at random, and keeps what a change has made slower.
import { createRedactor } from '@sonde/redaction';
import { BAIT } from '../../packages/redaction/test/bait.ts';
import { createRandom } from '../../packages/redaction/test/corpus.ts';

const SIZE = 8192;
const STARTS = 24;
const CHANGES = 220;

/** By pattern, pieces of what it begins with, goes on with and ends with. */
const PATTERNS = {
  'keys of services': [
    'sk-ant-',
    'ghp_',
    'hvs.',
    'SG.',
    'xoxb-',
    'AKIA',
    'EAAA',
    'eyJ',
    'dp.pt.',
    'a1',
    'B2',
    '-',
    '_',
    '.',
  ],
  JWT: ['eyJ', 'eyJhbGciOiJ', '.', 'e30', 'a1B', '-', '_', '='],
  'bearer and basic': ['Bearer ', 'Basic ', 'bearer ', 'QUFB', 'Og==', ' ', 'a', '.', '='],
  cards: ['4111', '5555', '37', '1', '4', ' ', '-', '0', '4111111111111111', '%20'],
  IBAN: ['DE89', 'GB29', 'FR', 'NL91ABNA', ' ', '3704', 'A', '0', '-'],
  'key and value': [
    'password',
    'token',
    '=',
    ':',
    '"',
    "'",
    '\\"',
    ' ',
    '{',
    '[',
    '}',
    ',',
    '&',
    'null',
  ],
  'keys in JSON in JSON': ['\\"', '\\\\\\"', '"password\\":', '{', ':', 'u0070', '\\', '[', 'a'],
  'keys in addresses': [
    '?',
    '&',
    'token=',
    'sig=',
    '%3D',
    '%26',
    '%22',
    '%3A',
    '%2F',
    '%',
    'a',
    ';',
  ],
  'user info': ['://', 'a', ':', '@', '/', '%40', 'https', '?', '%3A%2F%2F'],
  cookies: ['; ', ';', 'HttpOnly', 'Secure', 'Path=/', 'a=b', '=', ' ', 'Set-Cookie:', 'sid'],
  'private keys': ['-----BEGIN ', 'PRIVATE KEY-----', '-----END ', '-', 'RSA ', '\n', '\\n', 'aB3'],
  'lines of a private key': ['aB3dE5gH', '\n', '=', '+', '/', '\r\n', 'x'],
  options: ['--password', '--', '-', ' ', '=', 'a', '"'],
  tags: ['<', '>', '</', 'password', 'a', ':', ' ', '<password>'],
  pairs: ['"name"', ':', '"password"', '"value"', 'name="', '"', '\n', '\r\n', ',', '{'],
  'secrets in prose': ['password is ', 'token ', 'secret ', '"', 'x1', ' ', 'pin ', ', ', "'"],
  'bots of Telegram': ['123456789', ':', 'AA', 'a', '-', '_', '0'],
  'secrets of Azure': ['~', 'abc8Q~', 'Q', '8', '.', '-', '_', 'a'],
  'data addresses': ['data:', ';base64,', 'image/png', ';', ',', 'iVBOR', 'a', '='],
  'e-mail': ['@', 'a', '.', 'example', '-', '+', '_', ' ', '.com'],
  telephones: ['+', '1', '49', ' ', '-', '(', ')', '.', '/', '151'],
};

export function worstInputs() {
  const redactor = createRedactor({ email: true, phone: true });
  const random = createRandom(5);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const baits = Object.values(BAIT);

  const fill = (pieces) => {
    const unit = pieces.join('');
    return unit === '' ? '' : unit.repeat(Math.ceil(SIZE / unit.length)).slice(0, SIZE);
  };
  const once = (text) => {
    const began = performance.now();
    redactor.text(text);
    return performance.now() - began;
  };
  /** The best of a few: what else runs here only adds. */
  const cost = (pieces, times = 3) => {
    const text = fill(pieces);
    let least = Infinity;
    for (let i = 0; i < times; i++) least = Math.min(least, once(text));
    return least;
  };
  const changed = (pieces, alphabet) => {
    const next = [...pieces];
    const at = Math.floor(random() * next.length);
    const way = random();
    if (way < 0.4) next.splice(at, 0, pick(alphabet));
    else if (way < 0.6 && next.length > 1) next.splice(at, 1);
    else if (way < 0.8) next[at] = pick(alphabet);
    else if (way < 0.9) next[at] = next[at].repeat(1 + Math.floor(random() * 40));
    else next.splice(at, 0, pick(baits));
    return next;
  };

  return Object.fromEntries(
    Object.entries(PATTERNS).map(([name, alphabet]) => {
      const starts = Array.from({ length: STARTS }, () =>
        Array.from({ length: 1 + Math.floor(random() * 6) }, () => pick(alphabet)),
      );
      let best = starts[0];
      let most = 0;
      for (const pieces of starts) {
        const spent = cost(pieces);
        if (spent > most) [best, most] = [pieces, spent];
      }
      for (let i = 0; i < CHANGES; i++) {
        const next = changed(best, alphabet);
        if (next.join('').length > SIZE) continue;
        const spent = cost(next);
        if (spent > most) [best, most] = [next, spent];
      }
      return [name, { ms: cost(best, 15), unit: best.join('').slice(0, 60) }];
    }),
  );
}
