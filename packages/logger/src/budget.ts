import { jsonString } from './json-string.js';

/** One long text must not take the place of all the other fields. */
const MAX_STRING_CHARACTERS = 64 * 1024;
/** Three bytes each at most: with what the logger adds, a record stays below 256 KiB. */
const MAX_RECORD_CHARACTERS = 80 * 1024;
const MAX_NODES = 4096;
/** A control character takes six: `\u0000`. */
const MOST_ESCAPED = 6;

/** What one record may still spend, shared by all its values, and where in it the telling is. */
export interface Budget {
  characters: number;
  nodes: number;
  /** The object whose fields are told. */
  top: object | undefined;
  /** The objects that are being told, one in the other; made when there is one inside of `top`. */
  inside: object[] | undefined;
}

/** @param characters of JSON text in one record. */
export function newBudget(characters: number = MAX_RECORD_CHARACTERS): Budget {
  return { characters, nodes: MAX_NODES, top: undefined, inside: undefined };
}

function withoutHalf(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}

const mark = (characters: number): string => `… [${characters} characters cut]`;

/** A text within the bound of one text. */
export function cutText(text: string, limit: number = MAX_STRING_CHARACTERS): string {
  if (text.length <= limit) return text;
  const kept = withoutHalf(text.slice(0, limit));
  return kept + mark(text.length - kept.length);
}

/** A text as JSON has it, at most as long as the budget allows, with a mark where it was cut. */
export function textJson(text: string, budget: Budget): string {
  const limit = Math.min(MAX_STRING_CHARACTERS, Math.max(0, budget.characters));
  let json = text.length <= limit ? jsonString(text) : '';
  if (json === '' || json.length > limit + 2) {
    let kept = withoutHalf(text.slice(0, limit));
    json = jsonString(kept);
    if (json.length > limit + 2) {
      kept = withoutHalf(text.slice(0, Math.floor(limit / MOST_ESCAPED)));
      json = jsonString(kept);
    }
    json = `${json.slice(0, -1)}${mark(text.length - kept.length)}"`;
  }
  budget.characters -= json.length;
  return json;
}
