/**
 * What this package leaves in a secret's place. A mark is no secret any more, whatever key it stands
 * under: the application's thread and the lane may redact the same record one after the other.
 */
const MARK = /^(?:\[redacted\]|\[hash:[0-9a-f]{16}\]|\*{4}[^\s*]{0,4})$/;

const LONGEST_MARK = 24;

/** Whether a text is nothing but a mark of the modes `censor`, `mask` and `hash`. */
export function isReplaced(text: string): boolean {
  return text.length <= LONGEST_MARK && MARK.test(text);
}
