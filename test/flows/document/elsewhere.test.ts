import { expect, test } from '@jest/globals';
import { problemsIn } from '../../setup/flow-documents.ts';

/** What is wrong with names of catalogues and addresses before anybody has looked what stands there. */

const oneProblem = (rest: string, message: string): void => {
  expect(problemsIn(rest)).toEqual([expect.stringContaining(message)]);
};
const task = (body: string): string => `do:\n  - a: ${body}\n`;
const called = (name: string, given: string): string => task(`{ call: ${name}, with: ${given} }`);

test.each([
  [task('{ call: "log:1.0.0@global" }'), 'There is no "global" under "use.catalogs".'],
  [task('{ call: "log:1.0.0@default" }'), 'What stands at log:1.0.0@default is not read here'],
  [task('{ call: "https://a.example/f.yaml" }'), 'What stands at https://a.example/f.yaml is not read here'],
  [task('{ call: "log:1.0.0" }'), 'as in "log:1.0.0@default".'],
  [task('{ call: "log:latest@default" }'), 'A version is fixed: there is no "latest".'],
  [task('{ call: "../log:1.0.0@default" }'), 'has no name of a function before its colon'],
  [task('{ call: "./log/function.yaml" }'), 'are called by their whole address'],
  [task('{ call: "file:///etc/passwd" }'), 'only "http" and "https" lead out of the hub.'],
  [task('{ call: "https://a.example/{name}.yaml" }'), 'write the whole address, without an expression'],
  [task('{ call: "https://a.example/f.yaml#/log" }'), 'names a part of a document.'],
])('a function: %s', oneProblem);

test.each([
  ['{ resource: { endpoint: "https://a" } }', 'What stands at https://a is not read here'],
  ['{ resource: { endpoint: "file:///a" } }', '/resource/endpoint "file:///a" cannot be read'],
  ['{ resource: { endpoint: a.json } }', '"a.json" is no address: it begins with its scheme'],
  [
    '{ resource: { endpoint: { uri: "https://a", authentication: { bearer: { token: "${ .t }" } } } } }',
    'keep what lets the hub in in a secret',
  ],
  ['{ document: {}, resource: { endpoint: "https://a" } }', 'There can be only one of "document" and'],
])('a schema: %s', (given, message) => {
  oneProblem(`input: { schema: ${given} }\ndo: []`, message);
});

test.each([
  [
    task('{ run: { script: { language: js, source: { endpoint: "https://a" } } } }'),
    'What stands at https://a is not read here: only a hub fetches it',
  ],
  [
    task('{ run: { script: { language: js, code: a, source: { endpoint: "https://a" } } } }'),
    'There can be only one of "code" and "source".',
  ],
  [
    task('{ run: { script: { language: js, source: { endpoint: "${ .at }" } } } }'),
    '/source/endpoint This is read when the flow is published, when there is no data yet',
  ],
  [task('{ run: { script: { language: js } } }'), '"code" is missing, or "source" with the address'],
])('a script: %s', oneProblem);

const http = (authentication: string) =>
  called('http', `{ method: get, endpoint: { uri: "https://a", authentication: ${authentication} } }`);

test.each([
  [http('{ certificate: { use: pair } }'), 'There is no "pair" under "use.secrets".'],
  [
    http('{ certificate: { certificate: x, privateKey: "${ .k }" } }'),
    '/authentication/certificate/certificate This is no certificate in PEM',
  ],
  [
    http('{ certificate: { certificate: "-----BEGIN CERTIFICATE-----", privateKey: "-----BEGIN" } }'),
    '/authentication/certificate/privateKey A private key does not stand in a document.',
  ],
  [
    called(
      'http',
      '{ method: get, endpoint: { uri: "http://a", authentication: { certificate: { certificate: "${ .c }", privateKey: "${ .k }" } } } }',
    ),
    '/endpoint/uri A certificate is shown over "https" only',
  ],
])('a certificate: %s', oneProblem);
