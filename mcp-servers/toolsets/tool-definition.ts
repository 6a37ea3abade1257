import type { JsonSchema } from '../../core/connector.ts';
import type { Callable } from '../../core/ports.ts';
import { isObject } from '../../core/schema/plain.ts';
import { compactSchema } from '../search/compact-schema.ts';
import type { Values } from '../serve/offer.ts';
import type { ToolSpec } from './content.ts';
import { plainText } from './plain-text.ts';
import type { ToolArguments } from './tool-arguments.ts';

/** A tool as `tools/list` has it. */
export interface ToolDefinition extends Values {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: Values;
  readonly outputSchema?: Values;
}

export interface DefinitionOptions {
  readonly spec: ToolSpec;
  readonly callable: Callable;
  readonly planned: ToolArguments;
  /** Whether what it answers with is told. */
  readonly outputs: boolean;
}

const mostDescription = 1_200;
/** Bytes of its schemas. */
const inputBudget = 8 * 1024;
const outputBudget = 1_024;

export const defineTool = ({ spec, callable, planned, outputs }: DefinitionOptions): ToolDefinition => {
  const { definitions, origin, meta = {} } = callable;
  // Tools of others go on as they are, unless the toolset has changed what they take.
  const unchanged = origin === 'mcp' && planned.settled.length === 0;
  const { annotations: theirs, ...more } = meta;
  const title = spec.title ?? plainText(callable.title, 120);
  const annotations = {
    ...(isObject(theirs) ? theirs : annotationsOf(callable)),
    ...definedIn(spec.annotations),
  };
  const output = outputs && spec.output === undefined ? outputOf(callable) : undefined;
  return {
    ...more,
    name: spec.name,
    ...(title !== '' && title !== spec.name && { title }),
    description: spec.description ?? descriptionOf(callable),
    inputSchema: unchanged
      ? ofObject(planned.schema)
      : ofObject(compactSchema({ schema: planned.schema, definitions, budget: inputBudget }).schema),
    ...(output !== undefined && { outputSchema: output }),
    ...(Object.keys(annotations).length > 0 && { annotations }),
  };
};

/** What stands there already as the title is not said twice. */
const descriptionOf = ({ title, description, origin }: Callable): string => {
  if (origin === 'mcp') return description;
  const [first, rest] = [plainText(title, 300), plainText(description, mostDescription)];
  if (rest === '' || first === '') return rest || first;
  return rest.toLowerCase().startsWith(first.toLowerCase().replace(/\.$/, ''))
    ? rest
    : `${first}. ${rest}`.slice(0, mostDescription).toWellFormed();
};

/** The protocol takes what is not said for the worse; only what differs from that is said. */
const annotationsOf = ({ hints, origin }: Callable): Values => ({
  ...(hints.readOnly ? { readOnlyHint: true } : { destructiveHint: hints.destructive }),
  ...(hints.idempotent && !hints.readOnly && { idempotentHint: true }),
  ...(origin === 'hub' && { openWorldHint: false }),
});

const definedIn = (annotations: ToolSpec['annotations']): Values =>
  Object.fromEntries(Object.entries(annotations ?? {}).filter(([, value]) => value !== undefined));

const ofObject = (schema: JsonSchema): Values =>
  isObject(schema) ? { type: 'object', ...schema } : { type: 'object' };

/**
 * What a tool answers with, as far as the operation says. APIs do not always keep to what they say, and clients refuse
 * an answer that does not fit: so the schema tells, and lets everything else through.
 */
const outputOf = (callable: Callable): Values | undefined => {
  const { output, definitions, origin } = callable;
  if (origin === 'mcp') return isObject(output) ? output : undefined;
  if (output === undefined || typeof output === 'boolean') return undefined;
  const compact = compactSchema({ schema: output, definitions, budget: outputBudget, use: 'output' });
  if (!isObject(compact.schema)) return undefined;
  const { $defs, ...said } = compact.schema;
  if (!Object.keys(said).some((word) => word !== 'type')) return undefined;
  const told = said['type'] === 'object' ? said : { type: 'object', properties: { result: said } };
  return { type: 'object', anyOf: [told, {}], ...($defs !== undefined && { $defs }) };
};
