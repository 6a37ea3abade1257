import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonSchema } from '../../core/connector.ts';
import { root } from './sources.ts';

/** The official tests of JSON Schema, as they stand in test/fixtures/json-schema-suite. */

export interface SuiteGroup {
  readonly file: string;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly tests: readonly {
    readonly description: string;
    readonly data: unknown;
    readonly valid: boolean;
  }[];
}

export const suiteGroups = (folder: string): SuiteGroup[] => {
  const path = join(root, 'test', 'fixtures', 'json-schema-suite', folder);
  return readdirSync(path)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => {
      const groups = JSON.parse(readFileSync(join(path, file), 'utf8')) as Omit<SuiteGroup, 'file'>[];
      return groups.map((group) => ({ ...group, file }));
    });
};
