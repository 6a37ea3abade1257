import { HubError } from '../../core/errors.ts';
import type { Question, Values } from '../serve/offer.ts';
import { isPage } from './pages.ts';
import { plainWords } from './plain-words.ts';

/** What a server may ask of whoever calls it; anything else is a fault of the server, and nobody is asked. */
const methods: ReadonlySet<unknown> = new Set<Question['method']>([
  ...(['elicitation/create', 'sampling/createMessage', 'roots/list'] as const),
]);
const mostQuestions = 50;

export const questionsIn = (given: unknown): Readonly<Record<string, Question>> => {
  const all = Object.entries(given ?? {});
  if (all.length > mostQuestions)
    throw fault(`asks ${all.length} questions at once; more than ${mostQuestions} are not taken`);
  return Object.fromEntries(all.map(([name, each]) => [name, questionOf(name, each)]));
};

const questionOf = (name: string, given: unknown): Question => {
  const { method, params = method === 'roots/list' ? {} : undefined } = (given ?? {}) as Values;
  const isWhole = methods.has(method) && typeof params === 'object' && params !== null;
  if (!isWhole) throw fault(`asks "${plainWords(name, 100)}", which is no question of the protocol`);
  const question = { ...(given as Question), params: params as Values };
  requirePage(question);
  return question;
};

/** A server says where people are sent: what a browser would run, or read from their own machine, is no such place. */
export const requirePage = ({ params }: Question): void => {
  const { mode, url } = params;
  if (mode === 'url' && !isPage(url))
    throw fault(`wants somebody to open "${plainWords(String(url), 100)}", which is no page of the web`);
};

const fault = (what: string): HubError => new HubError('upstream_failed', `The MCP server ${what}.`);
