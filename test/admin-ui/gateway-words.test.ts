import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { translateLanguage, type GatewayWords } from '../../admin-ui/src/gateway/words/translate-language.ts';
import { conditions } from '../../gateway/traffic/condition-list.ts';
import { pipelineSchema } from '../../gateway/traffic/document/pipeline.ts';
import { serviceSchema } from '../../gateway/traffic/document/service-document.ts';
import { policies } from '../../gateway/traffic/policy-list.ts';
import { verifies } from '../setup/verifies.ts';

const load = (name: string): GatewayWords =>
  JSON.parse(
    readFileSync(join(import.meta.dirname, `../../admin-ui/src/gateway/words/${name}.json`), 'utf8'),
  ) as GatewayWords;
const [english, german] = [load('en'), load('de')];

const jsonSchema = (schema: z.ZodType): Record<string, unknown> =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });

const language = {
  policies: policies.map(({ name, title, about, group, action }) => ({
    ...{ name, title, about, group, action: jsonSchema(action) },
  })),
  conditions: conditions.map(({ name, title, about, parameters }) => ({
    ...{ name, title, about, parameters: jsonSchema(parameters) },
  })),
  pipeline: jsonSchema(pipelineSchema),
  service: jsonSchema(serviceSchema),
};

/** Everything in a schema that the console shows: sentences, and names of fields. */
const shownIn = (given: unknown, found: { labels: Set<string>; texts: Set<string> }): void => {
  if (typeof given !== 'object' || given === null) return;
  for (const [key, value] of Object.entries(given)) {
    if (key === 'description' && typeof value === 'string') found.texts.add(value);
    else if (key === 'default' || key === 'enum' || key === 'const') continue;
    else if (key === 'properties')
      for (const [name, part] of Object.entries(value as object)) {
        found.labels.add(name);
        shownIn(part, found);
      }
    else if (key === '$defs') for (const part of Object.values(value as object)) shownIn(part, found);
    else shownIn(value, found);
  }
};

const shown = { labels: new Set<string>(), texts: new Set<string>() };
for (const { title, about, action } of language.policies) {
  for (const text of [title, about]) shown.texts.add(text);
  shownIn(action, shown);
}
for (const { title, about, parameters } of language.conditions) {
  for (const text of [title, about]) shown.texts.add(text);
  shownIn(parameters, shown);
}
shownIn(language.pipeline, shown);
shownIn(language.service, shown);

describe('The words of policies, conditions and their fields', () => {
  verifies('gateway.console.words', 'German has each sentence, and none that nobody says', () => {
    expect(Object.keys(german.texts).sort()).toEqual([...shown.texts].sort());
    expect(Object.values(german.texts).filter((text) => text.trim() === '')).toEqual([]);
  });

  test.each([
    ['English', english.labels],
    ['German', german.labels],
  ])('%s has a label for each field, and none for another', (_name, labels) => {
    expect(Object.keys(labels).sort()).toEqual([...shown.labels].sort());
    expect(Object.values(labels).filter((text) => text.trim() === '')).toEqual([]);
  });

  test('what stands in code is the same in both', () => {
    const code = (text: string): string[] =>
      (text.match(/`[^`]*`|\$\{[^}]*\}|\{[^{}]*\}|\/[a-z*][\w/:*]*/g) ?? []).sort();
    for (const [text, said] of Object.entries(german.texts))
      expect([text, code(said)]).toEqual([text, code(text)]);
  });

  test('a plug-in that nobody has words for keeps its own', () => {
    const action = { type: 'object', properties: { max: { type: 'integer', description: 'How many.' } } };
    const made = { name: 'stars', title: 'Stars', about: 'Counts stars.', group: 'plugins', action };
    const said = translateLanguage({ ...language, policies: [made] }, german);
    expect(said.policies).toEqual([made]);
    expect(said.conditions.find(({ name }) => name === 'not')).toMatchObject({
      title: 'Nicht',
      parameters: { properties: { condition: { 'x-label': 'Bedingung' } } },
    });
  });
});
