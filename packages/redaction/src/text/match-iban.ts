import { ALNUM, classOf, DIGIT } from './characters.js';

/** Country and length, from the registry of SWIFT. */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 ' +
    'EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 ' +
    'JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 ' +
    'NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 ' +
    'TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** First two letters, for the table of word starts. */
export const IBAN_COUNTRIES: readonly string[] = [...LENGTHS.keys()].flatMap((country) => [
  country,
  country.toLowerCase(),
]);

/** The end of an IBAN that begins here, with or without spaces or dashes, or -1. */
export function matchIban(text: string, start: number): number {
  if ((classOf(text.charCodeAt(start + 2)) & classOf(text.charCodeAt(start + 3)) & DIGIT) === 0)
    return -1;
  const length = LENGTHS.get(text.slice(start, start + 2).toUpperCase());
  if (length === undefined) return -1;
  let compact = '';
  let at = start;
  while (compact.length < length) {
    const code = text.charCodeAt(at);
    if ((classOf(code) & ALNUM) !== 0) compact += text.charAt(at);
    else if (compact.length % 4 !== 0) return -1;
    else if (code === 37 && text.startsWith('%20', at)) at += 2;
    else if (code !== 32 && code !== 45 && code !== 43 && code !== 0xa0) return -1;
    at++;
  }
  if ((classOf(text.charCodeAt(at)) & ALNUM) !== 0) return -1;
  return passesMod97(compact.toUpperCase()) ? at : -1;
}

function passesMod97(iban: string): boolean {
  let rest = 0;
  for (const char of iban.slice(4) + iban.slice(0, 4)) {
    const code = char.charCodeAt(0);
    rest = code >= 65 ? (rest * 100 + code - 55) % 97 : (rest * 10 + code - 48) % 97;
  }
  return rest === 1;
}
