import { describe, expect, test } from '@jest/globals';
import { readText } from '../../../flows/document/read-text.ts';
import { problemsIn } from '../../setup/flow-documents.ts';
import { verifies } from '../../setup/verifies.ts';

/** What is told about flows that are wrong: the place, what is wrong there, and what to do. The head takes line 1. */

const starting = (message: string): unknown => expect.stringContaining(message);
const oneProblem = (rest: string, message: string): void => {
  expect(problemsIn(rest)).toEqual([starting(message)]);
};
/** A flow of one task; what is given stands behind its name. */
const task = (body: string): string => `do:\n  - a: ${body}\n`;
const called = (name: string, given: string): string => task(`{ call: ${name}, with: ${given} }`);
const caught = (body: string): string => task(`{ try: [], catch: ${body} }`);

verifies('flows.check.all', 'all that is wrong is told at once, in the order of the text', () => {
  const text = [
    'do:',
    '  - getPet:',
    '      call: http',
    '      wiht: { method: get }',
    '  - greet: { cal: http }',
    '  - pause: { wait: { secs: 5 }, then: gtePet }',
    'sheduled: {}',
  ].join('\n');
  expect(problemsIn(text)).toEqual([
    '3:5 /do/0/getPet "with" is missing: what "http" is called with.',
    '5:7 /do/0/getPet/wiht Unknown property "wiht". Did you mean "with"?',
    '6:5 /do/1/greet Unknown kind of task "cal". Did you mean "call"?',
    starting('7:22 /do/2/pause/wait/secs Unknown property "secs".'),
    '7:39 /do/2/pause/then There is no task "gtePet" in this list. Did you mean "getPet"?',
    '8:1 /sheduled Unknown property "sheduled". Did you mean "schedule"?',
  ]);
});

test('no more than a hundred problems are told, and that there are more', () => {
  const tasks = Array.from({ length: 150 }, (_, at) => `  - t${at}: { wait: never }`);
  const found = problemsIn(['do:', ...tasks].join('\n'));
  expect(found).toHaveLength(101);
  expect(found.at(-1)).toContain('There are more problems. Mend these first.');
});

describe('the head', () => {
  const head = (fields: Readonly<Record<string, unknown>>) =>
    readText(
      JSON.stringify({
        document: { dsl: '1.0.3', namespace: 'a', name: 'b', version: '1.0.0', ...fields },
        do: [],
      }),
    ).problems.map(({ path, message }) => `${path} ${message}`);

  test.each([
    [{ dsl: '1.1.0' }, '/document/dsl This flow was written for a newer version of the language, 1.1.0.'],
    [{ dsl: '2.0.0-alpha1' }, 'for a newer version'],
    [{ dsl: '0.8.0' }, '/document/dsl This flow was written for version 0.8.0'],
    [{ dsl: 'latest' }, '/document/dsl "latest" is no version of the language. Write "1.0.3".'],
    [{ dsl: 1 }, '/document/dsl This must be a text, but is a number. Write it in quotes.'],
    [{ name: 'my flow' }, '/document/name "my flow" is not right: it takes letters, digits and hyphens'],
    [{ namespace: '-a' }, '/document/namespace "-a" is not right'],
    [{ version: '1' }, '/document/version "1" is not right: it is a semantic version'],
    [{ version: undefined }, '/document "version" is missing.'],
    [
      { metadata: { mode: 'quick' } },
      '/document/metadata/mode This must be one of "durable", "fast", but is "quick"',
    ],
    [{ metadata: { concurrency: { max: 0 } } }, '/document/metadata/concurrency/max This must be from 1 to'],
    [{ metadata: { concurrency: { max: 1.5 } } }, 'This must be a whole number, but is "1.5".'],
    [{ metadata: { concurrency: { policy: 'qeue' } } }, 'Did you mean "queue"?'],
    [{ metadata: { http: { path: '/a' } } }, '/document/metadata/http "method" is missing.'],
    [{ metadata: { http: { method: 'get', path: 'a' } } }, '"a" is no path: it begins with "/"'],
    [{ metadata: { http: { method: 'pots', path: '/a' } } }, 'Did you mean "POST"?'],
    [
      { metadata: { sensitive: 'phone' } },
      '/document/metadata/sensitive This must be a list, but is a text.',
    ],
    [{ titel: 'x' }, '/document/titel Unknown property "titel". Did you mean "title"?'],
  ])('%j', (fields, message) => {
    expect(head(fields)).toEqual([starting(message)]);
  });
});

