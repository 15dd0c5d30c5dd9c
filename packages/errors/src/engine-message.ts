/** How V8, SpiderMonkey, JavaScriptCore, Hermes and their browsers word what they throw themselves. */
const WORDINGS: readonly RegExp[] = [
  /^Cannot (?:read|set|destructure|convert|assign|access|redefine|delete|define|add|mix|create) /,
  /^(?:undefined|null|object null|Object|iterator method) is not (?:an object|a function|a constructor|callable|iterable)/,
  / is (?:not (?:a function|a constructor|iterable|defined|extensible|an [Oo]bject|async iterable|callable|a symbol)|undefined|null|read-only|not a valid [\w ]{1,30}|not writable|an? (?:non-configurable|read-only) )\b/,
  /^(?:can't (?:access|convert|define|delete|assign|set|redefine)|Can't find variable|Attempt(?:ed|ing) to |Property '[\w$]{1,60}' doesn't exist)/i,
  /^(?:Unexpected (?:token|end|identifier|number|string|non-whitespace|EOF|keyword)|JSON[. ]|Bad control character|Expected property name|Expected '|Expected double-quoted|Unterminated string in JSON|Unrecognized token|missing [)\]}] |Invalid or unexpected token)/i,
  /^(?:Maximum (?:call stack|regex stack|BigInt size)|too much recursion|Invalid (?:array|string|typed array|DataView|array buffer) length|Array length|Array buffer allocation|Invalid (?:time value|Date\b|URL|regular expression|count value|regexp|mix of BigInt|code point)|Date value out of bounds|Out of memory|allocation size overflow|repeat count must|radix must|toString\(\) radix|Division by zero|BigInt division)/i,
  /^(?:URI malformed|malformed URI|malformed encodeURI|URI error|Reduce of empty array|Assignment to constant|invalid assignment|Converting circular|cyclic(?:al)? (?:object|structure)|Do not know how to serialize|toFixed\(\)|toPrecision\(\)|precision |Type error$)/i,
  /^(?:Class (?:constructor|extends)|class constructors must|Derived constructors|Must call super|Private (?:field|member)|Invalid left-hand|Cannot call|Method .{1,80} called on incompatible|Right[- ](?:hand )?side of|right-hand side of|invalid 'in'|Found non-callable|Iterator result|Generator is |Spread syntax requires|Object prototype may|Offset is outside|Start offset |The number .{1,40} cannot be converted to a BigInt|Receiver |setting getter-only|cannot use 'in')/i,
  /^(?:Failed to (?:fetch|execute|construct|load|set|read)|Load failed|NetworkError when|fetch failed|The (?:operation|user|request|string|node|object|index) |An attempt was made to |This operation was aborted|signal is aborted)/,
  /\(evaluating '| has no properties$/,
  // What only the language itself has a word for.
  /\b(?:[A-Z]\w{1,30}\.prototype|Symbol\.\w+|BigInt|[Pp]roxy|Reflect\.|Weak(?:Map|Set|Ref)|weak (?:map|set)|DataView|ArrayBuffer|SharedArrayBuffer|(?:Big)?(?:Uint|Int|Float)\d{1,2}(?:Clamped)?Array|TypedArray|typed array|Intl\.|RegExp|regular expression|non-configurable|receiver|iterator value|lexical(?:ly)?|falsish|prototype|generator|getter|setter)\b/,
  /__proto__|\|(?:this|new|super)\||\[Symbol|\[\[|'super\(\)'|'(?:in|instanceof|new|this)'|\bwithout (?:'new'|\|new\||new\b)/,
  /^(?:Object|Array|Reflect|Number|String|Promise|Symbol|Function|Map|Set|Math|JSON|Iterator|Atomics|WebAssembly|Date)\.\w+(?::|\(\)| requires| called| must| expected| argument)/,
  /\b(?:called on (?:non-|null|incompatible|undefined|an? )|out of (?:range|bounds)|well-formed|language tag|locale|currency|time zone|non-negative|code points?|normalization form|'NFC'|radix|exponent|digits|destructured|private (?:field|member|method|name)|default value|comparison function|comparator|callback must be a function|multiple of|is not valid JSON|in JSON|as JSON|escaped character|capture group|group name|character class|quantifier|parenthetical|nothing to repeat|supplied to|not finite|reserved word|declaration|redeclaration|statement|break|literal|end of script|function body|initializer|already been declared|divisor|not an integer|illegal UTF|surrogate|must be (?:an? )?(?:object|function|symbol)\b|is not a non-null|expected an object|cyclic|strict mode|read-only|before initialization|entry object|array-like|iterable|toExponential|for option|unit (?:identifier|argument|is)|constructor takes|delete property|defined on objects|out-of-range|only valid|not in function|length cannot be negative|is not a date object|ToBigInt)/i,
];

/** The error types of the language and names of a DOMException that an application may have as well. */
const ALSO_OF_OTHERS =
  /^(?:(?:Type|Range|Syntax|Reference|URI|Eval|Internal|Aggregate|Compile|Link|Runtime|Abort|Constraint|Data|Encoding|Network|NotAllowed|NotFound|NotSupported|Operation|QuotaExceeded|Security|Timeout|Unknown|Version)Error)$/;

/** The other names of a DOMException: the platform wrote what it says. */
const OF_THE_PLATFORM =
  /^(?:(?:DataClone|HierarchyRequest|InUseAttribute|IndexSize|InvalidAccess|InvalidCharacter|InvalidModification|InvalidNodeType|InvalidState|Namespace|NoModificationAllowed|NotReadable|ReadOnly|TransactionInactive|TypeMismatch|URLMismatch|WrongDocument)Error)$/;
const MAX_MESSAGE = 300;

/** Whether an engine or a browser wrote the message: then the same fault has another in the next one. */
export function isEngineMessage(message: string, type: string): boolean {
  if (OF_THE_PLATFORM.test(type)) return true;
  if (!ALSO_OF_OTHERS.test(type)) return false;
  const text = message.slice(0, MAX_MESSAGE);
  return WORDINGS.some((pattern) => pattern.test(text));
}

/** What was read of nothing, as each engine tells it, minified or not. */
const READ: readonly RegExp[] = [
  /\((?:reading|setting) '([\w$]{1,60})'\)/,
  /^Cannot (?:read|set) property '([\w$]{1,60})' of/,
  /^can't access property "([\w$]{1,60})"/,
  /^(?:undefined|null) is not an object \(evaluating '[^'=]{0,200}\.([\w$]{1,60}) ?=/,
  /^(?:undefined|null) is not an object \(evaluating '[^']{0,200}\.([\w$]{1,60})(?:\([^']{0,200})?'\)/,
];
/** What was called though it is no function. */
const CALLED = /^[\w$.[\]#?()]{0,200}\.([\w$]{1,60}) is not a function(?! \(near)/;

/**
 * The property that a fault is about, and whether it was called: `city`, `label()`. Empty where the
 * message tells none, or one with digits: that may be a key and no name. What was taken apart by a
 * pattern (`const { city } = order`) only V8 tells.
 */
export function propertyIn(message: string): string {
  const text = message.slice(0, MAX_MESSAGE);
  for (const pattern of READ) {
    const name = pattern.exec(text)?.[1];
    if (name !== undefined) return /\d/.test(name) ? '' : name;
  }
  const called = CALLED.exec(text)?.[1];
  return called === undefined || /\d/.test(called) ? '' : `${called}()`;
}

/** What engines say of one thing, each in its words. The first that fits counts. */
const KINDS: readonly (readonly [string, RegExp])[] = [
  ['overflow', /call stack|too much recursion|stack size/i],
  ['BigInt', /bigint|not an integer/i],
  ['JSON', /JSON|cyclic|circular|^Unexpected (?:token|end|non-whitespace)|Unterminated string/],
  ['iterable', /iterable|iterator|\(near '\.\.\.|Spread syntax/i],
  [
    'regular expression',
    /regular expression|parenthetical|to repeat|character class|quantifier|capture group|RegExp/i,
  ],
  [
    'not writable',
    /extensible|read-?only|writable|configurable|getter-only|only a getter|constant|const '|redefine|delete/i,
  ],
  ['symbol', /symbol/i],
  ['private', /private|#\w|brand|right class/i],
  [
    'without new',
    /class constructor|without '?\|?new|not a constructor|constructors? must|requires 'new'/i,
  ],
  ['locale', /locale|language tag|currency|time zone|Intl\.|NumberFormat|DateTimeFormat/i],
  ['date', /date|time value/i],
  ['receiver', /incompatible|receiver|called on|non-\w+ object|is not an? (?:Map|Set|Date)/],
  ['length', /length|allocation/i],
  ['nothing', /undefined|null|destructured|no properties/],
];

/** What an engine's message is about, the same in all of them; empty where that is not known. */
export function kindOf(message: string): string {
  const text = message.slice(0, MAX_MESSAGE);
  return KINDS.find(([, pattern]) => pattern.test(text))?.[0] ?? '';
}

/** Whether the stack overflowed, which has its own type in SpiderMonkey. */
export function isOverflow(message: string): boolean {
  return /^(?:Maximum call stack|too much recursion)/.test(message);
}
