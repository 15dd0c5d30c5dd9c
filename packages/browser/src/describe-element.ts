const NAMES = ['data-testid', 'aria-label', 'name', 'title', 'alt'];

/**
 * A selector that stays the same between visits: tag and a name that the page's author gave, else its
 * classes and its nearest ancestor that has a name. Never a text or a value that a visitor typed.
 */
export function describeElement(element: Element): string {
  const named = nameOf(element);
  const ancestor = element.closest('[id],[data-testid],main,nav,header,footer,aside,form,dialog');
  const place = named || !ancestor || ancestor === element ? '' : `${selectorOf(ancestor)} `;
  return (place + selectorOf(element)).slice(0, 100);
}

function selectorOf(element: Element): string {
  const [first] = element.classList;
  return element.localName + (nameOf(element) || (first ? `.${first}` : ''));
}

function nameOf(element: Element): string {
  if (element.id) return `#${element.id}`;
  const key = NAMES.find((name) => element.getAttribute(name));
  return key ? `[${key}="${element.getAttribute(key)}"]` : '';
}
