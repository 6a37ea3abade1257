import { expect, test } from '@jest/globals';
import { openCallObserver } from '../../../mcp-servers/toolsets/observe-calls.ts';
import { systemClock } from '../../../platform/clock.ts';
import { openMetrics } from '../../../platform/metrics.ts';
import { startTelemetry } from '../../../platform/telemetry.ts';
import { readPrometheus } from '../../setup/prometheus.ts';

test('there are no more series than so many, whatever callers name', async () => {
  const metrics = openMetrics();
  const telemetry = await startTelemetry({ endpoint: undefined, service: 'test' });
  const { observed } = openCallObserver({ metrics, telemetry, clock: systemClock });
  const end = (toolset: string, tool: string, as: 'done' | 'failed') => {
    const called = { toolset, tool, operation: 'far.x', call: { name: tool, arguments: {}, meta: {} } };
    return observed({ ...called, isKnown: false }, async () => ({ as, code: null }));
  };
  for (let count = 0; count < 300; count++) await end('whole', `made-up-${count}`, 'failed');
  for (let count = 0; count < 300; count++) await end(`set-${count}`, `tool-${count % 7}`, 'done');
  for (let count = 0; count < 300; count++) await end('whole', `tool-${count}`, 'done');
  const { samples = [] } = readPrometheus(await metrics.text()).get('hub_mcp_tool_calls_total') ?? {};
  const named = samples.map(({ labels }) => `${labels['toolset']} ${labels['tool']}`);
  expect(named.filter((name) => name.includes('made-up'))).toEqual([]);
  expect(new Set(samples.map(({ labels }) => labels['toolset'])).size).toBe(51);
  expect(new Set(named.filter((name) => !name.endsWith(' other'))).size).toBe(200);
  expect(samples.reduce((sum, { value }) => sum + value, 0)).toBe(900);
});
