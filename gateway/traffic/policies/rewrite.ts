import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { percent } from '../../../core/percent.ts';
import { searchFor } from '../../../core/schema/pattern.ts';
import type { Exchange } from '../exchange.ts';
import { headerValue } from '../fields/header-names.ts';
import { plainPath } from '../match/request-path.ts';
import { sendAnswer } from '../answers/own-answer.ts';
import { definePolicy } from '../policy.ts';

export const rewrite = definePolicy({
  name: 'rewrite',
  title: 'Rewrite the path',
  about: 'Sends requests on under another path and query, or redirects to it.',
  group: 'changes',
  action: z.strictObject({
    match: z
      .string()
      .min(1)
      .max(1_000)
      .describe(
        'A path such as /tina/:code, or a regular expression that begins with ^; what does not fit goes on as it is.',
      ),
    rewrite: z
      .string()
      .min(1)
      .max(1_000)
      .regex(/^\//, 'must begin with "/"')
      .describe(
        'The new path, perhaps with a query: /status/:code for a path, /src/$1 for a regular expression.',
      ),
    redirect: z
      .literal([301, 302, 303, 307, 308])
      .optional()
      .describe('Redirect the client with this status instead.'),
  }),
  compile: ({ match, rewrite: text, redirect }) => {
    const target = match.startsWith('^') ? byPattern(match, text) : byPath(match, text);
    return (exchange) => {
      const found = target(exchange);
      if (found === null) return undefined;
      if (redirect !== undefined)
        return sendAnswer(exchange, { status: redirect, headers: ['location', onThisHost(found)], body: '' });
      const at = found.indexOf('?');
      // What the client wrote must not lead out of the path that stands here.
      exchange.outgoing.path = plainPath(at === -1 ? found : found.slice(0, at));
      if (at !== -1) exchange.outgoing.query = found.slice(at);
      return undefined;
    };
  },
});

/** A browser reads `//other.example` as another host. */
const onThisHost = (path: string): string => headerValue(path.replace(/^[/\\]+/, '/'));

type Target = (exchange: Exchange) => string | null;

const invalid = (path: string, message: string): HubError =>
  new HubError('input_invalid', `"${path}": ${message}.`, { problems: [{ path, message }] });

/** Groups are put in as they stand in the path, which is percent-encoded already. */
const byPattern = (match: string, text: string): Target => {
  const search = searchFor(match, { ignoreCase: false, dotAll: false, longest: false });
  if (typeof search === 'string') throw invalid('/match', `this is no regular expression: ${search}`);
  const parts = text.split(/\$(\d)/);
  const highest = Math.max(0, ...parts.filter((_, at) => at % 2 === 1).map(Number));
  if (highest > search.names.length)
    throw invalid('/rewrite', `"$${highest}" stands for a group that the pattern does not have`);
  return ({ outgoing: { path, query } }) => {
    const url = path + query;
    const spans = search.find(url, 0);
    if (spans === null) return null;
    const group = (at: number): string => {
      const span = spans[at];
      return span === undefined || span.start < 0 ? '' : url.slice(span.start, span.end);
    };
    return parts.map((part, at) => (at % 2 === 0 ? part : group(Number(part)))).join('');
  };
};

/** `:name` and `{name}` are one piece of the path, `*` is what follows; values are put in percent-encoded. */
const byPath = (match: string, text: string): Target => {
  if (!match.startsWith('/'))
    throw invalid('/match', 'must begin with "/", or with "^" for a regular expression');
  const named = (source: string): string => source.replace(/\{(\w+)\}/g, ':$1');
  const pieces = named(match).split('/').slice(1);
  const star = pieces.at(-1) === '*';
  const fixed = star ? pieces.slice(0, -1) : pieces;
  if (fixed.some((piece) => piece.includes('*')))
    throw invalid('/match', '"*" stands alone and at the end only');
  const names = new Set(fixed.filter((piece) => piece.startsWith(':')).map((piece) => piece.slice(1)));
  const parts = named(text).split(/:([A-Za-z_]\w*)|(\*)/);
  for (let at = 1; at < parts.length; at += 3) {
    const name = parts[at];
    if (name !== undefined && !names.has(name))
      throw invalid('/rewrite', `the path has no parameter ":${name}"`);
    if (parts[at + 1] !== undefined && !star) throw invalid('/rewrite', 'the path has no "*"');
  }
  return ({ outgoing: { path } }) => {
    const given = path.split('/').slice(1);
    if (star ? given.length <= fixed.length : given.length !== fixed.length) return null;
    const values = new Map<string, string>();
    for (const [at, piece] of fixed.entries()) {
      const value = given[at] ?? '';
      if (piece.startsWith(':')) {
        if (value === '') return null;
        values.set(piece.slice(1), encoded(value));
      } else if (piece !== value) return null;
    }
    const rest = given.slice(fixed.length).join('/');
    let target = '';
    for (let at = 0; at < parts.length; at += 3) {
      target += parts[at] ?? '';
      if (parts[at + 1] !== undefined) target += values.get(parts[at + 1] ?? '') ?? '';
      else if (parts[at + 2] !== undefined) target += rest;
    }
    return target;
  };
};

const encoded = (piece: string): string => {
  try {
    return percent(decodeURIComponent(piece));
  } catch {
    return percent(piece);
  }
};
