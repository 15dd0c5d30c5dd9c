import { isEngineMessage, isOverflow, kindOf, propertyIn } from './engine-message.js';
import { type NormalisedFrame, normaliseFrame, packageOf } from './normalise-frame.js';
import { slotMessage } from './slot-message.js';
import { tellingWords } from './telling-words.js';
import { isThrower } from './thrower-name.js';
import { thrownClass, withoutConstructors } from './thrown-class.js';
import type { Fingerprint, Frame } from './types.js';

/** More of a stack tells apart callers rather than faults. */
const MAX_PLACES = 3;
/** So many frames of a dependency may stand between two places: more are a framework's own way. */
const MAX_BETWEEN = 2;
const MAX_WHOLE = 8;
/** Of a recursion so many frames are looked at. */
const MAX_CYCLE = 12;
const MAX_GIVEN = 200;
const LONGEST_LINE = 250;
/** At the top of a file stand notices and imports. */
const FIRST_LINES = 2;
const LONGEST_FIRST = 100;
const SHORTEST_FIRST = 20;
/** Longer names are hardly ever a minifier's. */
const LONGEST_SHORT = 3;
/** How Chromium begins what the page's own interfaces say. */
const OF_THE_PAGE = /^Failed to execute '[^']{1,60}' on '[^']{1,60}': /;
const SHORT_NAME = /(^|#)[A-Za-z_$][\w$]{0,2}(?=[.[( ])/;

export interface FingerprintInput {
  type: string;
  message: string;
  frames?: readonly Frame[];
  /** The application's own word on what belongs together: nothing else counts then. */
  given?: string;
}

/**
 * The issue that an error belongs to: what the application says itself; else its type, the nearest
 * function of the application, its callers too where others throw by it, and what tells its message
 * from others of that place. Where that function has no name, by its module and the message; in
 * minified code without a source map, by the message alone, with ids, numbers, paths, addresses and
 * quoted values left open; without frames of the application, by the packages it went through and that
 * message; without a stack, by that message alone. Lines, hashes of file names, folders of a
 * deployment and minified names don't count.
 */
export function fingerprint(input: FingerprintInput): Fingerprint {
  const all = input.frames ?? [];
  const type = typeOf(input, all[0]);
  const frames = withoutConstructors(all, type);
  const whole = idOf(`whole|${type}|${slotMessage(input.message)}|${wholeStack(frames).join('|')}`);
  const made = (basis: string, because: string): Fingerprint => ({
    id: idOf(basis),
    because,
    ...(frames.length > 0 && { whole }),
  });
  if (input.given !== undefined && input.given !== '') {
    const given = input.given.slice(0, MAX_GIVEN);
    return made(`given|${given}`, `the application says so itself: sonde.fingerprint = ${given}`);
  }
  const told = tellingPart(input, frames[0]);
  const own = nearestOwn(frames);
  const message = slotMessage(input.message);
  const [first] = own;
  if (first !== undefined && isMinified(own, first.file)) {
    const said = saidWithoutNames(input, first);
    return made(
      `minified|${type}|${said}`,
      `same type (${type}) and same message apart from its values, in code that is minified and has no source map: ${said}`,
    );
  }
  if (first !== undefined) {
    const places = isOverflow(input.message) ? [recursionPlace(own)] : ownPlaces(own, input);
    const because = `same type (${type}) and same place in the application: ${places.join(' ← ')}`;
    const basis = `app|${type}|${places.join('|')}`;
    const said =
      told === '' && normaliseFrame(first).name === undefined ? kindOrMessage(input) : told;
    if (said === '') return made(basis, because);
    return made(`${basis}|${said}`, `${because}; and a message of the same kind: ${said}`);
  }
  const through = packagesOf(frames);
  if (through.length === 0) {
    return made(
      `message|${type}|${message}`,
      `no stack: same type (${type}) and same message apart from its values: ${message}`,
    );
  }
  return made(
    `all|${type}|${through.join('|')}|${message}`,
    `same type (${type}) and same stack, none of it the application's own: ${through.join(' ← ')}; and same message apart from its values: ${message}`,
  );
}

function typeOf({ type, message }: FingerprintInput, top: Frame | undefined): string {
  return isOverflow(message) ? 'RangeError' : thrownClass(type, top);
}

/** What the message tells of the place: its constant words, or the property that was not there. */
function tellingPart({ type, message }: FingerprintInput, top: Frame | undefined): string {
  const property = propertyIn(message);
  if (property !== '') return `property ${property}`;
  const words = isNative(top) ? '' : tellingWords(message, type);
  return words === '' ? '' : `… ${words} …`;
}

/**
 * What is the same in every build of code whose functions have no names: the message. What an engine
 * says is said of many places, so there the nearest name counts that a minifier leaves: of a method.
 */
function saidWithoutNames(input: FingerprintInput, top: Frame): string {
  const { type, message } = input;
  if (!isEngineMessage(message, type)) return slotMessage(message);
  const property = propertyIn(message);
  const said =
    (property === '' ? kindOf(message) : `property ${property}`) ||
    slotMessage(message.replace(OF_THE_PAGE, '').replace(SHORT_NAME, '$1<name>'));
  const { name = '' } = normaliseFrame(top);
  return name.length > LONGEST_SHORT ? `${said}, in ${name}` : said;
}

/** What tells apart the faults of functions without a name. */
function kindOrMessage({ type, message }: FingerprintInput): string {
  return isEngineMessage(message, type) ? kindOf(message) : slotMessage(message);
}

/**
 * The nearest function of the application, its callers too as long as those throw for others and it was
 * no engine that threw. Of a function without a name the module counts, and nothing around it: engines
 * and minifiers each call it something else.
 */
function ownPlaces(own: readonly Frame[], { type, message }: FingerprintInput): string[] {
  const most = isEngineMessage(message, type) ? 1 : MAX_PLACES;
  const places: string[] = [];
  for (const frame of own) {
    const normal = normaliseFrame(frame);
    if (normal.name === undefined && places.length > 0) break;
    const text = placeOf(normal);
    if (!places.includes(text)) places.push(text);
    if (normal.name === undefined || !isThrower(normal.name) || places.length === most) break;
  }
  return places;
}

/** Functions that call each other overflow in either: the first of them by name stands for all. */
function recursionPlace(own: readonly Frame[]): string {
  const normal = own.slice(0, MAX_CYCLE).map(normaliseFrame);
  const named = normal.filter(({ name }) => name !== undefined);
  return (named.length > 0 ? named : normal).map(placeOf).toSorted()[0] ?? '';
}

/** The application's frames from the top on, until too much of dependencies stands between. */
function nearestOwn(frames: readonly Frame[]): Frame[] {
  const own: Frame[] = [];
  let between = 0;
  for (const frame of frames) {
    if (frame.inApp) {
      own.push(frame);
      between = 0;
    } else if (!isNative(frame) && own.length > 0 && ++between > MAX_BETWEEN) break;
  }
  return own;
}

function placeOf({ name, module }: NormalisedFrame): string {
  return name === undefined ? module : `${name} in ${module}`;
}

/** No one writes so far to the right: names there are a minifier's, other ones in the next release. */
function isMinified(frames: readonly Frame[], file: string): boolean {
  return frames.some(({ file: own, function: name, line = 1, column = 0 }) => {
    if (own !== file) return false;
    if (line > FIRST_LINES) return column > LONGEST_LINE;
    return (
      column > (name !== undefined && name.length < LONGEST_SHORT ? SHORTEST_FIRST : LONGEST_FIRST)
    );
  });
}

/** The packages that a stack went through; where there are none, the runtime's own functions. */
function packagesOf(frames: readonly Frame[]): string[] {
  const packages = new Set<string>();
  for (const frame of frames) {
    const name = packageOf(frame.file);
    if (name !== undefined) packages.add(name);
    if (packages.size === MAX_PLACES) break;
  }
  if (packages.size > 0) return [...packages];
  return [...new Set(frames.slice(0, 5).map((frame) => placeOf(normaliseFrame(frame))))];
}

function wholeStack(frames: readonly Frame[]): string[] {
  const places = new Set<string>();
  for (const frame of frames) {
    places.add(placeOf(normaliseFrame(frame)));
    if (places.size === MAX_WHOLE) break;
  }
  return [...places];
}

function isNative(frame: Frame | undefined): boolean {
  return frame !== undefined && (frame.file === '<anonymous>' || frame.file === '[native code]');
}

function idOf(basis: string): string {
  // Not imported: it is a megabyte in a thread that may never see an error.
  return process.getBuiltinModule('node:crypto').hash('sha256', basis).slice(0, 16);
}
