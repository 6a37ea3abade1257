/** An answer as it came, unpacked. */
export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly bytes: Uint8Array;
}

/** A header that may stand there once; of several the first counts. */
export const headerOf = ({ headers }: Pick<Answer, 'headers'>, name: string): string | undefined => {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  return typeof value === 'string' || value === undefined ? value : value[0];
};
