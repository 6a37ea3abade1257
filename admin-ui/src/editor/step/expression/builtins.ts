/** What people write most of all that jq has; each is said in a line under `editor.step.jq.<name>`. */
export const builtins = [
  ...['add', 'all', 'any', 'ascii_downcase', 'ascii_upcase', 'capture', 'ceil', 'contains', 'del', 'empty'],
  ...['endswith', 'error', 'first', 'flatten', 'floor', 'from_entries', 'fromdateiso8601', 'fromjson'],
  ...['group_by', 'gsub', 'has', 'if', 'in', 'index', 'inside', 'join', 'keys', 'last', 'length', 'limit'],
  ...['ltrimstr', 'map', 'map_values', 'match', 'max', 'max_by', 'min', 'min_by', 'not', 'now', 'paths'],
  ...['range', 'reduce', 'reverse', 'round', 'rtrimstr', 'select', 'sort', 'sort_by', 'split', 'startswith'],
  ...['strftime', 'strptime', 'sub', 'test', 'to_entries', 'todate', 'tojson', 'tonumber', 'tostring'],
  ...['trim', 'type', 'unique', 'unique_by', 'values', 'with_entries'],
] as const;

export type Builtin = (typeof builtins)[number];

export const isBuiltin = (name: string): name is Builtin => builtins.some((one) => one === name);
