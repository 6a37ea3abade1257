import type { FlowCatalogue, OperationShape } from '../../core/flow-ports.ts';
import { operationName } from '../document/kind-call.ts';
import type { FlowDocument, Task } from '../document/model.ts';
import { hint, type Report } from '../document/report.ts';
import { escapeStep } from '../../core/json-pointer.ts';
import { checkArguments } from './arguments.ts';
import { isFields } from '../document/words.ts';
import { everyTask } from './every-task.ts';

export interface Checking {
  readonly spaceId: string;
  readonly catalogue: FlowCatalogue;
  readonly problems: Report;
  readonly warnings: Report;
}

type Of<Kind extends Task['kind']> = Extract<Task, { kind: Kind }>;

/** Everything that a document names and does not hold: operations, connections, secrets, other flows. */
export const checkNames = async (document: FlowDocument, checking: Checking): Promise<void> => {
  const { spaceId, problems } = checking;
  const catalogue = remembering(checking.catalogue);
  for (const [at, name] of document.secrets.entries()) {
    if (await catalogue.secret(spaceId, name)) continue;
    const message = `This space has no secret "${name}". Set it under Secrets, or PUT /api/secrets.`;
    problems.add({ path: `/use/secrets/${at}`, message });
  }
  for (const task of everyTask(document)) {
    if (task.kind === 'call') await checkCall(task, { ...checking, catalogue });
    if (task.kind === 'run') await checkRun(task, document, { ...checking, catalogue });
  }
};

/** A function says in its schema what it is called with, as an operation does. */
const checkFunction = ({ call, place }: Of<'call'>, { problems, warnings }: Checking): void => {
  if (call.function !== 'task') return;
  const { schema } = call.task.input;
  if (schema === undefined || typeof schema === 'boolean') return;
  const definitions = (isFields(schema['$defs']) ? schema['$defs'] : {}) as OperationShape['definitions'];
  const shape = { input: schema, definitions, what: 'function' as const };
  for (const { mild, key, ...finding } of checkArguments(call.with, shape, `${place}/with`))
    (mild === true ? warnings : problems).add({ ...finding, ...(key === true ? { part: 'key' } : {}) });
};

const checkCall = async (task: Of<'call'>, checking: Checking): Promise<void> => {
  const { call, place } = task;
  checkFunction(task, checking);
  // What cannot be the name of one was told when it was read.
  if (call.function !== 'operation' || !operationName.test(call.operation)) return;
  const { spaceId, catalogue, problems, warnings } = checking;
  const { operation, connection } = call;
  const shape = await catalogue.operation(spaceId, operation);
  if (shape === null) {
    const near = await catalogue.near(spaceId, operation);
    const meant = near.map((name) => `"${name}"`).join(' or ');
    const message = `There is no operation "${operation}" in this space.${meant === '' ? '' : ` Did you mean ${meant}?`}`;
    problems.add({ path: `${place}/call`, message });
    return;
  }
  for (const { mild, key, ...finding } of checkArguments(call.with, shape, `${place}/with`))
    (mild === true ? warnings : problems).add({ ...finding, ...(key === true ? { part: 'key' } : {}) });
  await checkGroups({ shape, given: call.with, path: `${place}/with` }, checking);
  if (typeof connection !== 'string' || connection.includes('${')) return;
  const connector = operation.slice(0, Math.max(0, operation.indexOf('.')));
  if (await catalogue.connection(spaceId, connector, connection)) return;
  problems.add({
    path: `${place}/metadata/connection`,
    message: `There is no connection "${connection}" of "${connector}". Make one, or name one that there is.`,
  });
};

interface GivenArguments {
  readonly shape: OperationShape;
  readonly given: unknown;
  readonly path: string;
}

/** Names of groups that are written out. An operation says in its schema which of its arguments are such names. */
const checkGroups = async (
  { shape, given, path }: GivenArguments,
  { spaceId, catalogue, problems }: Checking,
): Promise<void> => {
  if (typeof shape.input === 'boolean' || !isFields(shape.input['properties']) || !isFields(given)) return;
  for (const [argument, schema] of Object.entries(shape.input['properties'])) {
    const name = given[argument];
    if (!isFields(schema) || schema['x-names'] !== 'group') continue;
    if (typeof name !== 'string' || name.trim() === '' || name.includes('${')) continue;
    const groups = await catalogue.groups(spaceId);
    if (groups.some((one) => one.toLowerCase() === name.trim().toLowerCase())) continue;
    const meant = hint(name, groups);
    const message = `There is no group "${name.slice(0, 60)}" in this space.${meant === '' ? ' Make it under Members, or name one that there is.' : meant}`;
    problems.add({ path: `${path}/${escapeStep(argument)}`, message });
  }
};

const checkRun = async (
  { run, place }: Of<'run'>,
  document: FlowDocument,
  { spaceId, catalogue, problems }: Checking,
): Promise<void> => {
  if (run.process === 'shell' || run.process === 'container') {
    const what = run.process === 'shell' ? 'Commands of the shell' : 'Containers';
    const message = `${what} are not run: they would reach everything that the hub itself reaches. Call an operation, or use \`run: script\`, which runs shut off from it.`;
    problems.add({ path: `${place}/run/${run.process}`, message, part: 'key' });
    return;
  }
  if (run.process !== 'workflow') return;
  const { namespace, name, version } = run;
  const own = document.namespace === namespace && document.name === name;
  if (own && (version === 'latest' || version === document.version)) return;
  if (await catalogue.flow(spaceId, { namespace, name, version })) return;
  const said = version === 'latest' ? '' : ` of version ${version}`;
  const message = `There is no published flow "${namespace}/${name}"${said} in this space. Publish it first.`;
  problems.add({ path: `${place}/run/workflow/name`, message });
};

/** A flow that calls one operation fifty times asks for it once. */
const remembering = (catalogue: FlowCatalogue): FlowCatalogue => {
  const operations = new Map<string, ReturnType<FlowCatalogue['operation']>>();
  const connections = new Map<string, Promise<boolean>>();
  return {
    ...catalogue,
    operation: (spaceId, name) => {
      const asked = operations.get(name) ?? catalogue.operation(spaceId, name);
      operations.set(name, asked);
      return asked;
    },
    connection: (spaceId, connector, name) => {
      const key = `${connector} ${name}`;
      const asked = connections.get(key) ?? catalogue.connection(spaceId, connector, name);
      connections.set(key, asked);
      return asked;
    },
  };
};
