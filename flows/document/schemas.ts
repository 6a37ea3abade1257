import type { JsonSchema } from '../../core/connector.ts';
import { schemaProblems } from '../../core/schema/problems.ts';
import { fieldsOf } from './fields.ts';
import type { DataPlan } from './model.ts';
import { mapping } from './expressions.ts';
import { foreignSpot } from './foreign.ts';
import { complain, type Reader, type Reading, type Spot } from './reading.ts';
import { resourceText } from './resource.ts';
import { matching } from './values.ts';
import { isFields, kindOf } from './words.ts';

const format = matching(
  /^json(?::\S+)?$/,
  'schemas are written in JSON Schema, so that it is "json" or left out',
);

/** A schema that is written in the document, or stands at an address. */
const schema: Reader<JsonSchema | undefined> = (spot, reading) => {
  const fields = fieldsOf(spot, reading, { known: ['format', 'document', 'resource'] });
  fields.read('format', format);
  if (fields.has('document') && fields.has('resource'))
    complain(spot, reading, 'There can be only one of "document" and "resource".');
  else if (isFields(spot.value) && !fields.has('document') && !fields.has('resource'))
    complain(spot, reading, '"document" is missing, or "resource" with the address of the schema.');
  return fields.read('document', inlineSchema) ?? fields.read('resource', schemaElsewhere);
};

const schemaElsewhere: Reader<JsonSchema | undefined> = (spot, reading) => {
  const held = resourceText('schema')(spot, reading);
  if (held === undefined) return undefined;
  const read = foreignSpot(held, `${spot.path}/content`, { caller: spot, reading });
  return read === undefined ? undefined : inlineSchema(read, reading);
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