describe('tasks', () => {
  test.each([
    [task('{ set: { a: 1 }, wait: PT1S }'), '3:5 /do/0/a This is a task of 2 kinds, "set" and "wait".'],
    [task('{ if: .a }'), 'This task does nothing. Give it one of for, do, call'],
    [task('call'), '/do/0/a A task must be an object with one of'],
    [task('{ for: { in: .a } }'), '"do" is missing.'],
    [task('{ try: [] }'), '"catch" is missing.'],
    [task('{ while: .a, do: [] }'), '/do/0/a/while Unknown property "while".'],
    [
      'do:\n  - a:\n    set: { b: 1 }\n',
      '3:5 /do/0 This task has nothing in it. Indent what belongs to "a" further',
    ],
    [
      'do:\n  a: { set: { b: 1 } }\n',
      '2:1 /do This must be a list of tasks, but is an object. Begin each with "- ".',
    ],
    [
      'do:\n  - a: { set: { b: 1 } }\n  - a: { set: { b: 1 } }\n',
      '4:5 /do/1/a There is another task called "a"',
    ],
    ['do:\n  - {}\n', '/do/0 This must be a task under its name, but is an object.'],
    [task('{ set: {} }'), '/do/0/a/set This sets nothing.'],
    [task('{ switch: [] }'), 'There is no case to choose.'],
    [task('{ switch: [{ b: { when: .x } }] }'), '"then" is missing.'],
    [
      task('{ switch: [{ b: { then: end } }, { c: { then: exit } }] }'),
      '/do/0/a/switch/1/c "b" is taken already when no other case is.',
    ],
    [task('{ run: { await: true } }'), 'One of "workflow", "script", "shell", "container" is missing.'],
    [
      task('{ run: { shell: { command: a }, script: { language: js, code: a } } }'),
      'There can be only one of',
    ],
    [task('{ run: { shell: { command: a } }, return: code }'), '/do/0/a/return Unknown property "return".'],
    [task('{ run: { script: { language: ruby, code: a } } }'), 'but is "ruby".'],
    [
      task('{ run: { workflow: { namespace: a, name: b, version: one } } }'),
      'it is a version such as "1.0.0"',
    ],
    [
      task('{ run: { container: { image: a, lifetime: { cleanup: never, after: PT1S } } } }'),
      'Only "eventually" comes after a while.',
    ],
    [task('{ emit: { event: { with: { type: a } } } }'), '"source" is missing: every event has one.'],
    [
      task('{ emit: { event: { with: { type: a, source: b } } } }'),
      '"b" is no address: it begins with its scheme',
    ],
    [
      task('{ raise: { error: { type: "https://a", status: "404" } } }'),
      'This must be a whole number, but is a text.',
    ],
    [task('{ fork: { branches: [], compete: "no" } }'), 'This must be true or false, but is a text.'],
  ])('%j', oneProblem);
});

describe('variables', () => {
  test.each([
    ['$pet', '"$pet" cannot be the name of a variable. Leave out the "$": "pet".'],
    ['a-b', '"a-b" cannot be the name of a variable. It begins with a letter'],
    ['context', '"$context" is something else already.'],
  ])('%s', (name, message) => {
    oneProblem(task(`{ for: { each: ${name}, in: .a }, do: [] }`), `/do/0/a/for/each ${message}`);
    oneProblem(caught(`{ as: ${name} }`), `/do/0/a/catch/as ${message}`);
    oneProblem(task(`{ listen: { to: { any: [] } }, foreach: { at: ${name} } }`), `/foreach/at ${message}`);
  });

  test('the item and its number need two', () => {
    oneProblem(task('{ for: { each: index, in: .a }, do: [] }'), 'cannot both be "$index"');
  });
});

describe('expressions', () => {
  test.each([
    [task('{ if: true, set: { b: 1 } }'), 'but is true. Write it as a text: "${ true }".'],
    [task("{ if: '', set: { b: 1 } }"), 'This is an empty text.'],
    [task("{ if: '${  }', set: { b: 1 } }"), 'This expression is empty.'],
    [
      task("{ if: '${ .a } == ${ .b }', set: { b: 1 } }"),
      'This begins with "${", but is not one expression.',
    ],
    [task('{ set: 5 }'), '/do/0/a/set This must be an expression or an object of them, but is a number.'],
    [
      task('{ set: { b: 1 }, input: { from: [] } }'),
      '/do/0/a/input/from This must be an expression or an object',
    ],
  ])('%j', oneProblem);
});

