declare module 'quick-format-unescaped' {
  /** Puts values into the `%`-places of a text. */
  export default function format(text: string, values: unknown[]): unknown;
}
