import type { X509Certificate } from 'node:crypto';
import { shownOver } from './certificate.ts';

const sentChain = Symbol('certificates that the client has sent along');
const mostSent = 10;

/** At the end of the handshake: with the first ticket of TLS 1.3 OpenSSL forgets what came beside the certificate itself. */
export const keepSentChain = (socket: object): void => {
  const sent: X509Certificate[] = [];
  let next = shownOver(socket)?.issuerCertificate;
  while (
    next !== undefined &&
    sent.length < mostSent &&
    !sent.some(({ raw }) => next?.raw.equals(raw) === true)
  ) {
    sent.push(next);
    next = next.issuerCertificate;
  }
  // On the socket itself: what HTTP/2 hands out in its place leads there.
  if (sent.length > 0) Object.assign(socket, { [sentChain]: sent });
};

export const sentOver = (socket: object): readonly X509Certificate[] =>
  (socket as { readonly [sentChain]?: readonly X509Certificate[] })[sentChain] ?? [];
