/** Adds a widget that is not there. */
export function addMissingScript(): void {
  const script = document.createElement('script');
  script.src = `/assets/reviews-widget.js?shown=${Date.now()}`;
  document.head.append(script);
}
