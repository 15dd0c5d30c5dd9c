import type { Customer } from '../api.ts';

/** Careless on purpose: secrets in an address and in the message of an error nobody catches. */
export function checkCardCarelessly({ card, password }: Customer): void {
  const query = new URLSearchParams({ card: card.number, password, token: document.cookie });
  void fetch(`/api/cards/check?${query}`).then(() => refuseCard(card.number, password));
}

function refuseCard(number: string, password: string): never {
  throw new Error(`card ${number} refused; password=${password}; cookie: ${document.cookie}`);
}
