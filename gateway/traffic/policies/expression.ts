import { z } from 'zod';
import { isArray, isObject, type ObjectValue } from '../../../core/jq/value.ts';
import { answerOf, headerPairs, notTaken } from '../answers/answer-value.ts';
import type { Exchange } from '../exchange.ts';
import { expressionText } from '../expressions/expression-fields.ts';
import { compileExpression } from '../expressions/expression.ts';
import { sendHeader } from '../answers/hooks.ts';
import { plainPath } from '../match/request-path.ts';
import { sendAnswer } from '../answers/own-answer.ts';
import { definePolicy } from '../policy.ts';
import { textOf } from '../expressions/template.ts';

const members = new Set(['headers', 'query', 'path', 'answer']);

/** Where express-gateway runs JavaScript that changes its request, this takes a jq program that says what to change. */
export const expression = definePolicy({
  name: 'expression',
  title: 'Expression',
  about: 'One jq program that sets headers, query and path of the request, or answers it.',
  group: 'changes',
  action: z.strictObject({
    jq: expressionText.describe(
      'Gives an object: {headers: {"x-plan": .consumer.metadata.plan}, query: {page: 1}, path: "/other"}, or {answer: {status: 403, body: {…}}}; null takes a header or parameter away, null alone changes nothing.',
    ),
  }),
  compile: ({ jq }, place, deps) => {
    const program = compileExpression(jq, { place, deps, path: '/jq' });
    return (exchange) => {
      const value = program.value(exchange);
      if (value === null) return undefined;
      if (!isObject(value)) throw notTaken('The expression has to give an object, or null.');
      for (const name of Object.keys(value))
        if (!members.has(name))
          throw notTaken(
            `The expression gives "${name.slice(0, 50)}"; it may give ${[...members].join(', ')}.`,
          );
      apply(exchange, value);
      const answer = value['answer'] ?? null;
      if (answer === null) return undefined;
      if (!isObject(answer)) throw notTaken('Its "answer" has to be an object.');
      return sendAnswer(exchange, answerOf(answer));
    };
  },
});

const apply = (exchange: Exchange, value: ObjectValue): void => {
  for (const [name, given] of headerPairs(value['headers'] ?? null)) sendHeader(exchange, name, given);
  const path = value['path'] ?? null;
  if (path !== null) {
    if (typeof path !== 'string' || !/^\/[!-~]*$/.test(path) || /[?#]/.test(path))
      throw notTaken('Its "path" has to be a path: "/", then letters without "?", percent-encoded.');
    exchange.outgoing.path = plainPath(path);
  }
  const query = value['query'] ?? null;
  if (query === null) return;
  if (!isObject(query)) throw notTaken('Its "query" has to be an object.');
  const parameters = new URLSearchParams(exchange.outgoing.query);
  for (const [name, given] of Object.entries(query)) {
    parameters.delete(name);
    if (given === null) continue;
    for (const one of isArray(given) ? given : [given]) parameters.append(name, textOf(one));
  }
  const text = parameters.toString();
  exchange.outgoing.query = text === '' ? '' : `?${text}`;
};
