import type { PlainObject } from '../../../core/schema/plain.ts';
import type { Condition } from '../policy.ts';
import type { PluginCondition } from './contract.ts';
import { notTaken, words, type OfPlugin } from './plugin-policy.ts';
import { pluginSchema } from './plugin-schema.ts';

type Ask = (request: unknown) => unknown;

/** A condition of a plug-in as one of ours. */
export const pluginCondition = (given: PluginCondition, { plugin, guests }: OfPlugin): Condition<never> => {
  const { name, handler } = given;
  const schema = pluginSchema(given.schema, { name });
  const { title, description } = words(given.schema);

  const opened = (parameters: PlainObject): Ask | Promise<Ask> => {
    const config = { ...schema.filled(parameters), name };
    // As express-gateway tells the two kinds apart.
    if (handler.length === 2) return (request) => handler(request, config);
    const made = handler(config);
    return made instanceof Promise ? made.then((ask: unknown) => asked(ask)) : asked(made);
  };

  const asked = (made: unknown): Ask => {
    if (typeof made === 'function') return made as Ask;
    throw new Error('it gives no function');
  };

  return {
    name,
    title: title ?? name,
    about: description ?? `Of the plug-in "${plugin}".`,
    parameters: schema.form as never,
    compile: (parameters: PlainObject) => {
      let ask: Ask | Promise<Ask>;
      try {
        ask = opened(parameters);
      } catch (cause) {
        throw notTaken(plugin, cause);
      }
      if (!(ask instanceof Promise)) {
        const now = ask;
        return (exchange) => guests(exchange).ask(plugin, () => now(exchange.request));
      }
      const later = ask;
      // Told at each request that asks it.
      later.catch(() => undefined);
      return (exchange) => guests(exchange).ask(plugin, async () => (await later)(exchange.request));
    },
  };
};
