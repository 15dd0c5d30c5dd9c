/** Names that are secret as they stand, in the spelling of {@link normaliseKey}. */
const EXACT: ReadonlySet<string> = new Set([
  'pass',
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'passcode',
  'secret',
  'secrets',
  'token',
  'auth',
  'authorization',
  'authentication',
  'cookie',
  'cookies',
  'setcookie',
  'setcookie2',
  'cookie2',
  'credential',
  'credentials',
  'creds',
  'jwt',
  'bearer',
  'bearertoken',
  'pin',
  'cardpin',
  'userpin',
  'otp',
  'totp',
  'mfacode',
  'otpcode',
  'smscode',
  'onetimecode',
  'verificationcode',
  'backupcodes',
  'recoverycode',
  'recoverycodes',
  'cvv',
  'cvv2',
  'cvc',
  'cvc2',
  'cardcvc',
  'cardcvv',
  'securitycode',
  'cardsecuritycode',
  'ccnum',
  'ccnumber',
  'cardno',
  'cardnum',
  'creditcard',
  'debitcard',
  'primaryaccountnumber',
  'iban',
  'bban',
  'ssn',
  'socialsecuritynumber',
  'socialsecurity',
  'sid',
  'connectsid',
  'phpsessid',
  'jsessionid',
  'aspnetsessionid',
  'laravelsession',
  'sessid',
  'sessioncookie',
  'xsrf',
  'csrf',
  'sharedaccesssignature',
  'xamzsignature',
  'xamzsecuritytoken',
  'xamzcredential',
  'xgoogsignature',
  'xgoogcredential',
  'seedphrase',
  'mnemonic',
  'recoveryphrase',
  'securityanswer',
  'secretanswer',
  'pgpassword',
  'mysqlpwd',
  'requirepass',
  'masterauth',
  'kek',
  'dek',
  'basicauth',
  'httpauth',
  'proxyauth',
  'xauth',
  'authheader',
  'codeverifier',
  'clientassertion',
  'samlresponse',
  'npmauth',
  'authstring',
  'loginpass',
  'passwordhash',
  'passwd_hash',
]);

/** What a secret's name ends with, whatever stands before it. */
const ENDINGS: readonly string[] = [
  'password',
  'passwords',
  'passwd',
  'passphrase',
  'passcode',
  'secret',
  'secrets',
  'token',
  'apikey',
  'apikeys',
  'apisecret',
  'secretkey',
  'secretkeys',
  'privatekey',
  'accesskey',
  'accountkey',
  'encryptionkey',
  'decryptionkey',
  'signingkey',
  'masterkey',
  'sshkey',
  'authkey',
  'sessionkey',
  'sharedkey',
  'sharedaccesskey',
  'hmackey',
  'aeskey',
  'licensekey',
  'serviceaccountkey',
  'deploykey',
  'jwtkey',
  'cookiekey',
  'storagekey',
  'credential',
  'credentials',
  'authorization',
  'cookie',
  'cookies',
  'setcookie',
  'cardnumber',
  'creditcardnumber',
  'accesstokens',
  'refreshtokens',
  'authtokens',
  'apitokens',
  'idtokens',
  'webhookurl',
  'subscriptionkey',
  'functionskey',
];

/** Strong roots: a name that holds one is secret, unless what follows says it is about the secret. */
const ROOTS: readonly string[] = [
  'password',
  'passwd',
  'passphrase',
  'accesstoken',
  'refreshtoken',
  'authtoken',
  'sessiontoken',
  'bearertoken',
  'apitoken',
  'clientsecret',
  'privatekey',
  'secretkey',
  'apikey',
  'apisecret',
  'authorization',
  'cardnumber',
];

/** What may follow a root in a name that holds no secret itself. */
const ABOUT: readonly string[] = [
  'result',
  'results',
  'check',
  'length',
  'count',
  'policy',
  'strength',
  'hint',
  'url',
  'uri',
  'endpoint',
  'required',
  'valid',
  'invalid',
  'at',
  'on',
  'age',
  'date',
  'time',
  'field',
  'type',
  'kind',
  'min',
  'max',
  'minlength',
  'maxlength',
  'error',
  'errors',
  'attempts',
  'enabled',
  'disabled',
  'id',
  'name',
  'path',
  'file',
  'expires',
  'expiresat',
  'expiresin',
  'expiry',
  'expired',
  'ttl',
  'changed',
  'updated',
  'created',
  'status',
  'state',
  'label',
  'placeholder',
  'prompt',
  'visible',
  'rules',
  'regex',
  'pattern',
  'version',
  'algorithm',
  'provider',
  'reset',
  'resetrequired',
  'lifetime',
  'duration',
  'scope',
  'scopes',
  'limit',
  'usage',
  'ref',
  'arn',
  'format',
  'issuer',
  'mode',
  'score',
  'source',
  'owner',
  'prefix',
];

