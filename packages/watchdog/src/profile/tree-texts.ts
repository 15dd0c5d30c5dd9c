import type { ProfileNode } from './profile-tree.js';

/** Receivers cut longer texts. */
const MAX_TEXT = 15_000;
const MAX_TEXTS = 6;

const plain = (text: string): string => text.replaceAll(/[\t\n\r]/g, ' ');

/** A tree as texts of lines: depth, milliseconds, function, place; a parent before its children. */
export function treeTexts(root: ProfileNode): string[] {
  const texts: string[] = [];
  let text = '';
  const open: { node: ProfileNode; depth: number }[] = [{ node: root, depth: 0 }];
  for (let one = open.pop(); one; one = open.pop()) {
    const { node, depth } = one;
    const line = `${depth}\t${node.ms}\t${plain(node.f)}\t${plain(node.at ?? '')}`;
    if (text.length + line.length > MAX_TEXT) {
      texts.push(text);
      text = '';
      if (texts.length >= MAX_TEXTS) return texts;
    }
    text += text === '' ? line : `\n${line}`;
    for (const child of node.c?.toReversed() ?? []) open.push({ node: child, depth: depth + 1 });
  }
  return [...texts, text];
}
