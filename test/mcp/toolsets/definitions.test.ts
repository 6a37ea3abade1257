import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Callable } from '../../../core/ports.ts';
import { toolSchema } from '../../../mcp-servers/toolsets/content.ts';
import { plainText } from '../../../mcp-servers/toolsets/plain-text.ts';
import { planArguments } from '../../../mcp-servers/toolsets/tool-arguments.ts';
import { defineTool, type ToolDefinition } from '../../../mcp-servers/toolsets/tool-definition.ts';

/** What a model sees of an operation. */
const callable: Callable = {
  ...{
    name: 'shop.order',
    origin: 'openapi',
    group: 'shop',
    tags: [],
    permission: 'operations.call',
    stamp: '1',
  },
  title: 'Place an order',
  description: '<p>Place an order. It is sent the same day.</p>',
  input: {
    type: 'object',
    required: ['item', 'who'],
    properties: { item: { $ref: '#/$defs/Item' }, who: { type: 'string' }, note: { type: 'string' } },
    anyOf: [{ required: ['who'] }, { required: ['note'] }],
    additionalProperties: false,
  },
  output: { type: 'array', items: { $ref: '#/$defs/Item' } },
  definitions: {
    Item: { type: 'object', properties: { id: { type: 'integer' }, of: { $ref: '#/$defs/Item' } } },
    Other: { type: 'string' },
  },
  hints: { readOnly: false, idempotent: true, destructive: false, sensitive: [] },
};

const define = (spec: object, own: Partial<Callable> = {}, outputs = true): ToolDefinition => {
  const tool = toolSchema.parse({ name: 'order', operation: 'shop.order', ...spec });
  const made = { ...callable, ...own };
  return defineTool({ spec: tool, callable: made, planned: planArguments(tool, made), outputs });
};

const check = (schema: object) => new Ajv2020({ strict: false }).compile(schema);

test('a tool says what it does once, what it takes whole, and how careful one has to be', () => {
  const tool = define({});
  expect(tool).toMatchObject({
    ...{ name: 'order', title: 'Place an order', description: 'Place an order. It is sent the same day.' },
    annotations: { destructiveHint: false, idempotentHint: true },
  });
  expect(JSON.stringify(tool)).not.toContain('Other');
  const fits = check(tool.inputSchema);
  expect(fits({ item: { id: 1, of: { id: 2 } }, who: 'ada' })).toBe(true);
  expect(fits({ item: { id: 'x' }, who: 'ada' })).toBe(false);
});

test('what an answer looks like is told, and no answer is refused for it', () => {
  const { outputSchema = {} } = define({});
  expect(JSON.stringify(outputSchema)).toContain('"integer"');
  for (const answer of [{ result: [{ id: 1 }] }, { result: 'nothing of the kind' }, {}])
    expect(check(outputSchema)(answer)).toBe(true);
  expect(define({ output: '.[0]' }).outputSchema).toBeUndefined();
  expect(define({}, {}, false).outputSchema).toBeUndefined();
  expect(define({}, { output: undefined }).outputSchema).toBeUndefined();
});

test('settled arguments leave the schema with all that speaks of them', () => {
  const tool = define({
    description: 'In our words.',
    arguments: {
      who: { fixed: { value: 'ada' } },
      item: { rename: 'thing', description: 'What.' },
      note: { default: '-' },
    },
    annotations: { destructiveHint: true },
  });
  expect(tool).toMatchObject({ description: 'In our words.', annotations: { destructiveHint: true } });
  expect(tool.inputSchema).toMatchObject({ required: ['thing'], additionalProperties: false });
  expect(Object.keys(tool.inputSchema['properties'] as object)).toEqual(['thing', 'note']);
  expect(tool.inputSchema['anyOf']).toBeUndefined();
  expect(check(tool.inputSchema)({ thing: { id: 1 } })).toBe(true);
});

test("another server's tool goes on as that server says it", () => {
  const input = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: { a: { 'x-mcp-header': 'A' } },
  };
  const meta = { annotations: { title: 'Theirs', readOnlyHint: true }, icons: [{ src: 'data:,' }] };
  const own = {
    origin: 'mcp',
    input,
    meta,
    title: 'order',
    description: 'As <b>they</b> say.',
    output: { type: 'object' },
  } as const;
  expect(define({}, own)).toEqual({
    ...{
      name: 'order',
      description: 'As <b>they</b> say.',
      inputSchema: input,
      outputSchema: { type: 'object' },
      ...meta,
    },
  });
});

test('texts of others hold nothing that only a model would read', () => {
  const hidden =
    'A\u0000 lamp\u202e.\u200b <p>Bright <a href="x">light</a>.</p>\u{E0041}\n\n\n<ul><li>one</li></ul>';
  expect(plainText(hidden, 200)).toBe('A lamp. Bright light.\n\n- one');
  expect(plainText('x'.repeat(500), 100)).toHaveLength(100);
});
