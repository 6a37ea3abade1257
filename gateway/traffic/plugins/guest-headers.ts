import type { IncomingHttpHeaders } from 'node:http';
import type { Exchange } from '../exchange.ts';
import { sendHeader } from '../answers/hooks.ts';
import { headerName, headerValue } from '../fields/header-names.ts';
import { claims, isOfTheConnection, spellingOf } from '../forward/connection-headers.ts';
import { withoutOwnCookies } from '../forward/own-cookies.ts';

type Values = Record<string, string | string[] | undefined>;

/** Headers of a request as a plug-in sees and changes them. */
export interface GuestHeaders {
  readonly view: IncomingHttpHeaders;
  /** What a plug-in said the body it made is long; undefined where it said nothing. */
  announced(): number | undefined;
  /** As policies have left them by now. */
  refresh(): void;
  /** What the plug-in changed leaves with the request. */
  take(): void;
  /** In the place of all of them. */
  replace(given: unknown): void;
}

/** Where a message begins and ends is not for plug-ins to say: what they write there is not what goes on. */
const isFraming = (name: string): boolean =>
  name === 'content-length' || name === 'expect' || isOfTheConnection(name);

export const guestHeaders = (exchange: Exchange): GuestHeaders => {
  const { request } = exchange;
  const values = { ...request.headers } as Values;
  // Not shown to a plug-in as if it were true.
  for (const name of claims) Reflect.deleteProperty(values, name);
  values['x-request-id'] = exchange.requestId;
  if (typeof values['cookie'] === 'string') {
    const kept = withoutOwnCookies(values['cookie']);
    if (kept === '') Reflect.deleteProperty(values, 'cookie');
    else values['cookie'] = kept;
  }
  let length: unknown;
  let seen: Values = { ...values };

  const view = new Proxy(values, {
    set: (target, name, value: string | string[] | undefined) => {
      if (typeof name !== 'string') return true;
      if (name.toLowerCase() === 'content-length') length = value;
      if (!isFraming(name.toLowerCase())) target[name] = value;
      return true;
    },
    deleteProperty: (target, name) => {
      if (typeof name === 'string' && !isFraming(name.toLowerCase())) Reflect.deleteProperty(target, name);
      return true;
    },
  });

  const isOwn = (name: string): boolean =>
    isFraming(name) || (name !== 'eg-consumer-id' && spellingOf(name).kind === 'own');

  return {
    view,
    announced: () => {
      const bytes = Number(length);
      return length !== undefined && Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : undefined;
    },
    refresh: () => {
      for (const [name, value] of exchange.outgoing.headers ?? []) {
        if (value === null) Reflect.deleteProperty(values, name);
        else values[name] = value;
      }
      seen = { ...values };
    },
    take: () => {
      for (const name of new Set([...Object.keys(seen), ...Object.keys(values)])) {
        const value = values[name];
        const lower = name.toLowerCase();
        if (value === seen[name] || isOwn(lower) || !headerName.safeParse(lower).success) continue;
        sendHeader(
          exchange,
          lower,
          value === undefined ? null : headerValue([value].flat().map(String).join(', ')),
        );
      }
      seen = { ...values };
    },
    replace: (given) => {
      for (const name of Object.keys(values)) Reflect.deleteProperty(view, name);
      if (typeof given === 'object' && given !== null) Object.assign(view, given);
    },
  };
};
