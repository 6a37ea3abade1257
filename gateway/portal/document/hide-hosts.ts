/** Puts the gateway's address where a text names an upstream. */
export type HideHosts = (text: string) => string;

/**
 * Descriptions and examples of an imported document say where the API is behind the gateway. A name without a point
 * may be a word as well: it is taken as a host behind `//` only.
 */
export const openHideHosts = (urls: readonly string[], instead: string): HideHosts => {
  const own = placeOf(instead);
  const places = urls.map(placeOf).filter((place) => place !== undefined);
  // Behind another port of the gateway's own host there may be anybody; without one it is the gateway.
  const texts = places.flatMap(({ host, port }) =>
    host !== own?.host
      ? [`${escaped(host)}${anyPort}`]
      : port === own.port
        ? []
        : [`${escaped(host)}:${port}`],
  );
  if (texts.length === 0) return (text) => text;
  const any = (some: readonly string[]): string => [...new Set(some)].join('|');
  const withUrl = new RegExp(`(?:[a-z][a-z0-9+.-]{0,20}:)?//(?:${any(texts)})(?![\\w.:-]*\\w)`, 'gi');
  const dotted = texts.filter((text) => /\\\.|\\\]/.test(text));
  const bare = dotted.length === 0 ? null : new RegExp(`(?<![\\w.-])(?:${any(dotted)})(?![\\w-]|:\\d)`, 'gi');
  return (text) => {
    const without = text.replace(withUrl, () => instead);
    return bare === null ? without : without.replace(bare, () => own?.host ?? 'api.example.com');
  };
};

const anyPort = '(?::\\d{1,5})?';

/** Servers of a document have variables in them. */
const anything = 'hub-variable';

const escaped = (host: string): string =>
  host.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(anything, '[\\w-]{1,63}');

interface Place {
  readonly host: string;
  readonly port: string;
}

const placeOf = (url: string): Place | undefined => {
  const plain = url.replace(/\{[^{}]*\}/g, anything);
  if (!URL.canParse(plain)) return undefined;
  const { hostname, port, protocol } = new URL(plain);
  return { host: hostname.toLowerCase(), port: port || (protocol === 'http:' ? '80' : '443') };
};
