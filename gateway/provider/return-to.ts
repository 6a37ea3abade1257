const anywhere = 'http://hub.invalid';

/** A place inside the console, as the browser would understand it; nothing that leads to another host. */
export const isOwnPath = (place: string): boolean => {
  if (!/^\/(?![/\\])[^\\\p{Cc}\s]*$/u.test(place)) return false;
  if (!URL.canParse(place, anywhere)) return false;
  const resolved = new URL(place, anywhere);
  return resolved.origin === anywhere && !resolved.pathname.startsWith('//');
};
