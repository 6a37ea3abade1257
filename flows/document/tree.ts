import { escapeStep } from '../../core/json-pointer.ts';
import type { YamlNode } from '../../platform/yaml.ts';
import { flowLimits } from './limits.ts';
import type { Report } from './report.ts';
import { plainValue } from './scalar.ts';

/** The nodes of a text as plain data, and which node each alias stands for. */
export interface Tree {
  readonly value: unknown;
  readonly aliases: ReadonlyMap<YamlNode, YamlNode>;
  /** False when there was more than is taken: what is missing is not the document's fault. */
  readonly complete: boolean;
}

interface Step {
  readonly path: string;
  readonly depth: number;
  /** It is looked at once more, for an alias. */
  readonly again: boolean;
}

/**
 * An alias is written out: each place has a value of its own, as if the text had said it twice. That is bounded, since ten
 * lines can say it a billion times.
 */
export const plainTree = (root: YamlNode, report: Report): Tree => {
  const anchors = new Map<string, YamlNode>();
  const aliases = new Map<YamlNode, YamlNode>();
  const open = new Set<YamlNode>();
  let values = 0;

  const visit = (node: YamlNode, step: Step): unknown => {
    values += 1;
    const { path, depth } = step;
    if (values > flowLimits.values) {
      const message = `The document has more than ${flowLimits.values} values, with aliases written out.`;
      if (values === flowLimits.values + 1) report.add({ path, message });
      return null;
    }
    if (depth > flowLimits.depth) {
      report.add({ path, message: tooDeep });
      return null;
    }
    if (node.kind === 'alias') return behind(node, step);
    if (node.anchor !== null && !step.again) anchors.set(node.anchor, node);
    if (node.tag !== null) {
      const message = `Tags such as "${node.tag.slice(0, 60)}" mean nothing here. Leave it out; a text is put in quotes.`;
      report.add({ path, message });
      return null;
    }
    if (node.kind === 'scalar') return scalar(node, path);
    const deeper = (name: string | number): Step => ({
      ...step,
      path: `${path}/${typeof name === 'number' ? name : escapeStep(name)}`,
      depth: depth + 1,
    });
    open.add(node);
    const made =
      node.kind === 'list'
        ? node.items.map((item, at) => visit(item, deeper(at)))
        : fields(node, (name, value) => visit(value, deeper(name)), path);
    open.delete(node);
    return made;
  };

  const behind = (node: YamlNode & { kind: 'alias' }, step: Step): unknown => {
    const target = aliases.get(node) ?? anchors.get(node.name);
    const { path } = step;
    if (target === undefined) {
      report.add({ path, message: `Nothing before this place is called "&${node.name}".` });
      return null;
    }
    aliases.set(node, target);
    if (!open.has(target)) return visit(target, { ...step, again: true });
    report.add({ path, message: `"*${node.name}" stands inside of what it stands for.` });
    return null;
  };

  const scalar = ({ text, plain }: YamlNode & { kind: 'scalar' }, path: string): unknown => {
    if (!plain) return text;
    const value = plainValue(text);
    if (typeof value !== 'number' || Number.isFinite(value)) return value;
    report.add({ path, message: `${text.slice(0, 60)} is no number that JSON knows.` });
    return null;
  };

  const fields = (
    { entries }: YamlNode & { kind: 'map' },
    look: (name: string, value: YamlNode) => unknown,
    path: string,
  ): Record<string, unknown> => {
    const made: Record<string, unknown> = {};
    for (const { key, value } of entries) {
      const name = nameOf(key, path);
      if (name === undefined) continue;
      if (Object.hasOwn(made, name)) {
        const message = `"${name.slice(0, 60)}" is here twice. Keep one of them.`;
        report.add({ path: `${path}/${escapeStep(name)}`, message, offset: key.start });
        continue;
      }
      const one = look(name, value);
      // A field of this name would change what the object is instead of being in it.
      if (name !== '__proto__') made[name] = one;
      else
        Object.defineProperty(made, name, {
          value: one,
          enumerable: true,
          configurable: true,
          writable: true,
        });
    }
    return made;
  };

  const nameOf = (key: YamlNode, path: string): string | undefined => {
    if (key.kind !== 'scalar' || key.tag !== null) {
      report.add({ path, message: 'The name of a field must be a text, but one here is something else.' });
      return undefined;
    }
    if (key.anchor !== null) anchors.set(key.anchor, key);
    if (!key.plain || typeof plainValue(key.text) === 'string') {
      if (!key.plain || key.text !== '<<') return key.text;
      const message =
        'YAML 1.2 knows no merge keys "<<". Write the fields out, or use an alias for all of the value.';
      report.add({ path: `${path}/<<`, message, part: 'key' });
      return undefined;
    }
    const message = `The name of a field must be a text. Write it in quotes: "${key.text.slice(0, 60)}".`;
    report.add({ path: `${path}/${escapeStep(key.text)}`, message, part: 'key' });
    return undefined;
  };

  const value = visit(root, { path: '', depth: 0, again: false });
  return { value, aliases, complete: values <= flowLimits.values };
};

export const tooDeep = `This is nested deeper than ${flowLimits.depth} levels.`;