describe('durations and timeouts', () => {
  test.each([
    [
      'P1X',
      '"P1X" is no duration of up to 100 years. It must be a duration: an object such as { seconds: 30 }',
    ],
    ['P', '"P" is no duration'],
    ['P200Y', '"P200Y" is no duration of up to 100 years.'],
    ['{ days: 40000 }', 'This is longer than 100 years.'],
    ['{}', 'This is an empty object.'],
    ['{ seconds: -1 }', '/wait/seconds This must be a whole number from 0 on, but is -1.'],
    ['{ seconds: 1.5 }', 'but is 1.5.'],
    ["{ seconds: '${ .a }' }", 'An expression stands for all of the duration.'],
    ['5', 'but is a number.'],
  ])('wait: %s', (given, message) => {
    oneProblem(task(`{ wait: ${given} }`), message);
  });

  test.each([
    ['PT5S', 'A text here is the name of one of "use.timeouts". Write { after: PT5S } for a duration.'],
    ['shrot', 'There is no "shrot" under "use.timeouts". Did you mean "short"?'],
    ['{}', '"after" is missing.'],
  ])('timeout: %s', (given, message) => {
    oneProblem(`use: { timeouts: { short: { after: PT1S } } }\ndo: []\ntimeout: ${given}`, message);
  });
});

describe('schedules', () => {
  test.each([
    ['{}', '/schedule This starts nothing.'],
    ['{ cron: "* * *" }', '/schedule/cron "* * *" is no cron expression. It has five fields'],
    ['{ cron: "61 * * * *" }', '/schedule/cron "61 * * * *" cannot be read'],
    ['{ cron: "0 0 31 2 *" }', '/schedule/cron "0 0 31 2 *" never comes.'],
    ['{ every: { milliseconds: 10 } }', 'A flow is started every second at most.'],
    ["{ after: '${ .a }' }", 'This cannot be an expression: there is no run yet'],
    ['{ on: { one: { with: {} } } }', '/schedule/on/one/with This names no attribute'],
    ['{ evry: PT5S, cron: "0 0 * * *" }', 'Did you mean "every"?'],
  ])('%s', (given, message) => {
    oneProblem(`schedule: ${given}\ndo: []\n`, message);
  });
});

describe('events', () => {
  test.each([
    ['{}', 'One of "one", "all" or "any" is missing.'],
    ['{ one: { with: { type: a } }, any: [] }', 'There can be only one of "one" and "any".'],
    ['{ one: { with: { type: a } }, until: .x }', 'Only "any" goes on until something comes.'],
    ['{ all: [] }', 'All of no events have come already.'],
    [
      '{ any: [], until: { any: [], until: .x } }',
      'What ends the listening cannot have an "until" of its own.',
    ],
    ['{ one: { with: { type: a, time: today } } }', '"today" is no instant'],
    [
      '{ one: { with: { type: a }, correlate: { b: { form: .c } } } }',
      'Unknown property "form". Did you mean "from"?',
    ],
  ])('%s', (given, message) => {
    expect(problemsIn(task(`{ listen: { to: ${given} } }`))).toContainEqual(starting(message));
  });
});

describe('calls', () => {
  const http = (more: string) => called('http', `{ method: get, endpoint: "https://a.example", ${more} }`);

  test.each([
    [
      task('{ call: frobnicate }'),
      'There is no function "frobnicate". It is one of the language, one of "use.functions"',
    ],
    [task('{ call: htpp }'), 'There is no function "htpp". Did you mean "http"?'],
    [task('{ call: 5 }'), '/do/0/a/call This must be a text'],
    [task('{ call: crm.find, with: 5 }'), '/do/0/a/with This must be an object, but is a number.'],
    [
      task('{ call: crm.find, metadata: { connection: 5 } }'),
      '/do/0/a/metadata/connection This must be a text',
    ],
    [called('http', '{ endpoint: "https://a.example" }'), '"method" is missing.'],
    [
      called('http', '{ method: pots, endpoint: "https://a" }'),
      '"pots" is no method of HTTP. Did you mean "post"?',
    ],
    [called('http', '{ method: get, endpoint: a.example }'), '"a.example" is no address'],
    [
      called('http', '{ method: get, endpoint: "ftp://a" }'),
      'This is called by "http" or "https", not by "ftp".',
    ],
    [
      called('http', '{ method: get, endpoint: { uri: "ws://a" } }'),
      '/do/0/a/with/endpoint/uri This is called by',
    ],
    [called('http', '{ method: get, endpoint: "https://a/{b" }'), 'has a brace without its partner'],
    [called('http', '{ method: get, endpoint: "https://a/b c" }'), 'there is a blank in it'],
    [http('headers: { a: 1 }'), '/headers/a This must be a text, but is a number. Write it in quotes.'],
    [http('output: body'), 'This must be one of "raw", "content", "response", but is "body".'],
    [called('openapi', '{ document: { endpoint: "https://a" } }'), '"operationId" is missing.'],
    [
      called('asyncapi', '{ document: { endpoint: "https://a" }, operation: b }'),
      'One of "message" and "subscription"',
    ],
    [
      called(
        'asyncapi',
        '{ document: { endpoint: "https://a" }, channel: b, subscription: { consume: {} } }',
      ),
      'It takes one of "amount", "while" and "until" to end the subscription; none is here.',
    ],
    [
      called(
        'asyncapi',
        '{ document: { endpoint: "https://a" }, channel: b, subscription: { consume: { until: .a } } }',
      ),
      'Write this expression as "${ .a }".',
    ],
    [
      called(
        'grpc',
        '{ proto: { endpoint: "file://a" }, service: { name: b, host: "http://c" }, method: d }',
      ),
      'a host is a name or an address without a scheme',
    ],
    [
      called('mcp', '{ method: tools/cal, transport: { stdio: { command: a } } }'),
      'Did you mean "tools/call"?',
    ],
    [called('mcp', '{ method: tools/list, transport: {} }'), 'One of "http", "stdio" is missing.'],
    [called('a2a', '{ method: message/send }'), 'Whom to call is missing: give "agentCard" or "server".'],
  ])('%j', oneProblem);
});

