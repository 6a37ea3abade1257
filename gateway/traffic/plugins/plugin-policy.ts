import { keepNewest } from '../../../core/keep-newest.ts';
import { HubError } from '../../../core/errors.ts';
import type { PlainObject } from '../../../core/schema/plain.ts';
import type { Policy, PolicyPlace } from '../policy.ts';
import { actionParams } from './action-params.ts';
import type { Middleware, PluginPolicy } from './contract.ts';
import type { Guests } from './guest.ts';
import { pluginSchema } from './plugin-schema.ts';

export interface OfPlugin {
  readonly plugin: string;
  readonly config: object;
  readonly guests: Guests;
}

/** So many steps may be open at once, those that are only checked among them. */
const mostSteps = 2_000;

/** A policy of a plug-in as one of ours. */
export const pluginPolicy = (given: PluginPolicy, { plugin, config, guests }: OfPlugin): Policy<never> => {
  const schema = pluginSchema(given.schema);
  const { title, description } = words(given.schema);
  const known = new Map<string, Middleware>();

  /**
   * A step is opened once, however often its pipeline is checked and compiled: a plug-in may begin something then. What it
   * keeps is not shared with another step.
   */
  const middleware = (action: PlainObject, place: PolicyPlace): Middleware => {
    const key = JSON.stringify([place.spaceId, place.pipeline, place.at, action]);
    const value = known.get(key) ?? opened(action);
    keepNewest(known, { key, value, most: mostSteps });
    return value;
  };

  const opened = (action: PlainObject): Middleware => {
    let made: unknown;
    try {
      made = given.policy(actionParams(schema.filled(action)), config);
    } catch (cause) {
      throw notTaken(plugin, cause);
    }
    if (typeof made === 'function') return made as Middleware;
    throw refused(`the plug-in "${plugin}" gives no function for it`);
  };

  return {
    name: given.name,
    title: title ?? given.name,
    about: description ?? `Of the plug-in "${plugin}".`,
    group: 'plugins',
    action: schema.form as never,
    compile: (action: PlainObject, place) => {
      const work = middleware(action, place);
      return (exchange) =>
        guests(exchange).run(plugin, (next) => work(exchange.request, exchange.response, next));
    },
  };
};

export const words = (schema: unknown): { readonly title?: string; readonly description?: string } => {
  const { title, description } = (schema ?? {}) as Readonly<Record<string, unknown>>;
  return {
    ...(typeof title === 'string' && title !== '' && { title: title.slice(0, 100) }),
    ...(typeof description === 'string' && description !== '' && { description: description.slice(0, 500) }),
  };
};

/** What a plug-in says of what was written for it. */
export const notTaken = (plugin: string, cause: unknown): HubError => {
  const why = cause instanceof Error ? cause.message : String(cause);
  return refused(`the plug-in "${plugin}" does not take this: ${why.slice(0, 300)}`, cause);
};

const refused = (message: string, cause?: unknown): HubError =>
  new HubError('input_invalid', `${message}.`, { problems: [{ path: '', message }], cause });
