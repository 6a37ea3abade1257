import { HubError } from '../../core/errors.ts';
import { escapeStep } from '../../core/json-pointer.ts';

/** What a document may weigh once it is read. Real ones of 15 MB have about a million values. */
export const treeLimits = { depth: 400, values: 5_000_000, letters: 128 * 1024 * 1024 } as const;

export interface Weighed {
  readonly properties: number;
  readonly notes: readonly string[];
}

/**
 * Walks once through what was read, and refuses what later parts could choke on. It takes out the properties called
 * `__proto__`: nobody means them, and the first `copy[name] = value` behind this point would make one work.
 */
export const weighTree = (tree: unknown, name: string): Weighed => {
  const path: (string | number)[] = [];
  const notes: string[] = [];
  let values = 0;
  let properties = 0;

  const walk = (value: unknown): void => {
    if (++values > treeLimits.values) throw tooMany(name);
    if (typeof value !== 'object' || value === null) return;
    if (path.length === treeLimits.depth) throw tooDeep(name, path);
    if (Array.isArray(value)) {
      for (const [at, item] of value.entries()) inside(at, item);
      return;
    }
    for (const key of Object.keys(value)) {
      properties++;
      if (key === '__proto__') drop(value);
      else inside(key, (value as Record<string, unknown>)[key]);
    }
  };
  const inside = (step: string | number, value: unknown): void => {
    path.push(step);
    walk(value);
    path.pop();
  };
  const drop = (from: object): void => {
    notes.push(`${place(path)}: a property called "__proto__" was left out.`);
    Reflect.deleteProperty(from, '__proto__');
  };

  walk(tree);
  return { properties, notes };
};

/**
 * The same tree with nothing shared: every alias becomes a copy, counted as it grows, so that a few lines which
 * stand for a billion values end here. An alias inside of what it stands for ends at the depth.
 */
export const unfoldTree = (tree: unknown, name: string): unknown => {
  let values = 0;
  let letters = 0;
  const copy = (value: unknown, depth: number): unknown => {
    if (++values > treeLimits.values) throw tooMany(name);
    if (typeof value === 'string' && (letters += value.length) > treeLimits.letters) throw tooMany(name);
    if (typeof value !== 'object' || value === null) return value;
    if (depth === treeLimits.depth) throw tooDeep(name, []);
    if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1));
    // fromEntries defines properties, also one called __proto__; weighing takes it out.
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copy(item, depth + 1)]));
  };
  return copy(tree, 0);
};

/** As a reference would name it, cut short in the middle. */
export const place = (path: readonly (string | number)[]): string => {
  const steps = path.map((step) => escapeStep(String(step)).slice(0, 100));
  const shown = steps.length > 12 ? [...steps.slice(0, 8), '…', ...steps.slice(-3)] : steps;
  return ['#', ...shown].join('/');
};

const tooMany = (name: string): HubError =>
  new HubError(
    'import_failed',
    `Cannot read ${name}: it holds more than ${treeLimits.values} values once its aliases are written out. Split it, or import a part of it.`,
  );

const tooDeep = (name: string, path: readonly (string | number)[]): HubError =>
  new HubError(
    'import_failed',
    `Cannot read ${name}: it is nested more than ${treeLimits.depth} levels deep${path.length === 0 ? ', or an alias contains itself' : `, at ${place(path)}`}. Write it flatter, with references.`,
  );
