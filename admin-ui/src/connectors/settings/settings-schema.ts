import { isRecord } from '../../schema-form/settle.ts';

const way = [
  'paths',
  '/api/connectors/{name}/settings',
  'put',
  'requestBody',
  'content',
  'application/json',
  'schema',
  'properties',
  'settings',
] as const;

/** The schema of the settings, out of the hub's own document: what it takes is written in one place. */
export const settingsSchemaIn = (document: unknown): unknown =>
  way.reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), document) ?? true;
