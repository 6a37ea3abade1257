import { HubError, isHubError } from '../../core/errors.ts';
import type { Values } from '../serve/offer.ts';
import { pagesFirst, pagesOf } from './pages.ts';
import { plainWords } from './plain-words.ts';

/** How a request to another server ended, when it did not end well. */
export interface Broken {
  readonly error: unknown;
  /** The error and what caused it. */
  readonly causes: readonly unknown[];
  /** Of HTTP, where the server refused that way. */
  readonly status: number | undefined;
  /** What the server said in the words of the protocol. */
  readonly told: { readonly code: number; readonly message: string; readonly data: unknown } | undefined;
  readonly late: boolean;
  readonly closed: boolean;
}

/** A refusal in the words of the protocol: its number and data can be handed on as they are. */
export interface ToldBy {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** What it says belongs to the other server, so that nobody takes it for the hub's own words. */
export const asHubError = (broken: Broken): HubError => {
  const { error, causes, status, told, late, closed } = broken;
  const known = causes.find((each): each is HubError => isHubError(each));
  if (known !== undefined) return known;
  if (told !== undefined)
    return new HubError('upstream_failed', `The MCP server refused: ${plainWords(told.message)}`, {
      details: handedOn(told),
      cause: error,
    });
  if (status !== undefined) {
    const passing = status === 408 || status === 425 || status === 429 || status >= 500;
    return new HubError(
      passing ? 'upstream_unavailable' : 'upstream_failed',
      `The MCP server answered ${status}: ${plainWords(wordsOf(error))}`,
      { details: { status }, cause: error },
    );
  }
  if (late)
    return new HubError('egress_timeout', 'The MCP server did not answer in time.', {
      details: { late: true },
      cause: error,
    });
  if (closed)
    return new HubError('upstream_unavailable', 'The connection to the MCP server broke off.', {
      details: { closed: true },
      cause: error,
    });
  return new HubError(
    'upstream_unavailable',
    `The MCP server cannot be spoken to: ${plainWords(wordsOf(error))}`,
    {
      cause: error,
    },
  );
};

const handedOn = ({ code, message, data }: ToldBy): Readonly<Record<string, unknown>> => {
  const elicitations = code === pagesFirst ? pagesOf(data) : undefined;
  // A refusal until a page was opened, that names none, means nothing to anybody.
  if (code === pagesFirst && elicitations === undefined) return {};
  return {
    told: { code, message: plainWords(message), data: elicitations === undefined ? data : { elicitations } },
  };
};

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const toldIn = (error: unknown): ToldBy | undefined =>
  isHubError(error) ? (error.details['told'] as ToldBy | undefined) : undefined;

/** The pages that somebody has to open first, as they are asked for; undefined where it is another refusal. */
export const pagesIn = (error: unknown): readonly Values[] | undefined => {
  const told = toldIn(error);
  return told?.code === pagesFirst ? pagesOf(told.data) : undefined;
};
