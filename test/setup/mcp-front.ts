import { startTestMcp, type TestMcp } from './mcp-endpoint.ts';
import type { UpstreamWorld } from './upstream-world.ts';

/** The hub with nothing of its own: a registered server offered whole, to callers of whatever era. */
export const startFront = (world: UpstreamWorld, server: string): Promise<TestMcp> => {
  const { offers } = world.upstream;
  return startTestMcp({
    deps: {
      offers: {
        find: (caller) => offers.find({ ...caller, spaceId: world.spaceId }, server),
        watch: (_spaceId, _toolset, heard) => offers.watch(world.spaceId, server, heard),
      },
    },
  });
};
