/** Prices are in cents. */
exports.products = [
  { id: 'sounding-lead', name: 'Sounding lead', note: 'Seven pounds, tallow-armed', price: 4800 },
  { id: 'barometer', name: 'Brass barometer', note: 'Aneroid, hand-set dial', price: 12900 },
  { id: 'compass', name: 'Chart compass', note: 'Liquid-damped card', price: 6400 },
  { id: 'deck-lamp', name: 'Deck lamp', note: 'Fresnel lens, paraffin', price: 8900 },
  { id: 'tide-clock', name: 'Tide clock', note: 'Twelve hours, twenty-five minutes', price: 7600 },
  { id: 'storm-glass', name: 'Storm glass', note: 'Crystals tell of weather', price: 3900 },
  { id: 'sextant', name: 'Pocket sextant', note: 'Reads to half a minute', price: 21900 },
  { id: 'log-book', name: 'Log book', note: 'Waxed cover, 240 pages', price: 2400 },
];
