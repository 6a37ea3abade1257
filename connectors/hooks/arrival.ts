import type { Content } from './content.ts';

/** A webhook as it came in: its bytes untouched, since they are what is signed. */
export interface Arrival {
  readonly method: string;
  /** As the sender may have written it: the public address first. */
  readonly urls: readonly string[];
  readonly body: Buffer;
  /** Undefined when it was not sent, or is empty. */
  header(name: string): string | undefined;
  /** Read when first asked for. Throws when the body is not what its content type says. */
  content(): Content;
}
