import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from './stack-tools.ts';

export interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** Every rule below a folder of `dashboards/`. */
export function readRules(folder: string): Rule[] {
  const path = join(root, 'dashboards', folder);
  return readdirSync(path).flatMap((file) => {
    const { groups } = parse(readFileSync(join(path, file), 'utf8')) as {
      groups: { rules: Rule[] }[];
    };
    return groups.flatMap(({ rules }) => rules);
  });
}
