/** Percent-encoding, stricter than JavaScript's own: everything but RFC 3986's unreserved characters. */
export const percent = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
