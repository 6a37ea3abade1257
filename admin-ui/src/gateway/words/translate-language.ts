import type { GatewayLanguage } from '../../api/shapes.ts';
import { isRecord } from '../../schema-form/settle.ts';

/** What fields of documents are called, and the hub's own sentences in another language. */
export interface GatewayWords {
  /** By the name of the field: one word means the same in every policy. */
  readonly labels: Readonly<Record<string, string>>;
  /** By the sentence of the definition. */
  readonly texts: Readonly<Record<string, string>>;
}

/** Policies, conditions and fields as people read them. What nobody has words for, such as a plug-in's, keeps its own. */
export const translateLanguage = (language: GatewayLanguage, words: GatewayWords): GatewayLanguage => {
  const say = (text: string): string => words.texts[text] ?? text;
  const schema = (given: unknown): Record<string, unknown> => ({ ...(translated(given, words) as object) });
  return {
    policies: language.policies.map((policy) =>
      policy.group === 'plugins'
        ? policy
        : {
            ...policy,
            ...{ title: say(policy.title), about: say(policy.about), action: schema(policy.action) },
          },
    ),
    conditions: language.conditions.map((condition) => ({
      ...condition,
      ...{ title: say(condition.title), about: say(condition.about) },
      parameters: schema(condition.parameters),
    })),
    pipeline: schema(language.pipeline),
    service: schema(language.service),
  };
};

/** Where a schema holds others: one, several, or some by name. */
const inner = new Set(['items', 'additionalProperties', 'anyOf', 'oneOf', 'allOf', 'prefixItems', 'not']);
const byName = new Set(['properties', '$defs']);

const translated = (given: unknown, words: GatewayWords): unknown => {
  if (Array.isArray(given)) return given.map((part) => translated(part, words));
  if (!isRecord(given)) return given;
  return Object.fromEntries(
    Object.entries(given).map(([key, value]): [string, unknown] => {
      if (key === 'description' && typeof value === 'string') return [key, words.texts[value] ?? value];
      if (inner.has(key)) return [key, translated(value, words)];
      if (!byName.has(key) || !isRecord(value)) return [key, value];
      const held = Object.entries(value).map(([name, part]) => {
        const said = translated(part, words);
        const label = key === 'properties' ? words.labels[name] : undefined;
        return [name, label === undefined || !isRecord(said) ? said : { ...said, 'x-label': label }];
      });
      return [key, Object.fromEntries(held)];
    }),
  );
};
