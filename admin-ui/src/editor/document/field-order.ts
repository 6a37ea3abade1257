import { putField } from './plain-tree.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The order in which people write the fields of a step, and those of a flow. */
const kindFields = 'call do emit for fork listen raise run set switch try wait'.split(' ');
const stepOrder = [
  ...['if', 'input'],
  ...kindFields.filter((name) => name !== 'do'),
  ...['with', 'while', 'foreach', 'do', 'catch', 'timeout', 'output', 'export', 'then', 'metadata'],
];
const flowOrder = ['document', 'input', 'use', 'schedule', 'timeout', 'output', 'do'];

/** A new field stands where people look for it; behind all others where nobody would know. */
export const placeField = (fields: Fields, name: string, value: unknown): Fields => {
  const names = Object.keys(fields);
  const order = orderOf(names);
  const rank = order.indexOf(name);
  const at = rank < 0 ? -1 : names.findIndex((one) => order.indexOf(one) > rank);
  const made: Record<string, unknown> = {};
  for (const [index, [one, old]] of Object.entries(fields).entries()) {
    if (index === at) putField(made, name, value);
    putField(made, one, old);
  }
  if (at < 0) putField(made, name, value);
  return made;
};

const orderOf = (names: readonly string[]): readonly string[] => {
  if (names.includes('document')) return flowOrder;
  return names.some((name) => kindFields.includes(name)) ? stepOrder : [];
};
