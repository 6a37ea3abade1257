import { authentication } from './authentication.ts';
import { externalResource, httpEndpoint } from './addresses.ts';
import { expression, isExpression, orExpression } from './expressions.ts';
import { complain, type Reader } from './reading.ts';
import { hint } from './report.ts';
import { anything, choice, flag, mapOf, object, shape, someText, text } from './values.ts';
import { isFields, quoted } from './words.ts';

const methods = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'query'];

/** Some servers have methods of their own; one that is nearly a usual one is a slip. */
const method: Reader<string> = (spot, reading) => {
  const given = text(spot, reading);
  if (typeof spot.value !== 'string' || methods.includes(given.toLowerCase())) return given;
  const near = hint(given, methods);
  if (near !== '') complain(spot, reading, `${quoted(given)} is no method of HTTP.${near}`);
  else if (!/^[A-Za-z][A-Za-z-]{0,30}$/.test(given)) {
    complain(
      spot,
      reading,
      `${quoted(given)} is no method of HTTP, such as ${methods.slice(0, 5).join(', ')}.`,
    );
  }
  return given;
};

/** Names with texts, or an expression that gives them. */
const texts: Reader<unknown> = (spot, reading) =>
  isFields(spot.value) || !isExpression(spot.value)
    ? mapOf(text)(spot, reading)
    : (expression(spot, reading), spot.value);

const output = choice('raw', 'content', 'response');

export const httpArguments = shape(
  {
    method: orExpression(method),
    endpoint: httpEndpoint,
    headers: texts,
    query: texts,
    body: anything,
    output,
    redirect: flag,
  },
  'method',
  'endpoint',
);

export const openApiArguments = shape(
  {
    document: externalResource,
    operationId: someText,
    parameters: object,
    authentication,
    output,
    redirect: flag,
  },
  'document',
  'operationId',
);
