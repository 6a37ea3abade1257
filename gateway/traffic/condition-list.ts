import { always, never } from './conditions/always.ts';
import { combinations } from './conditions/combine.ts';
import { ip, tlsClientAuthenticated } from './conditions/connection.ts';
import { anonymous, authenticated, consumer } from './conditions/consumer.ts';
import { expression } from './conditions/expression.ts';
import { hostMatch } from './conditions/host-match.ts';
import { jsonSchemaCondition } from './conditions/json-schema.ts';
import { methodCondition } from './conditions/method.ts';
import { pathExact, pathMatch } from './conditions/path.ts';
import { headerCondition, queryCondition } from './conditions/values.ts';
import type { Condition } from './policy.ts';

/** All conditions that there are, with those that are brought along: they may stand inside of ours. */
export const conditionsWith = (more: readonly Condition[]): readonly Condition[] => {
  const all: readonly Condition[] = [
    always,
    never,
    ...combinations((name) => byName.get(name)),
    pathExact,
    pathMatch,
    methodCondition,
    hostMatch,
    expression,
    authenticated,
    anonymous,
    consumer,
    headerCondition,
    queryCondition,
    jsonSchemaCondition,
    tlsClientAuthenticated,
    ip,
    ...more,
  ];
  const byName = new Map(all.map((condition) => [condition.name, condition]));
  return all;
};

export const conditions: readonly Condition[] = conditionsWith([]);
