// slow: starts a hub
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { parse } from 'yaml';
import { readFeature, type Scenario } from '../setup/gherkin.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { startPetstore, type Petstore } from '../setup/petstore.ts';
import { verifies } from '../setup/verifies.ts';

/** The conformance kit of the Serverless Workflow DSL, with the servers that it calls on loopback. */
const folder = join(import.meta.dirname, '../fixtures/serverless-workflow/ctk');
const scenarios = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.feature'))
  .flatMap((file) => readFeature(readFileSync(join(folder, file), 'utf8')));

let hub: TestHub;
let petstore: Petstore;

beforeAll(async () => {
  petstore = await startPetstore();
  hub = await startTestHub({ HUB_EGRESS_ALLOW: new URL(petstore.url).host });
});
afterAll(async () => {
  await hub?.stop();
  await petstore?.stop();
});

interface Answer {
  readonly run: string;
  readonly status: string;
  readonly output?: unknown;
  readonly error?: Record<string, unknown>;
}

verifies('flows.conformance', 'the kit has its 21 scenarios', () => {
  expect(scenarios).toHaveLength(21);
});

describe.each(scenarios)('$feature: $name', (scenario: Scenario) => {
  verifies('flows.conformance', 'conforms', async () => {
    let name = '';
    let input: unknown = {};
    let answer: Answer = { run: '', status: '' };
    for (const { text, block } of scenario.steps) {
      if (text === 'a workflow with definition:') name = await publish(block);
      else if (text === 'given the workflow input is:') input = parse(block) as unknown;
      else if (text === 'the workflow is executed') {
        const { json, status } = await hub.request('POST', `/api/flows/${name}/run`, { body: { input } });
        expect({ status, json }).toMatchObject({ status: 200 });
        answer = json as Answer;
      } else await check(text, block, answer);
    }
  });
});

let count = 0;

const publish = async (block: string): Promise<string> => {
  // Names repeat in the kit, and versions of one flow are not what it is about.
  count += 1;
  const name = `kit-${count}`;
  const text = block
    .replace(/^( *name: ).*$/m, `$1${name}`)
    .replaceAll('https://petstore.swagger.io', petstore.url)
    .replaceAll('https://httpbin.org', petstore.url);
  const saved = await hub.request('POST', '/api/flows', { body: { text } });
  expect({ status: saved.status, json: saved.json }).toMatchObject({ json: { problems: [] } });
  const published = await hub.request('POST', `/api/flows/${name}/publish`, { body: {} });
  expect({ status: published.status, json: published.json }).toMatchObject({ status: 200 });
  return name;
};

const check = async (text: string, block: string, answer: Answer): Promise<void> => {
  const output = answer.output as Record<string, unknown>;
  if (text === 'the workflow should complete')
    return void expect(answer).toMatchObject({ status: 'completed' });
  if (text === 'the workflow should complete with output:') {
    return void expect(answer).toMatchObject({ status: 'completed', output: parse(block) as unknown });
  }
  if (text === 'the workflow should fault') return void expect(answer.status).toBe('faulted');
  if (text === 'the workflow should fault with error:') {
    expect(answer.status).toBe('faulted');
    return void expect(answer.error).toMatchObject(parse(block) as object);
  }
  const properties = /^the workflow output should have properties (.+)$/.exec(text)?.[1];
  if (properties !== undefined) {
    for (const path of properties.split(',').map((one) => one.trim().replaceAll("'", ''))) {
      expect(output).toHaveProperty(path.split('.'));
    }
    return;
  }
  const value = /^the workflow output should have a '([^']+)' property with value:$/.exec(text)?.[1];
  if (value !== undefined) return void expect(output).toHaveProperty(value.split('.'), parse(block));
  const items = /^the workflow output should have a '([^']+)' property containing (\d+) items$/.exec(text);
  if (items !== null) return void expect(output[items[1] ?? '']).toHaveLength(Number(items[2]));
  await checkOrder(text, answer.run);
};

const checkOrder = async (text: string, run: string): Promise<void> => {
  const { json } = await hub.request('GET', `/api/runs/${run}/journal`);
  const order = (json as { items: { place: string }[] }).items.map(({ place }) => place.split('/').at(-1));
  const first = /^(\w+) should run first$/.exec(text)?.[1];
  if (first !== undefined) return void expect(order[0]).toBe(first);
  const last = /^(\w+) should run last$/.exec(text)?.[1];
  if (last !== undefined) return void expect(order.at(-1)).toBe(last);
  const after = /^(\w+) should run after (\w+)$/.exec(text);
  if (after === null) throw new Error(`The kit says something that is not known here: "${text}"`);
  expect(order.indexOf(after[1])).toBeGreaterThan(order.indexOf(after[2]));
  expect(order.indexOf(after[2])).toBeGreaterThanOrEqual(0);
};
