export type JsonPath = readonly (string | number)[];

/** The path as jq takes it: `.details.role`, `.items[0]["a b"]`. */
export const jqPath = (path: JsonPath): string => {
  const text = path
    .map((part) =>
      typeof part === 'number'
        ? `[${part}]`
        : /^[A-Za-z_]\w*$/.test(part)
          ? `.${part}`
          : `[${JSON.stringify(part)}]`,
    )
    .join('');
  return text.startsWith('.') ? text : `.${text}`;
};

export const childrenOf = (value: unknown): readonly (readonly [string | number, unknown])[] => {
  if (Array.isArray(value)) return value.map((item: unknown, index) => [index, item] as const);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
};

/** Whether the words stand in this value, its name or anything below it. */
export const matches = (name: string | number, value: unknown, words: string): boolean => {
  const wanted = words.toLowerCase();
  if (String(name).toLowerCase().includes(wanted)) return true;
  if (typeof value === 'object' && value !== null) {
    return childrenOf(value).some(([key, child]) => matches(key, child, words));
  }
  return String(value).toLowerCase().includes(wanted);
};
