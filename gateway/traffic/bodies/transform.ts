import { z } from 'zod';
import { escapeStep } from '../../../core/json-pointer.ts';
import type { Draft, ObjectValue, Value } from '../../../core/jq/value.ts';
import type { Exchange } from '../exchange.ts';
import { templateText } from '../expressions/expression-fields.ts';
import type { ExpressionPlace } from '../expressions/expression.ts';
import { headerName } from '../fields/header-names.ts';
import { compileTemplate } from '../expressions/template.ts';

const added = z.union([templateText, z.number()]);

const addRemove = <Name extends z.ZodType<string, string>>(name: Name, what: string) =>
  z
    .strictObject({
      add: z
        .record(name, added)
        .refine((all) => Object.keys(all).length > 0, 'must hold at least one')
        .optional()
        .describe(`${what} to set, by name; \${ … } holds jq.`),
      remove: z.array(z.string().min(1).max(200)).max(100).optional().describe(`${what} to take away.`),
    })
    .refine(({ add, remove }) => add !== undefined || remove !== undefined, 'needs add or remove');

const anyName = z.string().min(1).max(200);

export const headerChanges = addRemove(headerName, 'Headers');
export const memberChanges = addRemove(anyName, 'Members of the JSON object, or fields of the form,');
export const queryChanges = addRemove(anyName, 'Parameters of the query');

interface AddRemove {
  readonly add?: Readonly<Record<string, string | number>> | undefined;
  readonly remove?: readonly string[] | undefined;
}

export interface Changes {
  /** First all that is set, then all that is taken away, as express-gateway has it. */
  readonly set: readonly (readonly [string, (exchange: Exchange, more?: ObjectValue) => Value])[];
  readonly remove: readonly string[];
}

const none: Changes = { set: [], remove: [] };

/** `where.path` is that of the field that holds `add` and `remove`. */
export const compileChanges = (given: AddRemove | undefined, where: ExpressionPlace): Changes => {
  if (given === undefined) return none;
  const set = Object.entries(given.add ?? {}).map(([name, value]) => {
    if (typeof value === 'number') return [name, () => value] as const;
    const path = `${where.path}/add/${escapeStep(name)}`;
    return [name, compileTemplate(value, { ...where, path }).value] as const;
  });
  return { set, remove: given.remove ?? [] };
};

/** A copy of the object with its changes. */
export const changedObject = (
  object: ObjectValue,
  { set, remove }: Changes,
  value: (of: Changes['set'][number][1]) => Value,
): ObjectValue => {
  const members = new Map(Object.entries(object));
  for (const [name, of] of set) members.set(name, value(of));
  for (const name of remove) members.delete(name);
  return Object.fromEntries(members) satisfies Draft;
};