describe('what is used by name', () => {
  const use =
    'use: { retries: { gently: {} }, errors: { missing: { type: "https://a", status: 404 } }, secrets: [key] }\n';
  const http = (authentication: string) =>
    called('http', `{ method: get, endpoint: { uri: "https://a", authentication: ${authentication} } }`);

  test.each([
    [caught('{ retry: gentle }'), 'There is no "gentle" under "use.retries". Did you mean "gently"?'],
    [
      task('{ raise: { error: mising } }'),
      'There is no "mising" under "use.errors". Did you mean "missing"?',
    ],
    [http('{ use: none }'), 'There is no "none" under "use.authentications". There is nothing under'],
    [http('{ basic: { use: kye } }'), 'There is no "kye" under "use.secrets". Did you mean "key"?'],
    [http('petStore'), 'This must be an object with a policy, but is a text.'],
    [http('{ basic: { username: a } }'), '"password" is missing.'],
    [http('{ oauth2: { authority: a, grant: password } }'), 'This is no address'],
    [http('{ basic: { use: key }, bearer: { token: a } }'), 'There can be only one of'],
  ])('%j', (text, message) => {
    oneProblem(use + text, message);
  });

  test('what is declared is checked whether it is used or not', () => {
    const text = [
      'use:',
      '  functions:',
      '    http: { set: { a: 1 } }',
      '    go: { set: { a: 1 }, then: away }',
      '    round: { do: [{ a: { call: again } }] }',
      '    again: { call: round }',
      '  retries: { a: { backoff: { linear: {}, constant: {} } } }',
      '  timeouts: { a: {} }',
      '  errors: { a: { status: 404 } }',
      '  secrets: [1]',
      '  authentications: { a: { basc: {} } }',
      '  catalogs: { a: {} }',
      '  extensions: [{ a: { extend: cal, before: [] } }, { b: { extend: all } }]',
      '  function: {}',
      'do: []',
    ].join('\n');
    expect(problemsIn(text)).toEqual([
      starting('4:5 /use/functions/http "http" is a function of the language.'),
      starting('5:32 /use/functions/go/then "away" cannot be reached from here'),
      starting('7:20 /use/functions/again/call A function cannot call itself: round → again → round.'),
      starting('8:19 /use/retries/a/backoff There can be only one of'),
      starting('9:15 /use/timeouts/a "after" is missing.'),
      starting('10:13 /use/errors/a "type" is missing.'),
      starting('11:13 /use/secrets/0 This must be a text'),
      starting('12:22 /use/authentications/a One of "basic"'),
      starting('12:27 /use/authentications/a/basc Unknown property "basc". Did you mean "basic"?'),
      starting('13:15 /use/catalogs/a "endpoint" is missing.'),
      starting('14:31 /use/extensions/0/a/extend This must be one of "all", "call"'),
      starting('14:54 /use/extensions/1/b This extension does nothing.'),
      starting('15:3 /use/function Unknown property "function". Did you mean "functions"?'),
    ]);
  });
});

describe('schemas', () => {
  test.each([
    ['{}', '"document" is missing, or "resource" with the address of the schema.'],
    ['{ format: avro, document: {} }', '"avro" is not right: schemas are written in JSON Schema'],
    ['{ document: 5 }', 'This must be a JSON Schema, but is a number.'],
    ['{ document: { type: strng } }', '/input/schema/document/type This means nothing in a schema: "type"'],
    ['{ document: { properties: { a: string } } }', '/document/properties/a This must be a schema'],
    ['{ document: { $ref: "#/$defs/a" } }', '/document/$ref "#/$defs/a" leads nowhere.'],
  ])('%s', (given, message) => {
    oneProblem(`input: { schema: ${given} }\ndo: []`, message);
  });
});

test('loose evaluation and other languages of expressions are refused', () => {
  oneProblem('evaluate: { mode: loose }\ndo: []', '/evaluate/mode Loose evaluation is not offered');
  oneProblem('evaluate: { language: js }\ndo: []', '/evaluate/language This must be one of "jq"');
});
