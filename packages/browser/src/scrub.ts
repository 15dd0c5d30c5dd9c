const MOST = 65_536;

/**
 * What the groups hold stays, and the rest becomes `*`: credentials in an address; query values, but a
 * stack's `:line:column` behind them stays; bearer and basic credentials; JWTs; e-mail addresses (what
 * ends in a digit, as `react@19.2`, is a version); values of telling names. Where a search can begin
 * at every character its repetitions are bounded, so that a long hostile text costs no more than its
 * length.
 */
const SECRETS =
  /(\/\/)[^\s/@?#]+(?=@)|([?&][^\s=&#?]+=)(?:(?!(?::\d+){1,2}\)?$)[^\s&#"'<>)])*|\b((?:bearer|basic) +)(?=\S*[\d=])[\w.~+/=-]{8,}|\beyJ[\w-]{5,999}\.[\w.-]+|[\w.+-]{1,64}@[\w.-]{1,99}\.[a-z]{2,}|((?:passw(?:or)?d|secret|token|api[-_]?key|authorization|cookie)["']?\s?[:=][\s"']*(?:(?:bearer|basic) +)?)[^\s"'&,;]+/gim;

const CARD = /\b[2-6]\d([ -]?\d){11,17}\b/g;

/**
 * Removes what must not leave the page: credentials in addresses, query values, bearer and basic
 * credentials, JWTs, e-mail addresses, values of telling names, card numbers.
 *
 * @param most characters that are left at most; cut after that, so that no half of a secret is left
 */
export function scrub(text: string, most?: number): string {
  return text
    .slice(0, MOST)
    .replace(SECRETS, '$1$2$3$4*')
    .replace(CARD, (card) =>
      // By the check digit, Luhn's: of each product the digits, added.
      card
        .match(/\d/g)!
        .reduce(
          (sum, digit, i, { length }) => sum + ((+digit * ((length - i) % 2 || 2) - 1) % 9) + 1,
          0,
        ) % 10
        ? card
        : '*',
    )
    .slice(0, most);
}
