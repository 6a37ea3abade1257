import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { planDocument } from '../../connectors/openapi/plan-document.ts';
import type { Callable } from '../../core/ports.ts';
import { toolSchema, contentSchema } from '../../mcp-servers/toolsets/content.ts';
import { liveTool } from '../../mcp-servers/toolsets/live-tool.ts';
import { listedFor, textOf } from '../../mcp-servers/toolsets/listed-tools.ts';
import { pinHash } from '../../mcp-servers/toolsets/pin.ts';
import { githubDocument, openapiDirectory } from '../connectors/documents.ts';

/** All operations of large APIs as one toolset: how long the list is, and what it takes to make it and to hand it out. */
const documents = {
  stripe: join(openapiDirectory(), 'stripe.com.json'),
  github: githubDocument(),
  'ms graph': join(openapiDirectory(), 'microsoft.com', 'graph.json'),
};
const warmRounds = 20;

console.log('document  tools  list MB (without outputs)  first ms  warm ms  pins ms  load');
for (const [name, file] of Object.entries(documents)) {
  const callables = callablesOf(name, file);
  const before = performance.now();
  const pins = callables.map((callable) => pinHash(callable));
  const pinsMs = performance.now() - before;
  const first = performance.now();
  const list = listOf(callables, true);
  const bytes = Buffer.byteLength(textOf(await list().items()));
  const firstMs = performance.now() - first;
  const warm: number[] = [];
  for (let round = 0; round < warmRounds; round++) {
    const began = performance.now();
    Buffer.from(textOf(await list().items()));
    warm.push(performance.now() - began);
  }
  warm.sort((one, other) => one - other);
  const lean = Buffer.byteLength(textOf(await listOf(callables, false)().items()));
  console.log(
    `${name.padEnd(9)} ${String(pins.length).padEnd(6)} ${`${mb(bytes)} (${mb(lean)})`.padEnd(26)} ${firstMs.toFixed(0).padEnd(9)} ` +
      `${(warm[warmRounds / 2] ?? 0).toFixed(1).padEnd(8)} ${pinsMs.toFixed(0).padEnd(8)} ${loadavg()[0]?.toFixed(1) ?? ''}`,
  );
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(2);
}

function listOf(callables: readonly Callable[], outputs: boolean) {
  const specs = callables.map(({ name }) =>
    toolSchema.parse({ name: name.slice(name.indexOf('.') + 1), operation: name }),
  );
  const tools = callables.map((callable, at) => {
    const spec = specs[at] ?? toolSchema.parse({});
    return liveTool({ spec, callable, pinned: undefined, outputs });
  });
  const toolset = {
    ...{ name: 'bench', title: '', number: 1, version: '1', tools, searchAbove: Number.POSITIVE_INFINITY },
    content: contentSchema.parse({ outputs }),
    byName: new Map(tools.map((tool) => [tool.spec.name, tool])),
    listed: {},
  };
  return () => listedFor(toolset, () => true);
}

function callablesOf(group: string, file: string): Callable[] {
  const url = 'https://api.example.com/openapi.json';
  const { operations, definitions } = planDocument({ document: { text: readFileSync(file) }, url });
  return operations.map((plan) => ({
    ...{
      name: `${group}.${plan.name}`,
      origin: 'openapi',
      group,
      title: plan.summary,
      description: plan.description,
    },
    ...{ tags: plan.tags, input: plan.input, output: plan.output, definitions, stamp: '1' },
    hints: { ...plan.hints, sensitive: plan.hints.sensitive.output },
    permission: 'operations.call',
  }));
}
