const MOST = 65_536;

/**
 * Of each the first group stays, and the rest becomes `*`. Where a search can begin at every character
 * its repetitions are bounded, so that a long hostile text costs no more than its length.
 */
const SECRETS: readonly RegExp[] = [
  // Credentials in an address.
  /(\/\/)[^\s/@?#]+(?=@)/g,
  // Query values; a stack's `:line:column` behind them stays.
  /([?&][^\s=&#?]+=)(?:(?!(:\d+){1,2}\)?$)[^\s&#"'<>)])*/gm,
  /\b((?:bearer|basic) +)(?=\S*[\d=])[\w.~+/=-]{8,}/gi,
  // JWTs, e-mail addresses. What ends in a digit, as `react@19.2`, is a version.
  /()(?:\beyJ[\w-]{5,999}\.[\w.-]+|[\w.+-]{1,64}@[\w.-]{1,99}\.[a-z]{2,})/gi,
  /((passw(or)?d|secret|token|api[-_]?key|authorization|cookie)["']?\s?[:=][\s"']*)[^\s"'&,;]+/gi,
];

const CARD = /\b[2-6]\d([ -]?\d){11,17}\b/g;

/**
 * Removes what must not leave the page: credentials in addresses, query values, bearer and basic
 * credentials, JWTs, e-mail addresses, values of telling names, card numbers.
 *
 * @param most characters that are left at most; cut after that, so that no half of a secret is left
 */
export function scrub(text: string, most?: number): string {
  return SECRETS.reduce((left, secret) => left.replace(secret, '$1*'), text.slice(0, MOST))
    .replace(CARD, (digits) => (isCard(digits) ? '*' : digits))
    .slice(0, most);
}

/** By the check digit, Luhn's. */
function isCard(text: string): boolean {
  let sum = 0;
  let factor = 1;
  // From the last digit on.
  text.match(/\d/g)!.reduceRight((_, digit) => {
    // The digits of the product, added: 0 to 9.
    sum += ((Number(digit) * factor - 1) % 9) + 1;
    factor = 3 - factor;
    return '';
  }, '');
  return sum % 10 === 0;
}
