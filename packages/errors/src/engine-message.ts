/** How V8, SpiderMonkey, JavaScriptCore and Hermes word what they throw themselves. */
const ENGINE: readonly RegExp[] = [
  /^Cannot (?:read|set|destructure|convert|assign|access|redefine|delete|define|add|mix|create) /,
  /^(?:undefined|null) is not (?:an object|a function|a constructor)/,
  / is (?:not (?:a function|a constructor|iterable|defined|extensible|an object|async iterable)|undefined|null|read-only|not a valid [\w ]{1,30}|not writable)\b/,
  /^(?:can't (?:access|convert|define|delete|assign)|Can't find variable|Attempt(?:ed|ing) to )/i,
  /^(?:Unexpected (?:token|end|identifier|number|string|non-whitespace|EOF)|JSON[. ]|Bad control character|Expected property name|Expected '|Expected double-quoted|Unterminated string in JSON|Unrecognized token)/,
  /^(?:Maximum call stack|too much recursion|Invalid (?:array|string|typed array) length|Array length|Invalid (?:time value|Date|URL|regular expression|count value)|Out of memory)/i,
  /^(?:URI malformed|malformed URI|Invalid regular expression|Reduce of empty array|Assignment to constant|Converting circular|cyclic object|Do not know how to serialize|toFixed\(\)|precision |Cannot mix)/,
  /^(?:Class (?:constructor|extends)|Derived constructors|Must call super|Private field|Invalid left-hand|Method .{1,80} called on incompatible|Right-hand side of|invalid assignment|invalid 'in')/,
  /^(?:Failed to (?:fetch|execute|construct|load|set|read)|Load failed|NetworkError when|fetch failed|The (?:operation|user|request|string) )/,
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
