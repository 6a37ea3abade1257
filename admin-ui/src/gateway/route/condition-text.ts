import type { GatewayLanguage } from '../../api/shapes.ts';
import { isRecord } from '../../schema-form/settle.ts';
import { without } from '../../schema-form/without.ts';
import type { Json } from '../document/pipeline-steps.ts';

const longest = 90;

/** A condition in one line: its title and what it is about. */
export const conditionText = (condition: Json, language: GatewayLanguage): string => {
  const text = textOf(condition, language);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
};

const textOf = (condition: unknown, language: GatewayLanguage): string => {
  if (!isRecord(condition)) return '?';
  const name = typeof condition['name'] === 'string' ? condition['name'] : '?';
  const title = language.conditions.find((one) => one.name === name)?.title ?? name;
  if (name === 'not') return `${title} (${textOf(condition['condition'], language)})`;
  const several = condition['conditions'];
  if (Array.isArray(several))
    return `${title} (${(several as unknown[]).map((one) => textOf(one, language)).join(', ')})`;
  const said = Object.values(without(condition, 'name')).map((value) =>
    typeof value === 'string' ? value : JSON.stringify(value),
  );
  return [title, ...said].join(' ');
};
