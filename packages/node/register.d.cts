// Side effects only.
// oxlint-disable-next-line require-module-specifiers
export {};
