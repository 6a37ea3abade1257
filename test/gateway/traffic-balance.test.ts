import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Consumer } from '../../gateway/traffic/exchange.ts';
import { exchangeOf } from '../setup/traffic-exchange.ts';
import { addresses, bad, counts, pickNow, send, trialServices } from '../setup/traffic-services.ts';
import { verifies } from '../setup/verifies.ts';

const consumer = (id: string): Consumer => ({
  ...{ id, name: id, scopes: new Set<string>(), credentialId: 'crd_1', metadata: {} },
});
const times = <Item>(count: number, make: (at: number) => Item): Item[] =>
  Array.from({ length: count }, (_, at) => make(at));

verifies('gateway.traffic.balance', 'addresses take turns, whatever their number', () => {
  const { serviceOf } = trialServices();
  const exchange = exchangeOf();
  for (const count of [1, 2, 3, 7, 100]) {
    const service = serviceOf({ urls: addresses(count) }, `of-${count}`);
    const seen = counts(times(count * 30, () => send(service, exchange)));
    expect(Object.values(seen)).toEqual(times(count, () => 30));
  }
});

verifies(
  'gateway.traffic.balance',
  'weights are kept exactly, and the heavy ones do not come in a row',
  () => {
    const { serviceOf } = trialServices();
    const [a = '', b = '', c = ''] = addresses(3);
    const service = serviceOf({
      urls: [
        { url: a, weight: 5 },
        { url: b, weight: 1 },
        { url: c, weight: 1 },
      ],
    });
    const exchange = exchangeOf();
    const names = new Map([
      [a, 'a'],
      [b, 'b'],
      [c, 'c'],
    ]);
    expect(times(7, () => names.get(send(service, exchange))).join('')).toBe('aabacaa');
    expect(counts(times(7_000, () => send(service, exchange)))).toEqual({
      [a]: 5_000,
      [b]: 1_000,
      [c]: 1_000,
    });
  },
);

verifies('gateway.traffic.balance', 'any weights give any address its share', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 8 }), (weights) => {
      const total = weights.reduce((all, weight) => all + weight, 0);
      fc.pre(total > 0);
      const { serviceOf } = trialServices();
      const urls = addresses(weights.length).map((url, at) => ({ url, weight: weights[at] }));
      const service = serviceOf({ urls });
      const exchange = exchangeOf();
      const seen = counts(times(total * 5, () => send(service, exchange)));
      for (const { url, weight = 0 } of urls) expect(seen[url] ?? 0).toBe(weight * 5);
    }),
    { numRuns: 50 },
  );
});

verifies('gateway.traffic.balance', 'a canary of weight 1 in 100 gets one request in 100', () => {
  const { serviceOf } = trialServices();
  const [stable = '', canary = ''] = addresses(2);
  const service = serviceOf({
    urls: [
      { url: stable, weight: 99 },
      { url: canary, weight: 1 },
    ],
  });
  const exchange = exchangeOf();
  expect(counts(times(10_000, () => send(service, exchange)))).toEqual({ [stable]: 9_900, [canary]: 100 });
});

verifies('gateway.traffic.balance', 'the least busy address is taken, by its weight', () => {
  const { serviceOf } = trialServices();
  const [a = '', b = ''] = addresses(2);
  const service = serviceOf({
    urls: [
      { url: a, weight: 3 },
      { url: b, weight: 1 },
    ],
    balance: 'least-busy',
  });
  const exchange = exchangeOf();
  // None of them ends: they pile up as the weights say.
  const open = times(80, () => {
    const picked = pickNow(service, exchange);
    picked.began();
    return picked;
  });
  expect(counts(open.map(({ target }) => target.origin))).toEqual({ [a]: 60, [b]: 20 });
  for (const one of open) if (one.target.origin === a) one.ended({ status: 200, failure: null, ms: 1 });
  expect(pickNow(service, exchange).target.origin).toBe(a);
});

test('among equally busy addresses the turns go round', () => {
  const { serviceOf } = trialServices();
  const service = serviceOf({ urls: addresses(4), balance: 'least-busy' });
  const exchange = exchangeOf();
  expect(Object.values(counts(times(400, () => send(service, exchange))))).toEqual([100, 100, 100, 100]);
});

