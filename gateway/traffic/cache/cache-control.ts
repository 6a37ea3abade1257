/** Directives by name in lower case; the value is empty where there is none. Of doubles the first one counts. */
export type Directives = ReadonlyMap<string, string>;

const none: Directives = new Map();
const part = /([^\s=,;"]+)\s*(?:=\s*(?:"([^"]*)"|([^\s,"]*)))?/g;

export const readCacheControl = (header: string | undefined): Directives => {
  if (header === undefined || header === '') return none;
  const found = new Map<string, string>();
  for (const [, name = '', quoted, plain] of header.matchAll(part)) {
    const lower = name.toLowerCase();
    if (!found.has(lower)) found.set(lower, quoted ?? plain ?? '');
  }
  return found;
};

/** Seconds; what cannot be read is stale at once (RFC 9111, 4.2.1). */
export const seconds = (directives: Directives, name: string): number | undefined => {
  const text = directives.get(name);
  if (text === undefined) return undefined;
  return /^\d{1,10}$/.test(text) ? Number(text) : 0;
};
