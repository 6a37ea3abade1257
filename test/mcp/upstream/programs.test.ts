// slow: a server of the protocol's authors is started as a program.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { everythingCommand } from '../../setup/everything-server.ts';
import { startUpstreamWorld, type UpstreamWorld } from '../../setup/upstream-world.ts';

let world: UpstreamWorld;
beforeAll(async () => {
  world = await startUpstreamWorld({ commands: { second: ['/bin/false'], everything: everythingCommand } });
});
afterAll(async () => world.stop());

test('programs that may run are known by their names, and nothing more of them is told', async () => {
  expect(await world.use('mcpServers.programs', {})).toEqual({ programs: ['everything', 'second'] });
});

test('a program is looked at before it is registered, and only one that may run', async () => {
  expect(await world.use('mcpServers.look', { command: 'everything' })).toMatchObject({
    ...{ state: 'healthy', transport: 'stdio' },
  });
  expect(await world.use('mcpServers.look', { command: 'second' })).toMatchObject({ state: 'down' });
  expect(await world.use('mcpServers.look', { command: 'sh' })).toMatchObject({ code: 'not_found' });
  expect(await world.use('mcpServers.look', {})).toMatchObject({ code: 'input_invalid' });
  expect(
    await world.use('mcpServers.look', { command: 'everything', url: 'http://a.example' }),
  ).toMatchObject({ code: 'input_invalid' });
});
