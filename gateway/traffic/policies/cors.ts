import { z } from 'zod';
import { addVary, setHeader } from '../answers/answer-head.ts';
import type { AnswerHead, Exchange } from '../exchange.ts';
import { onHead } from '../answers/hooks.ts';
import { sendAnswer } from '../answers/own-answer.ts';
import { definePolicy } from '../policy.ts';
import { searchPattern } from '../fields/search-pattern.ts';

const originItem = z.union([
  z.string().max(500),
  z.strictObject({
    pattern: z.string().max(500).describe('A regular expression, found anywhere in the origin.'),
  }),
]);
const list = z.union([z.string().max(2_000), z.array(z.string().max(200)).max(100)]);

type Origin = z.output<typeof originItem> | readonly z.output<typeof originItem>[] | boolean;

export const cors = definePolicy({
  name: 'cors',
  title: 'CORS',
  about: 'Lets pages of other origins call, and answers what their browsers ask before.',
  group: 'checks',
  action: z.strictObject({
    origin: z
      .union([z.boolean(), originItem, z.array(originItem).max(200)])
      .default('*')
      .describe(
        '"*" for any, one origin, a list of origins and patterns; true mirrors any, false says nothing.',
      ),
    methods: list
      .default(['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE'])
      .describe('Methods that pages may use.'),
    allowedHeaders: list
      .optional()
      .describe('Headers that pages may send; those that they ask for when left out.'),
    exposedHeaders: list.optional().describe('Headers of answers that pages may read.'),
    credentials: z.boolean().optional().describe('Pages may send cookies and Authorization.'),
    maxAge: z
      .number()
      .int()
      .min(0)
      .max(31_536_000)
      .optional()
      .describe('Seconds that browsers remember this.'),
    optionsSuccessStatus: z
      .number()
      .int()
      .min(200)
      .max(299)
      .default(204)
      .describe('The status of answers to OPTIONS.'),
  }),
  compile: (action) => {
    if (action.origin === false) return () => undefined;
    const allowOrigin = originHeaders(action.origin);
    const methods = joined(action.methods) ?? '';
    const allowedHeaders = joined(action.allowedHeaders);
    const exposedHeaders = joined(action.exposedHeaders);
    const base = (exchange: Exchange, head: AnswerHead): void => {
      allowOrigin(exchange, head);
      if (action.credentials === true) setHeader(head, 'access-control-allow-credentials', 'true');
      if (exposedHeaders !== undefined) setHeader(head, 'access-control-expose-headers', exposedHeaders);
    };
    return (exchange) => {
      const { request } = exchange;
      if (request.method !== 'OPTIONS') {
        onHead(exchange, (head) => base(exchange, head));
        return undefined;
      }
      const head: AnswerHead = { status: action.optionsSuccessStatus, headers: [] };
      base(exchange, head);
      setHeader(head, 'access-control-allow-methods', methods);
      const asked = request.headers['access-control-request-headers'];
      if (allowedHeaders === undefined) addVary(head, 'Access-Control-Request-Headers');
      const allowed = allowedHeaders ?? asked;
      if (allowed !== undefined && allowed !== '') setHeader(head, 'access-control-allow-headers', allowed);
      if (action.maxAge !== undefined) setHeader(head, 'access-control-max-age', String(action.maxAge));
      return sendAnswer(exchange, { ...head, body: '' });
    };
  },
});

const joined = (given: string | readonly string[] | undefined): string | undefined =>
  typeof given === 'string' || given === undefined ? given : given.join(',');

const originHeaders = (origin: Origin): ((exchange: Exchange, head: AnswerHead) => void) => {
  if (origin === '*') return (_, head) => setHeader(head, 'access-control-allow-origin', '*');
  if (typeof origin === 'string')
    return (_, head) => {
      setHeader(head, 'access-control-allow-origin', origin);
      addVary(head, 'Origin');
    };
  const isAllowed = originTest(origin);
  return ({ request }, head) => {
    const from = request.headers.origin;
    if (from !== undefined && isAllowed(from)) setHeader(head, 'access-control-allow-origin', from);
    addVary(head, 'Origin');
  };
};

const originTest = (origin: Exclude<Origin, string>): ((from: string) => boolean) => {
  if (typeof origin === 'boolean') return () => origin;
  const tests = [origin].flat().map((item, at) => {
    if (typeof item === 'string') return (from: string) => from === item;
    return searchPattern(item.pattern, Array.isArray(origin) ? `/origin/${at}/pattern` : '/origin/pattern');
  });
  return (from) => tests.some((test) => test(from));
};