/** Endings of `token` and the like that hold no secret. */
const HARMLESS: ReadonlySet<string> = new Set([
  'outputtoken',
  'inputtoken',
  'pagetoken',
  'nextpagetoken',
  'nexttoken',
  'previouspagetoken',
  'prevpagetoken',
  'continuationtoken',
  'synctoken',
  'canceltoken',
  'cancellationtoken',
  'cursortoken',
  'eostoken',
  'bostoken',
  'padtoken',
  'unknowntoken',
  'unexpectedtoken',
  'maxtoken',
  'pertoken',
  'lasttoken',
  'firsttoken',
  'starttoken',
  'endtoken',
  'nextsynctoken',
  'resumetoken',
  'secretsmanagersecret',
  'hascookie',
  'haspassword',
]);

/** Before `pass` or `pwd` as a word of its own. */
const PASS_OWNERS: ReadonlySet<string> = new Set([
  'db',
  'database',
  'user',
  'smtp',
  'mail',
  'email',
  'ftp',
  'sftp',
  'ssh',
  'root',
  'admin',
  'proxy',
  'redis',
  'mysql',
  'pg',
  'postgres',
  'mongo',
  'mongodb',
  'ldap',
  'sudo',
  'login',
  'auth',
  'my',
  'new',
  'old',
  'api',
  'http',
  'amqp',
  'rabbitmq',
  'sql',
  'wifi',
  'keystore',
  'key',
  'ssl',
  'imap',
  'account',
  'current',
]);

/** A part of every name above: most names hold none and are told so at once. */
const MAY_BE_SECRET =
  /pass|pwd|secret|token|key|auth|cookie|cred|jwt|bearer|pin|otp|code|cvv|cvc|card|ccnum|iban|bban|ssn|social|sid|sess|xsrf|csrf|signature|amz|goog|phrase|mnemonic|answer|kek|dek|saml|assertion|verifier|webhook|primaryaccount/;

const COOKIE_PREFIX = /^__(?:Host|Secure)-/;

const MAX_CACHED = 4096;
const MAX_KEY = 256;

/** Tells whether a key's name says that its value is secret. */
export type KeyRules = (key: string) => boolean;

/**
 * @param more names, `*` for any letters
 * @param allowed names that are never secret
 */
export function createKeyRules(more: readonly string[], allowed: readonly string[]): KeyRules {
  const isMore = createNameMatcher(more);
  const isAllowed = createNameMatcher(allowed);
  const cache = new Map<string, boolean>();
  return (key) => {
    const known = cache.get(key);
    if (known !== undefined) return known;
    const secret = key.length <= MAX_KEY && !isAllowed(key) && (isMore(key) || isSecretKey(key));
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(key, secret);
    return secret;
  };
}

/** Lower case, letters and digits only: `X-Api-Key` and `x_api_key` are `xapikey`. */
export function normaliseKey(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]+/g, '');
}

function isSecretKey(key: string): boolean {
  // Django's cookie; `session_id` and `sessionId` only correlate.
  if (key === 'sessionid' || COOKIE_PREFIX.test(key)) return true;
  if (!MAY_BE_SECRET.test(normaliseKey(key))) return false;
  const words = wordsOf(key);
  const name = words.join('');
  if (isSecretName(name, words)) return true;
  // `req.headers.cookie`, `user[pin]`: the last part is the key.
  const last = /[^.[\]]+(?=\]?$)/.exec(key)?.[0];
  if (last === undefined || last === key) return false;
  const lastWords = wordsOf(last);
  return isSecretName(lastWords.join(''), lastWords);
}

function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

function isSecretName(spelled: string, words: readonly string[]): boolean {
  const name = spelled.replace(/\d{1,2}$/, '');
  if (EXACT.has(spelled) || EXACT.has(name)) return true;
  if (HARMLESS.has(name) || name === '' || isQuestion(words)) return false;
  const last = words.at(-1)?.replace(/\d{1,2}$/, '') ?? '';
  if ((last === 'pass' || last === 'pwd') && PASS_OWNERS.has(words.at(-2) ?? '')) return true;
  for (const harmless of HARMLESS) if (name.endsWith(harmless)) return false;
  for (const ending of ENDINGS) if (name.endsWith(ending)) return true;
  for (const root of ROOTS) {
    const at = name.lastIndexOf(root);
    if (
      at !== -1 &&
      !ABOUT.some((word) => name.endsWith(word) && name.length - word.length >= at + root.length)
    ) {
      return true;
    }
  }
  return false;
}

/** `hasPassword`, `is_secret`: a question about the secret. */
function isQuestion(words: readonly string[]): boolean {
  const first = words[0];
  return (
    words.length > 1 &&
    (first === 'has' || first === 'is' || first === 'needs' || first === 'requires')
  );
}

function createNameMatcher(names: readonly string[]): (key: string) => boolean {
  const exact = new Set<string>();
  const patterns: string[][] = [];
  for (const name of names) {
    const parts = name.split('*').map(normaliseKey);
    if (parts.every((part) => part === '')) continue;
    if (parts.length === 1) exact.add(parts[0] ?? '');
    else patterns.push(parts);
  }
  if (exact.size === 0 && patterns.length === 0) return () => false;
  return (key) => {
    const name = normaliseKey(key);
    if (exact.has(name) || patterns.some((parts) => matchesParts(name, parts))) return true;
    const last = normaliseKey(/[^.[\]]+(?=\]?$)/.exec(key)?.[0] ?? '');
    return exact.has(last);
  };
}

/** `parts` in this order, the first at the start and the last at the end. */
function matchesParts(name: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}
