import type { Consumer } from '../exchange.ts';

export type CredentialKind = 'key' | 'basic' | 'hmac' | 'jwt' | 'certificate';

/** Who signs, and what with. */
export interface Signer {
  readonly consumer: Consumer;
  readonly secret: Buffer;
}

/** Who calls, by what they show. Answers at once what it knows already. */
export interface ConsumerLookups {
  /** By an API key; null when it opens nothing. */
  byKey(spaceId: string, key: string): Consumer | null | Promise<Consumer | null>;
  byPassword(spaceId: string, user: string, password: string): Consumer | null | Promise<Consumer | null>;
  /** The secret that signs requests, and whose it is. */
  byHmacId(spaceId: string, keyId: string): Signer | null | Promise<Signer | null>;
  /** The consumer that a subject of a token, or of a certificate, stands for. */
  bySubject(
    spaceId: string,
    kind: 'jwt' | 'certificate',
    subject: string,
  ): Consumer | null | Promise<Consumer | null>;
}

export interface ConsumerDirectory extends ConsumerLookups {
  /** The same, without a look into the database for what has never opened anything: for callers that have guessed too much. */
  readonly remembered: ConsumerLookups;
  /** Seconds for which nothing unknown is looked up for this address; 0: it is. */
  shutFor(spaceId: string, client: string): number;
  /** Counts something wrong that was shown from there, over all processes. Seconds for which it is shut from now on. */
  wrong(spaceId: string, client: string): Promise<number>;
}
