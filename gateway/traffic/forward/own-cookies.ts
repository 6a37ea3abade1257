import type { IncomingMessage } from 'node:http';

/** Cookies know no ports: a browser that is signed in to the console shows its session here as well, and would take one from here. */
const ownName = /^(?:__Host-|__Secure-)?hub_(?:session|refresh|sign_in|portal)$/;

export const withoutOwnCookies = (header: string): string => {
  if (!header.includes('hub_')) return header;
  return header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => !ownName.test(pair.split('=', 1)[0]?.trim() ?? ''))
    .join('; ');
};

/** Before any policy sees them: its expressions are written by people of one space, and the session may be good for others. */
export const dropOwnCookies = (request: IncomingMessage, cookie: string): void => {
  const kept = withoutOwnCookies(cookie);
  if (kept === cookie) return;
  const { headers, rawHeaders: raw } = request;
  if (kept === '') delete headers.cookie;
  else headers.cookie = kept;
  for (let at = raw.length - 2; at >= 0; at -= 2) {
    if (raw[at]?.toLowerCase() !== 'cookie') continue;
    const left = withoutOwnCookies(raw[at + 1] ?? '');
    if (left === '') raw.splice(at, 2);
    else raw[at + 1] = left;
  }
};

/** A cookie without a name is sent back as its value alone: `=hub_session=x` comes back as one of ours. */
export const isOwnCookie = (setCookie: string): boolean =>
  setCookie.includes('hub_') && ownName.test(/^[\s=;]*([^=;]*)/.exec(setCookie)?.[1]?.trim() ?? '');
