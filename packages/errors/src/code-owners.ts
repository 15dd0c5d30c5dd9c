const MAX_RULES = 2000;
const MAX_PATTERN = 300;
const MAX_PARTS = 40;
const MAX_PATH = 1024;

interface Pattern {
  /** One a folder; `**` for any number of them. */
  parts: string[];
  /** `docs/*` means the files in it, not what lies deeper. */
  isWhole: boolean;
  isFolder: boolean;
}

interface Rule {
  pattern: Pattern;
  owners: string[];
}

/**
 * Whose code a file is, by the text of a CODEOWNERS file: the last rule that matches counts, one
 * without owners takes them away. A frame's file may stand in any folder of a deployment, so that
 * every end of its path is tried. Empty where nobody owns it. Never throws.
 */
export function codeOwners(text: string): (file: string) => string[] {
  const rules: Rule[] = [];
  for (const line of text.split('\n').slice(0, MAX_RULES)) {
    const [pattern, ...owners] = line
      .replace(/(?:^|\s)#.*$/, '')
      .trim()
      .split(/\s+/);
    // What begins so is a section of GitLab's or a negation, which GitHub does not know.
    if (!pattern || pattern.length > MAX_PATTERN || /^[![^]/.test(pattern)) continue;
    rules.push({ pattern: toPattern(pattern), owners });
  }
  return (file) => {
    const paths = endsOf(file);
    return (
      rules.findLast(({ pattern }) => paths.some((path) => matches(pattern, path)))?.owners ?? []
    );
  };
}

/** As in a .gitignore: anchored if it has a slash that is not its last character. */
function toPattern(text: string): Pattern {
  const parts = text.split('/').filter((part) => part !== '');
  if (!text.slice(0, -1).includes('/')) parts.unshift('**');
  return { parts, isWhole: text.endsWith('/*'), isFolder: text.endsWith('/') };
}

/** Goes back to the last `**` only, so that the time is bounded by both lengths. */
function matches({ parts, isWhole, isFolder }: Pattern, path: readonly string[]): boolean {
  let at = 0;
  let star = -1;
  let from = 0;
  for (let i = 0; ; ) {
    if (at === parts.length) {
      const isEnd = i === path.length;
      if (isFolder ? !isEnd : isEnd || !isWhole) return true;
    } else if (parts[at] === '**') {
      star = at++;
      from = i;
      if (at === parts.length) return true;
      continue;
    } else if (i < path.length && matchesPart(parts[at] ?? '', path[i] ?? '')) {
      at++;
      i++;
      continue;
    }
    if (star === -1 || from >= path.length) return false;
    at = star + 1;
    i = ++from;
  }
}

/** `*` and `?` within one name; goes back to the last `*` only. */
function matchesPart(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let from = 0;
  for (let i = 0; i < name.length; ) {
    if (pattern[at] === '*') {
      star = at++;
      from = i;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[i])) {
      at++;
      i++;
    } else if (star === -1) return false;
    else {
      at = star + 1;
      i = ++from;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

function endsOf(file: string): string[][] {
  const parts = file
    .slice(-MAX_PATH)
    .replaceAll('\\', '/')
    .replace(/[?#].*$/, '')
    .replace(/^[a-z][\w+.-]*:\/+[^/]*\//i, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .slice(-MAX_PARTS);
  return parts.map((_, i) => parts.slice(i));
}
