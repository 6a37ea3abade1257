import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { importDocument } from '../../connectors/openapi/import-document.ts';
import type { Callable } from '../../core/ports.ts';
import { planArguments } from '../../mcp-servers/toolsets/tool-arguments.ts';
import { defineTool } from '../../mcp-servers/toolsets/tool-definition.ts';
import { tokensOf } from '../../mcp-servers/toolsets/tokens.ts';
import { toolSchema } from '../../mcp-servers/toolsets/content.ts';
import { githubDocument, openapiDirectory } from '../connectors/documents.ts';

/** A whole document as a list of tools: how large it is, and how long making it takes, once for a version. */
const documents = {
  stripe: join(openapiDirectory(), 'stripe.com.json'),
  github: githubDocument(),
};

const callablesOf = (file: string): Callable[] => {
  const { operations, definitions } = importDocument(JSON.parse(readFileSync(file, 'utf8')));
  return operations.map(({ name, summary, description, tags, input, output, hints }) => ({
    ...{ name, origin: 'openapi', group: 'api', title: summary, description, tags, input, output },
    ...{ definitions, hints: { ...hints, sensitive: [] }, permission: 'operations.call', stamp: '1' },
  }));
};

console.log('document  tools  MB    tokens   ms cold, warm  load');
for (const [label, file] of Object.entries(documents)) {
  const callables = callablesOf(file);
  const list = (): string =>
    JSON.stringify(
      callables.map((callable) => {
        const spec = toolSchema.parse({ name: callable.name.slice(0, 64), operation: callable.name });
        return defineTool({ spec, callable, planned: planArguments(spec, callable), outputs: true });
      }),
    );
  const times: number[] = [];
  let text = '';
  for (let run = 0; run < 5; run++) {
    const began = performance.now();
    text = list();
    times.push(performance.now() - began);
  }
  const mb = (Buffer.byteLength(text) / 1e6).toFixed(2);
  const [cold = 0] = times;
  const warm = Math.min(...times);
  console.log(
    `${label.padEnd(9)} ${String(callables.length).padEnd(6)} ${mb.padEnd(5)} ${String(tokensOf(text)).padEnd(8)} ${`${cold.toFixed(0)}, ${warm.toFixed(0)}`.padEnd(14)} ${loadavg()[0]?.toFixed(1) ?? ''}`,
  );
}
