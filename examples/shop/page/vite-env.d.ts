/** The version in package.json. */
declare const __RELEASE__: string;
declare module '*.css';
