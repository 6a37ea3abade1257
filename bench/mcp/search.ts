import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { importDocument } from '../../connectors/openapi/import-document.ts';
import type { ConnectorPlan } from '../../core/connector.ts';
import { openIndex } from '../../mcp-servers/search/open-index.ts';
import type { SearchedTool } from '../../mcp-servers/search/searched-tool.ts';
import { githubDocument, openapiDirectory } from '../connectors/documents.ts';
import { plainBm25 } from './plain-bm25.ts';

/**
 * Does the search find the tools that a task takes? RestBench: tasks in people's words, with the calls that solve each.
 * `RESTBENCH=<folder>` has tmdb.json, spotify.json, tmdb_oas.json and spotify_oas.json of github.com/Yifan-Song793/RestGPT
 * (datasets/ and specs/). Tasks at even places were tuned on, those at odd places were not.
 */

interface Task {
  readonly query: string;
  readonly solution: readonly string[];
}

type Search = (query: string, limit: number) => readonly number[];

const toolsOf = (plan: ConnectorPlan, group: string): SearchedTool[] =>
  plan.operations.map((operation) => ({
    name: `${group}.${operation.name}`,
    title: operation.summary,
    description: operation.description,
    tags: operation.tags,
    group,
    hints: operation.hints,
    route: { method: operation.method, path: operation.path },
    input: operation.input,
    output: operation.output,
    definitions: plan.definitions,
  }));

const planOf = (file: string): ConnectorPlan => importDocument(JSON.parse(readFileSync(file, 'utf8')));

const bare = (call: string): string => call.trim().replace(/\{[^}]*\}/g, '{}');

const recall = (found: readonly string[], gold: ReadonlySet<string>, most: number): number =>
  [...gold].filter((call) => found.slice(0, most).includes(call)).length / gold.size;

const percent = (value: number): string => (100 * value).toFixed(1).padStart(5);

const evaluate = (folder: string, name: string): void => {
  const tools = toolsOf(planOf(join(folder, `${name}_oas.json`)), name);
  const calls = tools.map(({ route }) => bare(`${route?.method.toUpperCase() ?? ''} ${route?.path ?? ''}`));
  const tasks = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Task[];
  const index = openIndex(tools);
  const searches: Record<string, Search> = {
    'plain BM25': plainBm25(tools),
    ours: (query, limit) => index.search(query, { limit }).map(({ at }) => at),
  };
  for (const [label, search] of Object.entries(searches)) {
    const rows = tasks.map(({ query, solution }, at) => {
      const gold = new Set(solution.map(bare));
      const found = search(query, 10).map((place) => calls[place] ?? '');
      if (process.env['SHOW'] === `${name}` && label === 'ours' && at % 2 === 0 && recall(found, gold, 5) < 1)
        console.log(`${query}\n   gold ${[...gold].join(' | ')}\n   found ${found.slice(0, 7).join(' | ')}`);
      return {
        half: at % 2,
        at3: recall(found, gold, 3),
        at5: recall(found, gold, 5),
        at10: recall(found, gold, 10),
      };
    });
    const mean = (some: typeof rows, which: 'at3' | 'at5' | 'at10'): number =>
      some.reduce((sum, row) => sum + row[which], 0) / some.length;
    const halves = [rows, rows.filter(({ half }) => half === 0), rows.filter(({ half }) => half === 1)];
    console.log(
      `${name.padEnd(8)} ${label.padEnd(11)} ${halves.map((half) => percent(mean(half, 'at5'))).join('   ')}     ${percent(mean(rows, 'at3'))}  ${percent(mean(rows, 'at10'))}`,
    );
  }
};

const folder = process.env['RESTBENCH'];
if (folder === undefined) console.log('RESTBENCH names no folder: no recall.');
else {
  console.log('set      search      recall@5: all, tuned on, held out   recall@3, @10');
  for (const name of ['tmdb', 'spotify']) evaluate(folder, name);
}

const queries = [
  'create a customer',
  'list the open issues of a repository',
  'refund a payment and send the receipt by email',
  'cancle subscription',
  'who reviewed the pull request of the latest release of our main repository',
];

const time = (label: string, tools: readonly SearchedTool[]): void => {
  const began = performance.now();
  const index = openIndex(tools);
  const built = performance.now() - began;
  index.search('warm up the index with a mistyypd word', { limit: 10 });
  const times: number[] = [];
  for (let round = 0; round < 40; round++)
    for (const query of queries) {
      const start = performance.now();
      index.search(query, { limit: 10 });
      times.push(performance.now() - start);
    }
  times.sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(2);
  console.log(
    `${label.padEnd(9)} ${String(tools.length).padStart(6)} tools  build ${built.toFixed(0).padStart(5)} ms  query p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`,
  );
};

if (process.env['RECALL_ONLY'] === undefined) {
  const github = toolsOf(planOf(githubDocument()), 'github');
  const stripe = toolsOf(planOf(join(openapiDirectory(), 'stripe.com.json')), 'stripe');
  const graph = toolsOf(planOf(join(openapiDirectory(), 'microsoft.com', 'graph.json')), 'graph');
  const many = [...github, ...stripe, ...graph];
  time('github', github);
  time('5,000', many.slice(0, 5_000));
  const all = Array.from({ length: Math.ceil(20_000 / many.length) }, () => many).flat();
  time('20,000', all.slice(0, 20_000));
  console.log(`load ${loadavg()[0]?.toFixed(1) ?? ''}`);
}
