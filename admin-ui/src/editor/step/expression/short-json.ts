/** A value in one line, and no more of it than is read. Never writes out all of a large one. */
const longest = 240;

export const shortJson = (value: unknown): string => {
  const parts: string[] = [];
  const room = { left: longest };
  write(value, parts, room);
  const text = parts.join('');
  return room.left < 0 ? `${text.slice(0, longest)}…` : text;
};

interface Room {
  left: number;
}

const put = (text: string, parts: string[], room: Room): void => {
  if (room.left >= 0) parts.push(text);
  room.left -= text.length;
};

const write = (value: unknown, parts: string[], room: Room): void => {
  if (room.left < 0) return;
  if (typeof value === 'string') {
    put(JSON.stringify(value.length > longest ? value.slice(0, longest + 1) : value), parts, room);
  } else if (typeof value !== 'object' || value === null) put(JSON.stringify(value ?? null), parts, room);
  else if (Array.isArray(value)) writeList(value, parts, room);
  else writeFields(value as Readonly<Record<string, unknown>>, parts, room);
};

const writeList = (items: readonly unknown[], parts: string[], room: Room): void => {
  put('[', parts, room);
  for (const [at, item] of items.entries()) {
    if (room.left < 0) return;
    if (at > 0) put(', ', parts, room);
    write(item, parts, room);
  }
  put(']', parts, room);
};

const writeFields = (fields: Readonly<Record<string, unknown>>, parts: string[], room: Room): void => {
  put('{', parts, room);
  let first = true;
  for (const name in fields) {
    if (room.left < 0) return;
    if (!Object.hasOwn(fields, name)) continue;
    put(`${first ? ' ' : ', '}${/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name)}: `, parts, room);
    first = false;
    write(fields[name], parts, room);
  }
  put(first ? '}' : ' }', parts, room);
};
