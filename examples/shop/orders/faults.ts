const on: Set<string> = new Set();

export function hasFault(name: string): boolean {
  return on.has(name);
}

export function switchFault(name: string, active: boolean): void {
  if (active) on.add(name);
  else on.delete(name);
  if (!on.has('orders-leak')) forgetAudits();
}

/** The leak is kept below this many requests, so that a forgotten switch does no harm. */
const MAX_AUDITS = 300;
let audits: (() => number)[] = [];

/** Keeps 1 MB a request alive, by a closure that nobody will call. */
export function rememberForAudit(requestId: string): void {
  if (audits.length >= MAX_AUDITS) return;
  const snapshot = Array.from({ length: 131_072 }, (_, row) => row + requestId.length / 7);
  audits.push(function auditLater() {
    return snapshot.length;
  });
}

function forgetAudits(): void {
  audits = [];
}
