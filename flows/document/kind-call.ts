import { asyncApiCall } from './call-asyncapi.ts';
import { httpArguments, openApiArguments } from './call-http.ts';
import { a2aArguments, grpcArguments, mcpArguments } from './call-others.ts';
import { callCatalogued, catalogueHint, isCatalogued } from './catalogs.ts';
import type { Fields } from './fields.ts';
import type { CallPlan } from './model.ts';
import { complain, type Reader, type Reading, type Spot } from './reading.ts';
import { hint } from './report.ts';
import { isText } from './used.ts';
import { object, someText } from './values.ts';
import { isFields } from './words.ts';

type Arguments = Readonly<Record<string, unknown>>;
type Own = Exclude<CallPlan['function'], 'task' | 'flow' | 'operation'>;

/** The functions that the language itself has, with what they are called with. */
const own: Readonly<Record<Exclude<Own, 'asyncapi'>, Reader<Arguments>>> = {
  http: httpArguments,
  openapi: openApiArguments,
  grpc: grpcArguments,
  mcp: mcpArguments,
  a2a: a2aArguments,
};

export const ownFunctions: readonly string[] = [...Object.keys(own), 'asyncapi'];

const isOwn = (name: string): name is keyof typeof own => Object.hasOwn(own, name);

/** An operation of a connector: `hubspot.createContact`. */
export const operationName = /^[a-zA-Z0-9_-]{1,64}(?:\.[a-zA-Z0-9_-]{1,64})+$/;

export const callOf = (fields: Fields, task: Spot, reading: Reading): CallPlan => {
  const spot = fields.spot('call');
  if (spot === undefined || !isText(spot)) {
    if (spot !== undefined) someText(spot, reading);
    return nothing;
  }
  const { value: name } = spot;
  if (isOwn(name) || name === 'asyncapi') {
    if (!fields.has('with')) complain(task, reading, `"with" is missing: what "${name}" is called with.`);
    if (name !== 'asyncapi') return { function: name, with: fields.read('with', own[name]) ?? {} };
    return { function: name, ...(fields.read('with', asyncApiCall) ?? { with: {} }) };
  }
  const given = fields.read('with', object) ?? {};
  if (reading.used.functions.has(name)) {
    return { function: 'task', task: reading.functionNamed(name, spot), with: given };
  }
  if (isCatalogued(name)) return callCatalogued(spot, given, reading) ?? nothing;
  if (!operationName.test(name)) complain(spot, reading, unknownFunction(name, reading));
  return { function: 'operation', operation: name, connection: connectionOf(fields, reading), with: given };
};

const nothing: CallPlan = { function: 'operation', operation: '', connection: null, with: {} };

const connectionOf = (fields: Fields, reading: Reading): unknown => {
  const metadata = fields.spot('metadata');
  if (metadata === undefined || !isFields(metadata.value)) return null;
  if (!Object.hasOwn(metadata.value, 'connection')) return null;
  return someText({ path: `${metadata.path}/connection`, value: metadata.value['connection'] }, reading);
};

const unknownFunction = (name: string, { used, report }: Reading): string => {
  const unknown = `There is no function "${name.slice(0, 60)}".`;
  if (report.full()) return unknown;
  const meant = catalogueHint(name);
  if (meant !== '') return unknown + meant;
  const near = hint(name, [...ownFunctions, ...used.functions.keys()]);
  const forms =
    ' It is one of the language, one of "use.functions", or an operation such as "hubspot.createContact".';
  return unknown + (near === '' ? forms : near);
};
