const keyword = 'x-mcp-header';
const plain: ReadonlySet<string> = new Set(['string', 'integer', 'boolean']);
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Why a tool cannot be called over HTTP: an argument that is repeated in a header has to be a plain one, found by names
 * alone, and in a header of its own. Undefined for nearly all tools, which repeat none.
 */
export const headerFault = (inputSchema: unknown): string | undefined => {
  if (!JSON.stringify(inputSchema).includes(`"${keyword}"`)) return undefined;
  const taken = new Set<string>();
  const visit = (node: unknown, named: boolean, isArgument: boolean): string | undefined => {
    if (typeof node !== 'object' || node === null) return undefined;
    if (Array.isArray(node)) return firstOf(node.map((each) => () => visit(each, false, false)));
    const schema = node as Readonly<Record<string, unknown>>;
    if (Object.hasOwn(schema, keyword)) {
      const name = schema[keyword];
      if (!named || !isArgument) return `"${keyword}" stands where no argument of its own is`;
      if (typeof name !== 'string' || !token.test(name)) return `"${keyword}" is no name of a header`;
      if (!plain.has(String(schema['type'])))
        return `"${keyword}" stands at an argument that is no text, whole number or yes and no`;
      if (taken.has(name.toLowerCase())) return `two arguments travel in the header "${name}"`;
      taken.add(name.toLowerCase());
    }
    return firstOf(
      Object.entries(schema).map(([key, inner]) => () => {
        if (key !== 'properties') return visit(inner, false, false);
        const properties = typeof inner === 'object' && inner !== null ? Object.values(inner) : [];
        return firstOf(properties.map((each) => () => visit(each, named, true)));
      }),
    );
  };
  return visit(inputSchema, true, false);
};

const firstOf = (faults: readonly (() => string | undefined)[]): string | undefined => {
  for (const fault of faults) {
    const found = fault();
    if (found !== undefined) return found;
  }
  return undefined;
};
