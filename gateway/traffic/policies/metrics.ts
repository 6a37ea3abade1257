import { z } from 'zod';
import { onEnd } from '../answers/hooks.ts';
import { oncePerHub } from '../once-per-hub.ts';
import type { PolicyDeps } from '../policy-deps.ts';
import { definePolicy } from '../policy.ts';

/** Each name is a series that is kept for good: what comes after so many of them is counted together. */
const mostNames = 200;

const counted = oncePerHub(({ metrics: registry }: Pick<PolicyDeps, 'metrics'>) => {
  const names = new Set<string>();
  const labels = ['name', 'status'] as const;
  const requests = registry.counter(
    'hub_traffic_named_requests_total',
    'Requests, by the name that a pipeline gives them.',
    labels,
  );
  const times = registry.histogram(
    'hub_traffic_named_request_seconds',
    'How long they took, by the same name.',
    ['name'],
  );
  return {
    known: (name: string): string => {
      if (names.has(name)) return name;
      if (names.size >= mostNames) return 'other';
      names.add(name);
      return name;
    },
    requests,
    times,
  };
});

export const metrics = definePolicy({
  name: 'metrics',
  title: 'Count under a name',
  about: 'Counts requests, and their times, under a name of your own in the metrics of the installation.',
  group: 'watching',
  action: z.strictObject({
    name: z
      .string()
      .regex(
        /^[a-z][a-z0-9_-]{0,39}$/,
        'must be at most 40 small letters, digits, "_" and "-", a letter first',
      )
      .describe('The name, such as orders.'),
  }),
  compile: ({ name: given }, _, deps) => {
    const { known, requests, times } = counted(deps);
    const name = known(given);
    return (exchange) => {
      onEnd(exchange, ({ status, ms }) => {
        requests.add({ name, status: status === 0 ? 'none' : `${Math.floor(status / 100)}xx` });
        times.observe(ms / 1000, { name });
      });
      return undefined;
    };
  },
});
