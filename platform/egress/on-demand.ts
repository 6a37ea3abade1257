import type { Egress } from './egress.ts';

/** The way out, loaded when something first goes out: an idle hub needs none of it. */
export const egressOnDemand = (open: () => Promise<Egress>): Egress => {
  let opened: Promise<Egress> | undefined;
  return {
    request: async (request) => (await (opened ??= open())).request(request),
    connect: async (request) => (await (opened ??= open())).connect(request),
    close: async () => {
      if (opened !== undefined) await (await opened).close();
    },
  };
};
