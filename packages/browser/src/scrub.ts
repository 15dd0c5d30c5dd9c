const MOST = 65_536;

/**
 * Removes what must not leave the page: credentials in addresses, query values, bearer and basic
 * credentials, JWTs, e-mail addresses, values of telling names, card numbers. The repetitions are
 * bounded, so that a long hostile text costs no more than its length.
 */
export function scrub(text: string): string {
  return (
    text
      .slice(0, MOST)
      .replace(/\/\/[^\s/@?#]{1,256}@/g, '//')
      // A stack's `:line:column` after a query stays.
      .replace(/([?&][^\s=&#?]{1,64}=)[^\s&#"'<>)]*?(?=(?::\d+){1,2}\)?$|[\s&#"'<>)]|$)/gm, '$1*')
      .replace(/\b(bearer|basic) +(?=\S*[\d=])[\w.~+/-]{8,}=*/gi, '$1 *')
      .replace(/\beyJ[\w-]{5,1024}\.[\w-]{2,}[\w.-]*/g, '*')
      .replace(/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/g, '*@*')
      .replace(
        /((?:pass(?:word|wd)|secret|token|api[-_]?key|authorization|cookie)["']?\s?[:=]\s?["']?)[^\s"'&,;]{1,512}/gi,
        '$1*',
      )
      .replace(/\b[2-6]\d(?:[ -]?\d){11,17}\b/g, (digits) => (isCard(digits) ? '*' : digits))
  );
}

function isCard(text: string): boolean {
  let sum = 0;
  const digits = text.replace(/\D/g, '');
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits[digits.length - 1 - i]) * (1 + (i % 2));
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}