verifies(
  'gateway.traffic.sticky',
  'one consumer always gets to one address, and all consumers spread',
  () => {
    const { serviceOf } = trialServices();
    const service = serviceOf({ urls: addresses(4), balance: 'sticky' });
    const where = times(4_000, (at) => {
      const exchange = exchangeOf();
      exchange.consumer = consumer(`csm_${at}`);
      const first = send(service, exchange);
      expect(send(service, exchange)).toBe(first);
      return first;
    });
    for (const count of Object.values(counts(where))) {
      expect(count).toBeGreaterThan(850);
      expect(count).toBeLessThan(1_150);
    }
  },
);

verifies(
  'gateway.traffic.sticky',
  'an address that comes or goes moves only those that it gets or had, in every process alike',
  () => {
    const exchanges = times(1_000, (at) =>
      exchangeOf({ client: `192.0.2.${at % 256}`, headers: { key: `k${at}` } }),
    );
    const balance = { sticky: { by: 'header', name: 'Key' } };
    const four = trialServices().serviceOf({ urls: addresses(4), balance });
    const other = trialServices().serviceOf({ urls: addresses(4).toReversed(), balance });
    const five = trialServices().serviceOf({ urls: addresses(5), balance });
    let moved = 0;
    for (const exchange of exchanges) {
      const before = send(four, exchange);
      expect(send(other, exchange)).toBe(before);
      const after = send(five, exchange);
      if (after === before) continue;
      moved += 1;
      expect(after).toBe(addresses(5)[4]);
    }
    expect(moved).toBeGreaterThan(120);
    expect(moved).toBeLessThan(290);
  },
);

verifies('gateway.traffic.sticky', 'it goes by weight, by address of the client, cookie or header', () => {
  const { serviceOf } = trialServices();
  const [a = '', b = ''] = addresses(2);
  const urls = [
    { url: a, weight: 9 },
    { url: b, weight: 1 },
  ];
  const byIp = serviceOf({ urls, balance: { sticky: { by: 'ip' } } }, 'ip');
  const seen = counts(
    times(5_000, (at) => send(byIp, exchangeOf({ client: `10.${at >> 8}.${at & 255}.7` }))),
  );
  expect(seen[b]).toBeGreaterThan(400);
  expect(seen[b]).toBeLessThan(600);

  const byCookie = serviceOf(
    { urls: addresses(8), balance: { sticky: { by: 'cookie', name: 'sid' } } },
    'cookie',
  );
  const of = (cookie: string) => send(byCookie, exchangeOf({ headers: { cookie } }));
  expect(new Set(times(20, () => of('a=1; sid=abc; b=2'))).size).toBe(1);
  expect(new Set(times(20, (at) => of(`sid=${at}`))).size).toBeGreaterThan(3);
  // Who has no cookie yet takes turns.
  expect(new Set(times(8, () => of('xsid=1'))).size).toBe(8);
});

verifies('gateway.traffic.sticky', 'those of an address that is out go elsewhere, and come back', () => {
  const { serviceOf, clock } = trialServices();
  const service = serviceOf({
    urls: addresses(3),
    balance: 'sticky',
    outlier: { consecutive: 1, ejectMs: 1_000 },
  });
  const exchange = exchangeOf({ client: '192.0.2.9' });
  const home = send(service, exchange, bad);
  const away = send(service, exchange);
  expect(away).not.toBe(home);
  expect(send(service, exchange)).toBe(away);
  clock.move(1_001);
  expect(send(service, exchange)).toBe(home);
});

verifies(
  'gateway.traffic.balance',
  'what runs goes on when the configuration changes and the document does not',
  () => {
    const { serviceOf, services } = trialServices();
    const document = { urls: addresses(2), outlier: { consecutive: 1 } };
    const before = serviceOf(document, 'orders', 1);
    send(before, exchangeOf(), bad);
    expect(serviceOf(structuredClone(document), 'orders', 2)).toBe(before);
    expect(before.state()).toMatchObject({
      version: 2,
      targets: [{ standing: 'ejected' }, { standing: 'up' }],
    });

    // Another document: what is known of an address stays with it.
    const after = serviceOf({ ...document, urls: addresses(3) }, 'orders', 3);
    expect(after).not.toBe(before);
    expect(after.state().targets.map(({ standing }) => standing)).toEqual(['ejected', 'up', 'up']);
    expect(services.states('spc_1').map(({ version }) => version)).toEqual([3]);
    expect(services.states('spc_2')).toEqual([]);
    services.keep(new Set());
    expect(services.states('spc_1')).toEqual([]);
  },
);
