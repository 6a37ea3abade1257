import type { JsonSchema } from '../../core/connector.ts';
import { schemaProblems } from '../../core/schema/problems.ts';
import { fieldsOf } from './fields.ts';
import type { DataPlan } from './model.ts';
import { mapping } from './expressions.ts';
import { complain, type Reader, type Reading, type Spot } from './reading.ts';
import { matching } from './values.ts';
import { isFields, kindOf } from './words.ts';

const format = matching(
  /^json(?::\S+)?$/,
  'schemas are written in JSON Schema, so that it is "json" or left out',
);

/** A schema that is written in the document: those at other addresses could change under a published flow. */
const schema: Reader<JsonSchema | undefined> = (spot, reading) => {
  const fields = fieldsOf(spot, reading, { known: ['format', 'document', 'resource'] });
  fields.read('format', format);
  const elsewhere = fields.spot('resource');
  if (elsewhere !== undefined) {
    const message =
      'Schemas at other addresses are not offered. Write the schema into the document, under "document".';
    complain(elsewhere, reading, { message, part: 'key' });
  } else if (isFields(spot.value) && !fields.has('document'))
    complain(spot, reading, '"document" is missing.');
  return fields.read('document', inlineSchema);
};

const inlineSchema: Reader<JsonSchema> = (spot, reading) => {
  const { value, path } = spot;
  if (typeof value === 'boolean') return value;
  if (!isFields(value)) {
    complain(spot, reading, `This must be a JSON Schema, but is ${kindOf(value)}.`);
    return true;
  }
  for (const problem of schemaProblems(value)) {
    const message = `${problem.message.charAt(0).toUpperCase()}${problem.message.slice(1)}.`;
    reading.report.add({ path: path + problem.path, message });
  }
  return value;
};

/** `input`, `output` or `export`: how data is checked and what becomes of it, under `from` or `as`. */
export const dataPlan =
  (into: 'from' | 'as'): Reader<DataPlan> =>
  (spot: Spot, reading: Reading) => {
    const fields = fieldsOf(spot, reading, { known: ['schema', into] });
    const checked = fields.read('schema', schema);
    const map = fields.read(into, mapping);
    return { ...(checked !== undefined && { schema: checked }), ...(map !== undefined && { map }) };
  };
