/** What a call was about without what was said in it: for the log. */

const mostNames = 50;
const deepest = 2;

/** `{"email": "text(17)", "items": "list(3)"}`. */
export const shapeOf = (value: unknown, depth = 0): unknown => {
  switch (typeof value) {
    case 'string':
      return `text(${value.length})`;
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      if (value === null || value === undefined) return 'null';
      if (Array.isArray(value)) return `list(${value.length})`;
      if (depth === deepest) return `object(${Object.keys(value).length})`;
      return Object.fromEntries(
        Object.entries(value)
          .slice(0, mostNames)
          .map(([name, inner]) => [name.slice(0, 100), shapeOf(inner, depth + 1)]),
      );
  }
};
