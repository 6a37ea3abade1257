import { isArray, type ObjectValue } from '../../../core/jq/value.ts';
import { textOf } from '../expressions/template.ts';

/** As browsers send forms: a list is one field several times. */
export const formText = (values: ObjectValue): string => {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    for (const one of isArray(value) ? value : [value]) form.append(name, textOf(one));
  return form.toString();
};
