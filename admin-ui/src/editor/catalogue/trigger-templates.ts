import { valueAt } from '../step/forms/parts.ts';

/** What a flow can begin with, as what has to be put into its document. */

export interface TriggerEdit {
  readonly pointer: string;
  readonly value: unknown;
}

/** Beside what the flow begins with already: an event of this type. */
export const eventEdits = (flow: unknown, type: string): readonly TriggerEdit[] => {
  const filter = { with: { type } };
  for (const way of ['any', 'all'] as const) {
    const filters = valueAt(flow, `/schedule/on/${way}`);
    if (Array.isArray(filters))
      return [{ pointer: `/schedule/on/${way}`, value: [...(filters as unknown[]), filter] }];
  }
  return valueAt(flow, '/schedule/on/one') === undefined
    ? [{ pointer: '/schedule/on', value: { one: filter } }]
    : [{ pointer: '/schedule/on/one/with/type', value: type }];
};

export const triggerNames = ['webhook', 'schedule', 'every', 'event', 'http', 'agent'] as const;
export type Trigger = (typeof triggerNames)[number];

/** By its name the address of a flow that is called over HTTP. */
export const triggerEdits = (trigger: Trigger, flow: string): readonly TriggerEdit[] => {
  switch (trigger) {
    case 'webhook':
      return [{ pointer: '/schedule', value: { on: { one: { with: { type: 'connector.event' } } } } }];
    case 'schedule':
      return [{ pointer: '/schedule', value: { cron: '0 8 * * 1-5' } }];
    case 'every':
      return [{ pointer: '/schedule', value: { every: { minutes: 15 } } }];
    case 'event':
      return [{ pointer: '/schedule', value: { on: { one: { with: { type: 'com.example.event' } } } } }];
    case 'http':
      return [
        {
          pointer: '/document/metadata/http',
          value: { method: 'post', path: `/${flow}`, respond: 'output', access: 'key' },
        },
      ];
    case 'agent':
      return [
        {
          pointer: '/input',
          value: {
            schema: {
              format: 'json',
              document: { type: 'object', properties: { question: { type: 'string' } } },
            },
          },
        },
      ];
    default:
      return trigger satisfies never;
  }
};
