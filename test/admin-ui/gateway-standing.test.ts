import { expect, test } from '@jest/globals';
import type { TrafficStatus } from '../../admin-ui/src/api/shapes.ts';
import { targetsOf } from '../../admin-ui/src/gateway/service-pages/target-standing.ts';
import type { RunningService } from '../../gateway/traffic/upstream/running-service.ts';
import { eventually } from '../setup/eventually.ts';
import { exchangeOf } from '../setup/traffic-exchange.ts';
import { bad, good, send, trialServices } from '../setup/traffic-services.ts';
import { verifies } from '../setup/verifies.ts';

/** As `traffic.status` answers. */
const statusOf = (service: RunningService): TrafficStatus => ({
  ...{ urls: [], problem: null, broken: [] },
  services: [service.state()].map(({ name, version, waiting, targets }) => ({
    ...{ name, version, waiting },
    targets: JSON.parse(JSON.stringify(targets)) as Record<string, unknown>[],
  })),
});
const shown = (service: RunningService): readonly string[] =>
  targetsOf(statusOf(service), 'orders').map(({ standing }) => standing);

const url = 'http://10.0.0.1:8080';

verifies('gateway.traffic.health', 'nobody is told that an address is up which nobody asks', () => {
  const service = trialServices().serviceOf({ url });
  expect(shown(service)).toEqual(['unchecked']);
  send(service, exchangeOf());
  expect(shown(service)).toEqual(['unchecked']);
  send(service, exchangeOf(), bad);
  expect(shown(service)).toEqual(['failed']);
  // Who went by himself says nothing of the address.
  send(service, exchangeOf(), { status: null, failure: 'gone', ms: 0 });
  expect(shown(service)).toEqual(['failed']);
  send(service, exchangeOf(), good);
  expect(shown(service)).toEqual(['unchecked']);
});

test('what else is known of an address comes first', () => {
  const breaker = { minRequests: 2, openMs: 5_000 };
  const { clock, serviceOf } = trialServices();
  const service = serviceOf({ url, breaker });
  for (let at = 0; at < 2; at++) send(service, exchangeOf(), bad);
  expect(shown(service)).toEqual(['open']);
  clock.move(5_000);
  expect(shown(service)).toEqual(['half-open']);
  const urls = [{ url, weight: 0 }, 'http://10.0.0.2:8080'];
  expect(shown(serviceOf({ urls }, 'orders', 2))).toEqual(['drained', 'unchecked']);
});

verifies(
  'gateway.traffic.health',
  'an address is up from its first answer to a check on, and no longer',
  async () => {
    const health = { path: '/health', intervalMs: 10, timeoutMs: 1_000, healthyAfter: 1, unhealthyAfter: 1 };
    const answers: (() => void)[] = [];
    const { services } = trialServices({
      probe: () => new Promise((resolve) => answers.push(() => resolve(200))),
    });
    const document = { url, health };
    const service = services.serviceFor({ spaceId: 'spc_1', name: 'orders', version: 1, document });
    expect(shown(service)).toEqual(['unchecked']);
    send(service, exchangeOf(), bad);
    await eventually(() => answers.length === 1);
    expect(shown(service)).toEqual(['failed']);
    for (const answer of answers.splice(0)) answer();
    await eventually(() => shown(service)[0] === 'up');
    await services.stop();
    expect(shown(service)).toEqual(['failed']);
  },
);
