import { expect } from '@jest/globals';
import { UpgradeResponse } from '../../gateway/traffic/forward/upgrade-response.ts';
import { ServedExchange } from '../../gateway/traffic/run/served-exchange.ts';
import type { Policy } from '../../gateway/traffic/policy.ts';
import { folderOf, loadedFrom } from '../setup/gateway-plugins.ts';
import { exchangeOf } from '../setup/traffic-exchange.ts';
import { policyTrial } from '../setup/traffic-policies.ts';
import { startTrialServer } from '../setup/traffic-server.ts';
import { verifies } from '../setup/verifies.ts';

const plugin = `module.exports = { init: (context) => context.registerPolicy({
  name: 'door',
  policy: () => (req, res, next) => (req.get('x-word') === 'please' ? next() : res.status(403).json({ url: req.url })),
}) };`;

const asking = (...more: string[]): string =>
  [
    ...['GET /chat HTTP/1.1', 'Host: a.test', 'Connection: Upgrade', 'Upgrade: websocket'],
    ...['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', ...more, '', ''],
  ].join('\r\n');

verifies('gateway.traffic.plugins', 'a WebSocket is refused by a plug-in, or let through', async () => {
  const folder = await folderOf({ 'door.cjs': plugin });
  const [door] = (await loadedFrom(folder.path)).policies as readonly [Policy];
  const place = { spaceId: 'spc_1', pipeline: 'trial', hasService: () => true };
  const handler = door.compile({}, place, policyTrial().language.deps);
  const server = await startTrialServer(
    {},
    {
      upgrade: (request, socket, head) => {
        const response = new UpgradeResponse(request, socket, head);
        const { match } = exchangeOf() as unknown as ServedExchange;
        const exchange = new ServedExchange({
          ...{ request, response, requestId: 'req_1', host: 'a.test', path: '/chat', query: '' },
          ...{ client: '127.0.0.1', forwardedFor: '127.0.0.1', secure: false, startedAt: 0, match },
        });
        const goOn = async (): Promise<void> => {
          if ((await handler(exchange)) === 'answered') return;
          const switched = await response.switchTo(['connection', 'Upgrade', 'upgrade', 'websocket']);
          switched.socket.end('from the other side');
        };
        goOn().catch((error: unknown) => exchange.fail(error));
      },
    },
  );
  try {
    expect(await server.say(asking())).toMatch(/^HTTP\/1\.1 403 [^]*\{"url":"\/chat"\}$/);
    expect(await server.say(asking('X-Word: please'))).toMatch(
      /^HTTP\/1\.1 101 [^]*upgrade: websocket[^]*from the other side$/,
    );
  } finally {
    await server.stop();
    await folder.remove();
  }
});
