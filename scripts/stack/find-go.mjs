import { execFileSync } from 'node:child_process';

const OLDEST_GO = [1, 26];
const PLACES = ['go', '/usr/local/go/bin/go', '/usr/lib/go/bin/go'];

/** The Go on this machine; throws one sentence if there is none or it is too old. */
export function findGo() {
  for (const go of PLACES) {
    const version = versionOf(go);
    if (!version) continue;
    const [major, minor] = version;
    if (major > OLDEST_GO[0] || (major === OLDEST_GO[0] && minor >= OLDEST_GO[1])) return go;
    throw new Error(
      `The stack needs Go ${OLDEST_GO.join('.')} or newer, but ${go} is ${version.join('.')}.`,
    );
  }
  throw new Error(
    `The stack is built with Go ${OLDEST_GO.join('.')} or newer, which was not found: https://go.dev/dl.`,
  );
}

function versionOf(go) {
  try {
    const said = execFileSync(go, ['env', 'GOVERSION'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return /go(\d+)\.(\d+)/.exec(said)?.slice(1).map(Number);
  } catch {
    return undefined;
  }
}
