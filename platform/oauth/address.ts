import { HubError } from '../../core/errors.ts';
import { rangeOf, readAddress } from '../egress/address.ts';

/**
 * An address that secrets may travel to: https, or http to a machine of the own network (a bare address, a name
 * without dots). Whether that network may be called at all, the egress decides.
 */
export const requireSafeUrl = (text: string, what: string, base?: string): URL => {
  const url = base === undefined || !URL.canParse(base) ? URL.parse(text) : URL.parse(text, base);
  if (url === null)
    throw wrong(`The ${what} "${text.slice(0, 200)}" is no address. Enter a whole one, with https://.`);
  if (url.username !== '' || url.password !== '')
    throw wrong(`The ${what} must not carry a user name or password.`);
  if (url.hash !== '') throw wrong(`The ${what} must not have a part behind "#".`);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isInside(url.hostname))) return url;
  throw wrong(`The ${what} must begin with https://, because secrets travel to it.`);
};

/** A machine of the own network: a private address, or a name without dots. */
export const isInside = (host: string): boolean => {
  const address = readAddress(host.replace(/^\[|\]$/g, ''));
  if (address !== null) return rangeOf(address) !== 'public';
  return !host.includes('.') || host.endsWith('.localhost');
};

const wrong = (message: string): HubError => new HubError('input_invalid', message);
