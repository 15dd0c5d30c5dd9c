declare module 'fast-redact' {
  interface Options {
    paths: string[];
    censor?: string;
    serialize?: false | ((value: unknown) => string);
    strict?: boolean;
  }
  export default function fastRedact(options: Options): (value: unknown) => string;
}
