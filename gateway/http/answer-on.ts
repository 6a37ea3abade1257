import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** The answer that has the connection at the moment. */
export const answerOn = (socket: Duplex): ServerResponse<IncomingMessage> | undefined =>
  (socket as { readonly _httpMessage?: ServerResponse<IncomingMessage> | null })._httpMessage ?? undefined;
