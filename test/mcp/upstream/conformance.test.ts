// slow: runs the official conformance suite through the hub, some seconds for each revision
import { afterAll, beforeAll, expect } from '@jest/globals';
import {
  requiredScenarios,
  runSuite,
  startForwarder,
  type Forwarder,
  type Said,
} from '../../setup/conformance-suite.ts';
import { startTestMcp, type TestMcp } from '../../setup/mcp-endpoint.ts';
import { startFront } from '../../setup/mcp-front.ts';
import { verifies } from '../../setup/verifies.ts';
import { startUpstreamWorld, type UpstreamWorld } from '../../setup/upstream-world.ts';

/** Has all that the suite asks for, in both eras. */
let reference: TestMcp;
/** The client side: the reference registered, and offered whole. */
let world: UpstreamWorld;
const open: TestMcp[] = [];
const forwarders: Forwarder[] = [];
const fronts = new Map<string, Forwarder>();

beforeAll(async () => {
  reference = await startTestMcp();
  world = await startUpstreamWorld();
  const older = await startForwarder(String(reference.urls[0]), { hides: 'newer' });
  const newer = await startForwarder(String(reference.urls[0]), { hides: 'older' });
  forwarders.push(older, newer);
  await serveThrough('both', String(reference.urls[0]));
  await serveThrough('modern', newer.url);
  await serveThrough('legacy', older.url);
});

afterAll(async () => {
  for (const each of [...fronts.values(), ...forwarders]) each.stop();
  for (const each of open) await each.stop();
  await world.stop();
  await reference.stop();
});

/** What a server at this address has, which knows these eras. */
const serveThrough = async (eras: string, url: string): Promise<void> => {
  await world.use('mcpServers.register', { name: eras, url });
  await world.use('connections.create', {
    ...{ connector: eras, name: eras, alternative: { token: [] } },
    secrets: { token: { token: reference.caller() } },
  });
  const era = eras === 'legacy' ? 'legacy' : 'modern';
  expect(await world.use('mcpServers.refresh', { name: eras })).toMatchObject({ state: 'healthy', era });
  const front = await startFront(world, eras);
  open.push(front);
  fronts.set(eras, await startForwarder(String(front.urls[0]), { token: front.caller() }));
};

/** It wants a question under a name of the server's own, and in the older era questions have none. */
const inexpressible: ReadonlySet<string> = new Set(['input-required-result-basic-elicitation']);

const trials = [
  ['both', '2025-11-25', 30],
  ['both', '2026-07-28', 37],
  ['modern', '2025-11-25', 30],
  ['modern', '2026-07-28', 37],
  ['legacy', '2025-11-25', 30],
  ['legacy', '2026-07-28', 37],
] as const;
for (const [era, revision, count] of trials)
  verifies(
    'mcp.upstream.conformance',
    `a server of ${era === 'both' ? 'both eras' : `the ${era} era`} behind the hub passes all scenarios of ${revision} that it passes by itself`,
    async () => {
      const scenarios = await requiredScenarios(revision);
      expect(scenarios).toHaveLength(count);
      const front = fronts.get(era);
      const said: Said = front === undefined ? new Map() : await runSuite(front.url, revision);
      const failed = scenarios.filter(
        (name) => said.get(name)?.passed !== true && !(era === 'legacy' && inexpressible.has(name)),
      );
      expect(failed.map((name) => said.get(name)?.line ?? `${name}: was not run`)).toEqual([]);
    },
  );
