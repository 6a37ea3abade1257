import { unescapeStep } from '../../core/json-pointer.ts';
import { redact } from '../../platform/redact.ts';

const deepest = 12;

/**
 * A value for a log that people read: without what an operation says that must not be seen, wherever a field of that name
 * stands, and without what looks like a secret to the hub.
 */
export const withoutSensitive = (value: unknown, pointers: readonly string[]): unknown => {
  const names = new Set(pointers.map(lastStep));
  return redact(names.size === 0 ? value : mask(value, names, 0));
};

const lastStep = (pointer: string): string => unescapeStep(pointer.slice(pointer.lastIndexOf('/') + 1));

const mask = (value: unknown, names: ReadonlySet<string>, depth: number): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === deepest) return '[too deep]';
  if (Array.isArray(value)) return value.map((item) => mask(item, names, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      names.has(name) && inner !== null ? '[redacted]' : mask(inner, names, depth + 1),
    ]),
  );
};
