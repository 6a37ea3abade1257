/** What a route, a service or an endpoint may be called; the hub has the last word. */
export const isDocumentName = (text: string): boolean => /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,99}$/.test(text);
