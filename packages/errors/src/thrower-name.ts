/** What throws by its name, whatever follows: `assertOpen`, `failWith`. */
const THROWS =
  /^_?(?:assert|invariant|ensure|expect|fail|panic|raise|throw|reject|abort|bail|die|must|demand|guard)(?:$|[A-Z_])/;
/** What does for anyone, unless more follows: `request`, `requestJson`, but not `requestRefund`. */
const FOR_ANYONE =
  /^_?(?:check|verify|validate|require|handle|wrap|request|fetch|query|send|call|api|rpc|http|invoke|exec|execute|run|get|post)(?:Arguments?|State|Json|JSON|Response|Status|Ok|OK|Errors?|Api|Url|Rpc|Http|Raw|Command|Query|Result)?$/;

/** What makes errors for others: `createError`, `toHttpException`. */
const MAKES =
  /^_?(?:create|make|build|new|to|wrap|as)[A-Za-z]{0,40}(?:Error|Exception|Failure|Problem)$/;

/** Whether others throw by a function of that name, so that its place alone tells nothing. */
export function isThrower(name: string): boolean {
  return THROWS.test(name) || MAKES.test(name) || FOR_ANYONE.test(name);
}
