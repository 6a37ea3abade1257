import { z } from 'zod';
import type { Language } from './language.ts';
import { pipelineSchema } from './pipeline.ts';
import { serviceSchema } from './service-document.ts';

type Schema = Record<string, unknown>;

/** As forms and editors need it. What a program checks beyond a schema is left to the check. */
const jsonSchema = (schema: z.ZodType): Schema =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', target: 'draft-2020-12' });

const describe = (language: Language) => ({
  policies: [...language.policies.values()].map(({ name, title, about, group, action }) => ({
    ...{ name, title, about, group, action: jsonSchema(action) },
  })),
  conditions: [...language.conditions.values()].map(({ name, title, about, parameters }) => ({
    ...{ name, title, about, parameters: jsonSchema(parameters) },
  })),
  pipeline: jsonSchema(pipelineSchema),
  service: jsonSchema(serviceSchema),
});

const described = new WeakMap<Language, ReturnType<typeof describe>>();

/** Always the same while the hub runs. */
export const describeLanguage = (language: Language): ReturnType<typeof describe> => {
  const known = described.get(language) ?? describe(language);
  described.set(language, known);
  return known;
};
