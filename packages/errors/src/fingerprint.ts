import { hash } from 'node:crypto';
import { isOverflow, propertyIn } from './engine-message.js';
import { type NormalisedFrame, normaliseFrame, packageOf } from './normalise-frame.js';
import { slotMessage } from './slot-message.js';
import { tellingWords } from './telling-words.js';
import { isThrower } from './thrower-name.js';
import type { Fingerprint, Frame } from './types.js';

/** More of a stack tells apart callers rather than faults. */
const MAX_PLACES = 3;
/** So many frames of a dependency may stand between two places: more are a framework's own way. */
const MAX_BETWEEN = 2;
const MAX_WHOLE = 8;
const MAX_GIVEN = 200;
const LONGEST_LINE = 250;

export interface FingerprintInput {
  type: string;
  message: string;
  frames?: readonly Frame[];
  /** The application's own word on what belongs together: nothing else counts then. */
  given?: string;
}

/**
 * The issue that an error belongs to: what the application says itself; else its type, the nearest
 * named function of the application, its caller too where others throw by it, and what tells its
 * message from others of that place. In minified code without a source map, by the message with ids,
 * numbers, paths, addresses and quoted values left open; without frames of the application, by the
 * packages it went through and that message; without a stack, by that message alone. Lines, hashes of
 * file names, folders of a deployment and minified names don't count.
 */
export function fingerprint(input: FingerprintInput): Fingerprint {
  const frames = input.frames ?? [];
  const whole = idOf(
    `whole|${typeOf(input)}|${slotMessage(input.message)}|${wholeStack(frames).join('|')}`,
  );
  const made = (basis: string, because: string): Fingerprint => ({
    id: idOf(basis),
    because,
    ...(frames.length > 0 && { whole }),
  });
  if (input.given !== undefined && input.given !== '') {
    const given = input.given.slice(0, MAX_GIVEN);
    return made(`given|${given}`, `the application says so itself: sonde.fingerprint = ${given}`);
  }
  const type = typeOf(input);
  const told = tellingPart(input, frames[0]);
  const own = nearestOwn(frames);
  const message = slotMessage(input.message);
  const [first] = own;
  if (first !== undefined && isMinified(first)) {
    const { module } = normaliseFrame(first);
    const property = propertyIn(input.message);
    const said = property === '' ? message : `${message} (${property})`;
    return made(
      `minified|${type}|${module}|${property === '' ? message : property}`,
      `same type (${type}) and same message apart from its values, in code (${module}) that is minified and has no source map: ${said}`,
    );
  }
  const places = ownPlaces(own);
  if (places.length > 0) {
    const because = `same type (${type}) and same place in the application: ${places.join(' ← ')}`;
    const basis = `app|${type}|${places.join('|')}`;
    if (isVague(places)) {
      return made(
        `${basis}|${message}`,
        `${because}; since that code has no names, also same message apart from its values: ${message}`,
      );
    }
    if (told === '') return made(basis, because);
    return made(`${basis}|${told}`, `${because}; and a message of the same kind: ${told}`);
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

function typeOf({ type, message }: FingerprintInput): string {
  if (isOverflow(message)) return 'RangeError';
  return type.length <= 2 ? 'Error' : type;
}

/** What the message tells of the place: its constant words, or the property that was not there. */
function tellingPart({ message }: FingerprintInput, top: Frame | undefined): string {
  const property = propertyIn(message);
  if (property !== '') return `property ${property}`;
  const words = isNative(top) ? '' : tellingWords(message);
  return words === '' ? '' : `… ${words} …`;
}

/**
 * The nearest named functions of the application, a recursion of any depth once. A function without
 * a name counts only where nothing has one: engines and minifiers each call it something else.
 */
function ownPlaces(own: readonly Frame[]): string[] {
  const normal = own.map(normaliseFrame);
  const places: string[] = [];
  let wanted = MAX_PLACES;
  for (const [i, frame] of normal.entries()) {
    if (places.length >= wanted) break;
    if (frame.name === undefined) {
      // Who called by it has no name of its own; who called that one says less than nothing.
      if (places.length > 0 && !isWithinNext(normal, i)) break;
      if (!standsAlone(normal, i, places)) continue;
    }
    const text = placeOf(frame);
    if (places.includes(text)) continue;
    places.push(text);
    if (frame.name !== undefined) {
      wanted = Math.min(wanted, isThrower(frame.name) ? places.length + 1 : places.length);
    }
  }
  return places;
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

/** At the top, and not within the named function of the same module that called it. */
function standsAlone(frames: readonly NormalisedFrame[], i: number, places: string[]): boolean {
  return places.length === 0 && !isWithinNext(frames, i);
}

/** Whether the next named function stands in the same module: the one without a name is its part. */
function isWithinNext(frames: readonly NormalisedFrame[], i: number): boolean {
  const next = frames.slice(i + 1).find(({ name }) => name !== undefined);
  return next?.module === frames[i]?.module;
}

function placeOf({ name, module }: NormalisedFrame): string {
  return name === undefined ? module : `${name} in ${module}`;
}

/** No one writes so far to the right: names there are a minifier's, other ones in the next release. */
function isMinified({ column = 0 }: Frame): boolean {
  return column > LONGEST_LINE;
}

/** Code without names: its whole module looks like one place. */
function isVague(places: readonly string[]): boolean {
  const isNamed = (place: string | undefined): boolean => place?.includes(' in ') === true;
  return !isNamed(places[0]) && places.filter(isNamed).length < 2;
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
  return hash('sha256', basis).slice(0, 16);
}
