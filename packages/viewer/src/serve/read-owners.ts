import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { codeOwners } from '@sonde/errors';
import type { IssueAnswer } from '../api.js';

const PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'];
const MAX_BYTES = 1_000_000;

/**
 * Whose an issue is, by the CODEOWNERS file of the folder that the viewer was started in. Nobody's
 * where there is none.
 */
export function readOwners(folder: string): (issue: IssueAnswer) => string[] {
  for (const place of PLACES) {
    try {
      const file = join(folder, place);
      const found = statSync(file);
      if (!found.isFile() || found.size > MAX_BYTES) continue;
      const ownersOf = codeOwners(readFileSync(file, 'utf8'));
      return (issue) => ownersOf(firstFile(issue) ?? '');
    } catch {
      // Not here.
    }
  }
  return () => [];
}

function firstFile({ events: [newest] }: IssueAnswer): string | undefined {
  return newest?.chain[0]?.frames.find((frame) => frame.inApp)?.file;
}
