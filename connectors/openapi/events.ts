import type { EventPlan, JsonSchema } from '../../core/connector.ts';
import { eventName } from '../event-name.ts';
import { kindOf } from './media.ts';
import { follow } from './pointer.ts';
import type { Schemas } from './schemas.ts';
import { isTree, textOf, treeOf, type Tree } from './tree.ts';

const methods = ['post', 'put', 'patch', 'get', 'delete'];

export interface EventSource {
  readonly root: Tree;
  readonly schemas: Schemas;
  readonly notes: string[];
}

/** What the API tells on its own: webhooks of the document, and callbacks of its operations. */
export const planEvents = (
  operations: readonly { name: string; operation: Tree }[],
  source: EventSource,
): EventPlan[] => {
  const found = new Map<string, EventPlan>();
  const add = (name: string, origin: EventPlan['origin'], item: unknown): void => {
    const wanted = eventName(name);
    if (wanted === '') return;
    try {
      const event = planEvent({ name: wanted, origin, item: treeOf(follow(source.root, item)) }, source);
      if (event !== undefined && !found.has(wanted)) found.set(wanted, event);
    } catch (error) {
      source.notes.push(
        `The event "${wanted}" is left out: ${error instanceof Error ? error.message : 'unreadable'}.`,
      );
    }
  };
  for (const key of ['webhooks', 'x-webhooks']) {
    for (const [name, item] of Object.entries(treeOf(source.root[key]))) add(name, 'webhook', item);
  }
  for (const { name, operation } of operations) {
    for (const [callback, given] of Object.entries(treeOf(operation['callbacks']))) {
      let paths: Tree = {};
      try {
        paths = treeOf(follow(source.root, given));
      } catch {
        continue;
      }
      for (const [expression, item] of Object.entries(paths))
        if (!expression.startsWith('x-')) add(`${name}.${callback}`, 'callback', item);
    }
  }
  return [...found.values()];
};

const planEvent = (
  event: { name: string; origin: EventPlan['origin']; item: Tree },
  source: EventSource,
): EventPlan | undefined => {
  const method = methods.find((each) => isTree(event.item[each]));
  if (method === undefined) return undefined;
  const operation = treeOf(event.item[method]);
  const body = treeOf(follow(source.root, operation['requestBody']));
  const [, media] = Object.entries(treeOf(body['content'])).find(([type]) => kindOf(type) === 'json') ?? [];
  const given = treeOf(media)['schema'];
  const schema: JsonSchema | undefined =
    given === undefined ? undefined : source.schemas.convert(given, 'read');
  return {
    name: event.name,
    summary: (textOf(operation['summary']) ?? textOf(operation['description']) ?? '').slice(0, 300),
    origin: event.origin,
    method: method.toUpperCase(),
    ...(schema === undefined ? {} : { schema }),
  };
};
