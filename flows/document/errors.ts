import { address } from './addresses.ts';
import { orExpression } from './expressions.ts';
import { fieldsOf } from './fields.ts';
import type { CatchPlan, ErrorPlan } from './model.ts';
import { complain, type Reader } from './reading.ts';
import { isText, named } from './used.ts';
import { matching, text, whole } from './values.ts';

const anyStatus = whole(0, 999);

const pointer = matching(/^(?:\/.*)?$/s, 'it is a JSON pointer such as "/do/0/getPet", or an expression');

/** An error as it is raised: problem details, with expressions. */
export const errorPlan: Reader<ErrorPlan> = (spot, reading) => {
  const fields = fieldsOf(spot, reading, {
    known: ['type', 'status', 'title', 'detail', 'instance'],
    required: ['type', 'status'],
  });
  return {
    type: fields.read('type', address) ?? null,
    status: fields.read('status', anyStatus) ?? null,
    title: fields.read('title', text) ?? null,
    detail: fields.read('detail', text) ?? null,
    instance: fields.read('instance', orExpression(pointer)) ?? null,
  };
};

/** An error, or the name of one of `use.errors`. */
export const raisedError: Reader<ErrorPlan> = (spot, reading) => {
  if (!isText(spot)) return errorPlan(spot, reading);
  return named(spot, reading, { section: 'errors', entries: reading.used.errors }) ?? noError;
};

export const noError: ErrorPlan = { type: null, status: null, title: null, detail: null, instance: null };

type Filter = CatchPlan['errors'];

const errorFields: Reader<Filter> = (spot, reading) => {
  // The schema of the standard says `details`, its text `detail`, which is what an error has.
  const known = ['type', 'status', 'instance', 'title', 'detail', 'details'];
  const fields = fieldsOf(spot, reading, { known });
  if (fields.names.length === 0)
    complain(spot, reading, 'This names nothing. Leave out "errors" to catch all.');
  const [type, instance, title] = ['type', 'instance', 'title'].map((name) => fields.read(name, text));
  const detail = fields.read('details', text) ?? fields.read('detail', text);
  const status = fields.read('status', anyStatus);
  return {
    ...(type !== undefined && { type }),
    ...(status !== undefined && { status }),
    ...(instance !== undefined && { instance }),
    ...(title !== undefined && { title }),
    ...(detail !== undefined && { detail }),
  };
};

/** Which errors a `catch` is for. */
export const errorFilter: Reader<Filter> = (spot, reading) =>
  fieldsOf(spot, reading, { known: ['with'] }).read('with', errorFields) ?? {};
