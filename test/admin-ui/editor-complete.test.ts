import { expect, test } from '@jest/globals';
import { complete, type Known } from '../../admin-ui/src/editor/yaml/complete.ts';
import { placeInText } from '../../admin-ui/src/editor/yaml/place-in-text.ts';
import { verifies } from '../setup/verifies.ts';

/** The text up to `|`, where the cursor stands. */
const at = (marked: string): [text: string, offset: number] => [marked.replace('|', ''), marked.indexOf('|')];

const known: Known = {
  names: (of) =>
    ({
      callable: [{ name: 'crm.createContact', about: 'Creates a contact' }, { name: 'mail.send' }],
      step: [{ name: 'ask' }, { name: 'answer' }],
      connection: [{ name: 'sales' }],
      secret: [{ name: 'crmToken' }],
      flow: [{ name: 'hand-off' }],
    })[of],
};
const labels = (marked: string): string[] =>
  complete(...at(marked), known)?.options.map(({ label }) => label) ?? [];

const flow = (rest: string): string => `document:\n  dsl: '1.0.3'\n  name: a\ndo:\n${rest}`;

test('the place is found by indentation, whatever the style of the list', () => {
  expect(placeInText(...at(flow('  - ask:\n      call: http\n      with:\n        me|')))).toMatchObject({
    path: ['do', '[]', 'ask', 'with'],
    field: null,
    called: 'http',
  });
  expect(placeInText(...at(flow('- ask:\n    call: http\n    with:\n      method: p|')))).toMatchObject({
    path: ['do', '[]', 'ask', 'with'],
    field: 'method',
    called: 'http',
  });
  expect(placeInText(...at(flow('- all:\n    do:\n    - ask:\n        |')))).toMatchObject({
    path: ['do', '[]', 'all', 'do', '[]', 'ask'],
  });
  expect(placeInText(...at(flow('- route:\n    switch:\n    - vip: \n        then: a|')))).toMatchObject({
    path: ['do', '[]', 'route', 'switch', '[]', 'vip'],
    field: 'then',
  });
  expect(placeInText(...at(flow('- |')))).toMatchObject({ path: ['do', '[]'] });
  expect(placeInText(...at('|'))).toMatchObject({ path: [], field: null });
});

verifies('editor.complete', 'what is offered fits where it is typed', () => {
  expect(labels('doc|')).toEqual(expect.arrayContaining(['document', 'do', 'schedule', 'use']));
  // What is there already is not offered again.
  expect(labels(flow('  - ask:\n      call: http\n|'))).not.toContain('document');
  expect(labels(flow('- ask:\n    c|'))).toEqual(expect.arrayContaining(['call', 'switch', 'then', 'input']));
  expect(labels(flow('- ask:\n    call: |'))).toEqual(
    expect.arrayContaining(['http', 'grpc', 'crm.createContact', 'mail.send']),
  );
  expect(labels(flow('- ask:\n    with:\n      m|\n    call: http\n'))).toContain('method');
  expect(labels(flow('- ask:\n    call: http\n    with:\n      method: |'))).toContain('patch');
  expect(labels(flow('- ask:\n    call: http\n    with:\n      endpoint:\n        |'))).toEqual([
    'uri',
    'authentication',
  ]);
  expect(labels(flow('- ask:\n    set: {}\n    then: |'))).toEqual([
    'continue',
    'exit',
    'end',
    'ask',
    'answer',
  ]);
  expect(labels(flow('- a:\n    switch:\n      - vip:\n          |'))).toEqual(['when', 'then']);
  expect(
    labels(flow('- a:\n    try:\n      - b:\n          set: {}\n    catch:\n      retry:\n        |')),
  ).toEqual(expect.arrayContaining(['delay', 'backoff', 'limit', 'jitter']));
  expect(labels(flow('- a:\n    call: crm.createContact\n    metadata:\n      connection: |'))).toEqual([
    'sales',
  ]);
  expect(labels('use:\n  secrets:\n    - |')).toEqual([]);
  expect(labels('document:\n  metadata:\n    mode: |')).toEqual(['durable', 'fast']);
});

test('nothing is offered where nobody knows what comes: in expressions, texts, comments, names', () => {
  for (const text of [
    flow("- a:\n    if: '${ .|"),
    flow('- a:\n    # c|'),
    flow('- |'),
    flow('- a:\n    run:\n      script:\n        code: |\n          retu|').replace('code: |', 'code: >'),
    flow('- a: { c|'),
    flow('- a:\n    set:\n      x|'),
  ])
    expect([text, labels(text)]).toEqual([text, []]);
});

test('a text of many lines takes no time to speak of', () => {
  const many = Array.from({ length: 5_000 }, (_, step) => `- s${step}:\n    set:\n      a: 1\n`).join('');
  expect(labels(flow(`${many}- last:\n    c|`))).toContain('call');
});
