import { define } from './compile-call.ts';
import { JqError } from './error.ts';
import { parseLibrary } from './parser.ts';
import { countNode, fault, type Binding, type Scope } from './scope.ts';
import type { Import } from './syntax.ts';
import type { Value } from './value.ts';

/** Modules by name: definitions as their source, data as a value in `data`. Nothing is read from anywhere. */
export type Modules = Readonly<Record<string, string | { readonly data: Value }>>;

interface Loading {
  readonly modules: Modules;
  /** The modules around this one, outermost first. */
  readonly inside: readonly string[];
}

/** The scope with what the imports bring in; what comes later stands before what came earlier. */
export const importInto = (scope: Scope, imports: readonly Import[], loading: Loading): Scope =>
  imports.reduce((inner, one) => importOne(inner, one, loading), scope);

const importOne = (scope: Scope, one: Import, loading: Loading): Scope => {
  const { path, name, isData, at } = one;
  countNode(scope, one);
  const { modules, inside } = loading;
  const found = Object.hasOwn(modules, path) ? modules[path] : undefined;
  if (found === undefined) throw fault(scope, at, `There is no module "${path}"`);
  if (inside.includes(path)) {
    throw fault(scope, at, `Modules import each other in a circle: ${[...inside, path].join(' → ')}`);
  }
  if (isData !== (typeof found !== 'string')) {
    throw fault(scope, at, `The module "${path}" is ${isData ? 'no data' : 'data: import it as $name'}`);
  }
  if (typeof found !== 'string') return withData(scope, name ?? path, [found.data]);
  const exported = loadModule(scope, found, { modules, inside: [...inside, path] });
  return exported.reduce(
    (inner, binding) => ({
      ...inner,
      bindings: {
        ...binding,
        name: name === null ? binding.name : `${name}::${binding.name}`,
        outer: inner.bindings,
      },
    }),
    scope,
  );
};

/** As jq has it: in an array, under its name alone and as a member of itself. */
const withData = (scope: Scope, name: string, value: Value): Scope =>
  [name, `${name}::${name}`].reduce(
    (inner, one) => ({
      ...inner,
      bindings: { kind: 'constant', name: one, value, outer: inner.bindings },
    }),
    scope,
  );

/** What a module defines, in order. It sees its own imports and definitions, and nothing of who imports it. */
const loadModule = (outer: Scope, source: string, loading: Loading): readonly Binding[] => {
  // Parsing is work too: a module that is imported by two, imported by two, and so on, is read that often.
  outer.unit.counted.nodes += 1 + (source.length >> 3);
  const unit = { ...outer.unit, source };
  const empty: Scope = { bindings: null, level: 0, layout: { values: 0 }, tail: false, unit };
  try {
    const { imports, definitions } = parseLibrary(source);
    const scope = definitions.reduce(
      (inner, definition) => define(inner, definition),
      importInto(empty, imports, loading),
    );
    return ownBindings(scope, definitions.length);
  } catch (error) {
    if (!(error instanceof JqError) || error.message.startsWith('Module "')) throw error;
    const message = `Module "${loading.inside.at(-1) ?? ''}": ${error.message}`;
    throw new JqError(message, { failure: error.failure, place: error.place });
  }
};

const ownBindings = (scope: Scope, count: number): readonly Binding[] => {
  const found: Binding[] = [];
  for (let at = scope.bindings; at !== null && found.length < count; at = at.outer) found.unshift(at);
  return found;
};
