/** How V8, SpiderMonkey, JavaScriptCore, Hermes and their browsers word what they throw themselves. */
const ENGINE: readonly RegExp[] = [
  /^Cannot (?:read|set|destructure|convert|assign|access|redefine|delete|define|add|mix|create) /,
  /^(?:undefined|null|object null|Object|iterator method) is not (?:an object|a function|a constructor|callable|iterable)/,
  / is (?:not (?:a function|a constructor|iterable|defined|extensible|an object|async iterable|callable|a symbol)|undefined|null|read-only|not a valid [\w ]{1,30}|not writable|an? (?:non-configurable|read-only) )\b/,
  /^(?:can't (?:access|convert|define|delete|assign|set|redefine)|Can't find variable|Attempt(?:ed|ing) to |Property '[\w$]{1,60}' doesn't exist)/i,
  /^(?:Unexpected (?:token|end|identifier|number|string|non-whitespace|EOF|keyword)|JSON[. ]|Bad control character|Expected property name|Expected '|Expected double-quoted|Unterminated string in JSON|Unrecognized token|missing [)\]}] |Invalid or unexpected token)/,
  /^(?:Maximum (?:call stack|regex stack|BigInt size)|too much recursion|Invalid (?:array|string|typed array|DataView|array buffer) length|Array length|Array buffer allocation|Invalid (?:time value|Date\b|URL|regular expression|count value|regexp|mix of BigInt|code point)|Date value out of bounds|Out of memory|allocation size overflow|repeat count must|radix must|toString\(\) radix|Division by zero|BigInt division)/i,
  /^(?:URI malformed|malformed URI|malformed encodeURI|URI error|Reduce of empty array|Assignment to constant|invalid assignment|Converting circular|cyclic object|Do not know how to serialize|toFixed\(\)|toPrecision\(\)|precision |Type error$)/i,
  /^(?:Class (?:constructor|extends)|class constructors must|Derived constructors|Must call super|Private (?:field|member)|Invalid left-hand|Method .{1,80} called on incompatible|Right-hand side of|right-hand side of|invalid 'in'|Found non-callable|Iterator result|Generator is already|Spread syntax requires|Object prototype may|Offset is outside|Start offset |The number .{1,40} cannot be converted to a BigInt|Receiver |setting getter-only|cannot use 'in')/,
  /^(?:Failed to (?:fetch|execute|construct|load|set|read)|Load failed|NetworkError when|fetch failed|The (?:operation|user|request|string|node|object|index) |An attempt was made to )/,
];
const MAX_MESSAGE = 300;

/** Whether an engine wrote the message: then the same fault has another in the next engine. */
export function isEngineMessage(message: string): boolean {
  const text = message.slice(0, MAX_MESSAGE);
  return ENGINE.some((pattern) => pattern.test(text));
}

/** The property that was read of nothing or called in vain: each engine tells it, minified or not. */
const PROPERTY: readonly RegExp[] = [
  /\(reading '([\w$]{1,60})'\)/,
  /^Cannot destructure property '([\w$]{1,60})' of/,
  /^Cannot read property '([\w$]{1,60})' of/,
  /^can't access property "([\w$]{1,60})"/,
  /^(?:undefined|null) is not an object \(evaluating '[^']{0,200}\.([\w$]{1,60})(?:\([^']{0,200})?'\)/,
  /^[\w$.[\]#]{0,200}\.([\w$]{1,60}) is not a function(?! \(near)/,
];

/** Empty where the message tells none, or one with digits: that may be a key and no name. */
export function propertyIn(message: string): string {
  const text = message.slice(0, MAX_MESSAGE);
  for (const pattern of PROPERTY) {
    const name = pattern.exec(text)?.[1];
    if (name !== undefined) return /\d/.test(name) ? '' : name;
  }
  return '';
}

/** Whether the stack overflowed, which has its own type in SpiderMonkey. */
export function isOverflow(message: string): boolean {
  return /^(?:Maximum call stack|too much recursion)/.test(message);
}
