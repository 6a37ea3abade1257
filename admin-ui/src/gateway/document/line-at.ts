import type { YamlNode } from '../../yaml/yaml-node.ts';

/** The line that a JSON pointer leads to; that of what is around it where it says nothing. */
export const lineAt = (text: string, root: YamlNode | null, pointer: string): number => {
  let node = root;
  let offset = root?.start ?? 0;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const next = node === null ? undefined : stepInto(node, name);
    if (next === undefined) break;
    ({ node, offset } = next);
  }
  return text.slice(0, offset).split('\n').length;
};

const stepInto = (
  node: YamlNode,
  name: string,
): { readonly node: YamlNode; readonly offset: number } | undefined => {
  if (node.kind === 'list') {
    const item = node.items[Number(name)];
    return item === undefined ? undefined : { node: item.node, offset: item.head };
  }
  if (node.kind !== 'map') return undefined;
  const entry = node.entries.find(({ key }) => key.kind === 'scalar' && key.text === name);
  return entry === undefined ? undefined : { node: entry.value, offset: entry.head };
};
