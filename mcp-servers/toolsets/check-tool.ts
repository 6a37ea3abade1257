import { compile } from '../../core/jq/compile.ts';
import { JqError } from '../../core/jq/error.ts';
import { escapeStep } from '../../core/json-pointer.ts';
import { nearestName } from '../../core/nearest-name.ts';
import type { Callable } from '../../core/ports.ts';
import { isSchema } from '../../core/schema/plain.ts';
import { waitMs } from './ask-people.ts';
import { factNames, modelName, type ArgumentSpec, type ToolSpec } from './content.ts';
import type { Finding } from './finding.ts';
import { onlyForPeople } from './hub-admin.ts';
import { isLeftOut, setOf } from './take-arguments.ts';
import { planArguments, propertiesOf } from './tool-arguments.ts';

/** What a tool can name of its space. */
export interface ToolSurroundings {
  readonly groups: readonly string[];
  connection(connector: string, name: string): Promise<boolean>;
  near(operation: string): Promise<readonly string[]>;
}

export interface ToolFindings {
  readonly problems: Finding[];
  readonly warnings: Finding[];
}

export const checkTool = async (
  tool: ToolSpec,
  callable: Callable | null,
  surroundings: ToolSurroundings,
): Promise<ToolFindings> => {
  const found: ToolFindings = { problems: [], warnings: [] };
  checkName(tool, found);
  checkExpression(tool, found);
  checkApproval(tool, surroundings.groups, found);
  if (callable === null) {
    const near = await surroundings.near(tool.operation);
    const meant = near.length === 0 ? '' : ` Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`;
    found.problems.push({
      path: '/operation',
      message: `There is no operation "${tool.operation}" in this space.${meant}`,
    });
    return found;
  }
  if (onlyForPeople.has(tool.operation))
    found.problems.push({
      path: '/operation',
      message: `"${tool.operation}" is left to people: it cannot be a tool.`,
    });
  await checkConnection(tool, callable, { surroundings, found });
  checkArguments(tool, callable, found);
  return found;
};

const checkName = ({ name }: ToolSpec, { problems, warnings }: ToolFindings): void => {
  if (!modelName.test(name))
    problems.push({
      path: '/name',
      message: `Model APIs refuse the name "${name.slice(0, 100)}": it must be 1 to 64 letters, digits, "_", "-" and ".".`,
    });
  else if (name.includes('.'))
    warnings.push({ path: '/name', message: 'Some model APIs refuse names with a ".": use "_".' });
};

const checkExpression = ({ output }: ToolSpec, { problems }: ToolFindings): void => {
  if (output === undefined) return;
  try {
    compile(output);
  } catch (error) {
    if (!(error instanceof JqError)) throw error;
    problems.push({ path: '/output', message: `This is no jq: ${error.message}.`, ...error.place });
  }
};

const checkApproval = (
  { approval }: ToolSpec,
  groups: readonly string[],
  { problems }: ToolFindings,
): void => {
  if (approval === undefined) return;
  if (waitMs(approval.timeout) === undefined)
    problems.push({
      path: '/approval/timeout',
      message: `"${approval.timeout}" is no time that a call can wait: write PT30S or PT5M, an hour at most.`,
    });
  if (groups.some((name) => name.toLowerCase() === approval.group.toLowerCase())) return;
  const meant = nearestName(approval.group, groups);
  problems.push({
    path: '/approval/group',
    message: `There is no group "${approval.group}" in this space. ${meant === undefined ? 'Make it under Members.' : `Did you mean "${meant}"?`}`,
  });
};

const checkConnection = async (
  { connection }: ToolSpec,
  { origin, group }: Callable,
  { surroundings, found }: { readonly surroundings: ToolSurroundings; readonly found: ToolFindings },
): Promise<void> => {
  if (connection === undefined) return;
  if (origin === 'flow' || origin === 'hub')
    found.warnings.push({
      path: '/connection',
      message: `It does nothing here: ${origin === 'flow' ? 'a flow names its own connections' : 'the hub needs none'}.`,
    });
  else if (connection !== 'caller' && !(await surroundings.connection(group, connection)))
    found.problems.push({
      path: '/connection',
      message: `The connector "${group}" has no connection "${connection}".`,
    });
};

