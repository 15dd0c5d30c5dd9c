import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

export interface PageFile {
  html: Buffer;
  headers: Record<string, string>;
}

const MISSING =
  '<!doctype html><meta charset="utf-8"><title>Sonde</title><p>The page is not built yet: run <code>npm run build</code>.';

/** The page with a policy that lets exactly its own script and style run and nothing else in. */
export async function readPageFile(file: URL): Promise<PageFile> {
  const html = await readFile(file).catch(() => Buffer.from(MISSING));
  const text = html.toString();
  const csp = [
    "default-src 'none'",
    `script-src ${hashesOf(text, 'script')}`,
    `style-src ${hashesOf(text, 'style')}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return {
    html,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': csp },
  };
}

function hashesOf(html: string, tag: 'script' | 'style'): string {
  const hashes = [...html.matchAll(new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`, 'g'))].map(
    ([, content = '']) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`,
  );
  return hashes.length === 0 ? "'none'" : hashes.join(' ');
}
