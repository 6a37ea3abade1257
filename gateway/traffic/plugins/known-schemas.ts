import type { JsonSchema } from '../../../core/connector.ts';

const home = 'http://express-gateway.io/schemas';

/** Schemas of express-gateway that those of plug-ins refer to. */
export const knownSchemas: Readonly<Record<string, JsonSchema>> = {
  'base-auth': {
    $id: `${home}/base/auth.json`,
    type: 'object',
    properties: { passThrough: { type: 'boolean', default: false } },
    required: ['passThrough'],
  },
  'base-condition': {
    $id: `${home}/conditions/base.json`,
    type: 'object',
    properties: { name: { type: 'string' } },
    required: ['name'],
  },
};