const checkArguments = (tool: ToolSpec, callable: Callable, found: ToolFindings): void => {
  const { problems } = found;
  const properties = propertiesOf(callable.input);
  const names = Object.keys(properties);
  for (const [name, spec] of Object.entries(tool.arguments)) {
    const path = `/arguments/${escapeStep(name)}`;
    if (!Object.hasOwn(properties, name)) {
      const meant = nearestName(name, names);
      const what =
        meant === undefined
          ? `It has: ${names.slice(0, 20).join(', ') || 'none'}.`
          : `Did you mean "${meant}"?`;
      problems.push({ path, message: `"${tool.operation}" has no argument "${name}". ${what}` });
      continue;
    }
    checkArgument(path, { name, spec, callable, schema: properties[name] }, found);
  }
  checkShownNames(tool, callable, problems);
};

interface Checked {
  readonly name: string;
  readonly spec: ArgumentSpec;
  readonly callable: Callable;
  readonly schema: unknown;
}

const checkArgument = (
  path: string,
  { name, spec, callable, schema }: Checked,
  found: ToolFindings,
): void => {
  const { problems, warnings } = found;
  const { fixed, rename, default: fallback, required } = spec;
  if (fixed !== undefined && 'value' in fixed)
    fits(`${path}/fixed/value`, { callable, schema, value: fixed.value }, problems);
  if (fixed !== undefined && 'fact' in fixed && !factNames.some((fact) => fact === fixed.fact))
    warnings.push({
      path: `${path}/fixed/fact`,
      message: `"${fixed.fact}" is no fact that the hub knows of callers by itself: only a tool token can say it.`,
    });
  if (fallback !== undefined) fits(`${path}/default`, { callable, schema, value: fallback }, problems);
  if (rename !== undefined && !modelName.test(rename))
    problems.push({
      path: `${path}/rename`,
      message: `Model APIs refuse the name "${rename}": it must be 1 to 64 letters, digits, "_", "-" and ".".`,
    });
  const unseen = spec.hide === true || fixed !== undefined;
  if (unseen && (rename !== undefined || spec.description !== undefined || required === true))
    warnings.push({
      path,
      message: 'The model does not see it: its name, its description and that it is required change nothing.',
    });
  if (isLeftOut(callable, { name, shown: null, spec }))
    problems.push({
      path: `${path}/hide`,
      message: `The operation needs "${name}": a hidden argument that it needs must be fixed, or have a default.`,
    });
};

const fits = (
  path: string,
  {
    callable,
    schema,
    value,
  }: { readonly callable: Callable; readonly schema: unknown; readonly value: unknown },
  problems: Finding[],
): void => {
  const own = isSchema(schema) ? schema : true;
  for (const problem of setOf(callable).compile(own)(value))
    problems.push({
      path: `${path}${problem.path}`,
      message: `The operation refuses it: it ${problem.message}.`,
    });
};

const checkShownNames = (tool: ToolSpec, callable: Callable, problems: Finding[]): void => {
  const { settled } = planArguments(tool, callable);
  const properties = propertiesOf(callable.input);
  const shown = new Map<string, string>();
  for (const name of Object.keys(properties)) {
    const argument = settled.find((one) => one.name === name);
    const called = argument === undefined ? name : argument.shown;
    if (called === null) continue;
    const before = shown.get(called);
    const path = argument === undefined ? '/arguments' : `/arguments/${escapeStep(name)}/rename`;
    if (before !== undefined)
      problems.push({ path, message: `The model would know both "${before}" and "${name}" as "${called}".` });
    else if (argument === undefined && !modelName.test(name))
      problems.push({
        path: '/arguments',
        message: `Model APIs refuse the name of its argument "${name.slice(0, 100)}": rename it, or hide it.`,
      });
    shown.set(called, name);
  }
};
