import type { Egress } from '../platform/egress/egress.ts';
import { parseAllowList } from '../platform/egress/allow-list.ts';
import { createEgress } from '../platform/egress/egress.ts';
import { openLog } from '../platform/log.ts';
import { Mistake } from './connector-folder.ts';

/** The developer's own machine may be called: that is where APIs are tried. */
export const developersEgress = async (): Promise<Egress> => {
  const more = (process.env['HUB_EGRESS_ALLOW'] ?? '').split(',').filter((entry) => entry.trim() !== '');
  const { entries, problems } = parseAllowList(['127.0.0.1', '[::1]', ...more]);
  const [problem] = problems;
  if (problem !== undefined) throw new Mistake(`${problem.path} ${problem.message}`);
  return createEgress({ allow: entries, log: openLog({ level: 'silent' }) });
};

export const readInput = (text: string | undefined): Record<string, unknown> => {
  if (text === undefined || text.trim() === '') return {};
  try {
    const input: unknown = JSON.parse(text);
    if (typeof input === 'object' && input !== null && !Array.isArray(input))
      return input as Record<string, unknown>;
  } catch (error) {
    throw new Mistake(`The input is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new Mistake('The input is a JSON object, such as \'{"id": 1}\'.');
};
