import type { ConnectorPlan } from '../../core/connector.ts';
import { HubError } from '../../core/errors.ts';

/** What a plan may weigh: letters, and eight of them for each value. Those of real documents of 40 MB are below 100 million. */
const mostWeight = 256 * 1024 * 1024;

/**
 * The last look at a plan before it is kept: texts that no database takes (NUL, half of a surrogate pair) are mended,
 * and one that has grown out of all proportion is refused. What is in order is not copied.
 */
export const settlePlan = (plan: ConnectorPlan): ConnectorPlan => {
  let weight = 0;
  const weigh = (more: number): void => {
    weight += more;
    if (weight > mostWeight)
      throw new HubError(
        'import_failed',
        'The document grows to more than the hub keeps of one connector, since its operations repeat large parts. Import it in parts.',
      );
  };
  const settle = (value: unknown): unknown => {
    weigh(8);
    if (typeof value === 'string') {
      weigh(value.length);
      return isHoldable(value) ? value : mended(value);
    }
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      const items = value.map(settle);
      return items.some((item, at) => item !== value[at]) ? items : value;
    }
    let changed = false;
    const entries = Object.entries(value).map(([name, inner]): [string, unknown] => {
      weigh(name.length);
      const [newName, settled] = [isHoldable(name) ? name : mended(name), settle(inner)];
      changed ||= newName !== name || settled !== inner;
      return [newName, settled];
    });
    return changed ? Object.fromEntries(entries) : value;
  };
  return settle(plan) as ConnectorPlan;
};

const isHoldable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

const mended = (text: string): string => text.replaceAll('\0', '\ufffd').toWellFormed();
