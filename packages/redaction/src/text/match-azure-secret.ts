/** A client secret of Azure around its tilde: three characters, a digit, `Q~`, 31 or more. */
export function matchAzureSecret(
  text: string,
  tilde: number,
  floor: number,
): { start: number; end: number } | undefined {
  const start = tilde - 5;
  if (start < floor || !/^[\w.~-]{3}\dQ$/.test(text.slice(start, tilde))) return undefined;
  let end = tilde + 1;
  while (end - tilde < 48 && /[\w.~-]/.test(text.charAt(end))) end++;
  return end - tilde > 30 ? { start, end } : undefined;
}
