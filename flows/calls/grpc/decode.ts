import { wireTypeOf } from './encode.ts';
import type { FieldPlan, FieldType, MessageType } from './proto-types.ts';
import { toJson } from './well-known.ts';
import { damaged, WireReader, wireTypes } from './wire.ts';

const deepest = 100;

/**
 * A message as JSON, by the rules of proto3, but for one: a field without presence is there with its default, because a
 * flow that asks for `.count` wants 0, not nothing.
 */
export const decodeMessage = (type: MessageType, bytes: Buffer, depth = 0): unknown => {
  if (depth > deepest) throw damaged(`it is nested more than ${deepest} levels deep`);
  const reader = new WireReader(bytes);
  const values = new Map<FieldPlan, unknown>();
  while (!reader.over) {
    const { field: number, wireType } = reader.tag();
    const field = type.byNumber.get(number);
    if (field === undefined) reader.skip(wireType);
    else if (field.key !== undefined) readEntry(reader, field, { values, wireType, depth });
    else if (field.repeated) readItems(reader, field, { values, wireType, depth });
    else if (wireType === wireTypeOf(field.holds)) values.set(field, readValue(reader, field.holds, depth));
    else reader.skip(wireType);
  }
  const found: [string, unknown][] = [];
  for (const field of type.byNumber.values()) {
    const value = values.has(field) ? values.get(field) : noneOf(field);
    if (value !== undefined) found.push([field.json, value]);
  }
  return toJson(type.name, Object.fromEntries(found));
};

interface Reading {
  readonly values: Map<FieldPlan, unknown>;
  readonly wireType: number;
  readonly depth: number;
}

const readItems = (reader: WireReader, field: FieldPlan, { values, wireType, depth }: Reading): void => {
  const items = (values.get(field) ?? []) as unknown[];
  values.set(field, items);
  const own = wireTypeOf(field.holds);
  if (wireType === own) items.push(readValue(reader, field.holds, depth));
  else if (wireType === wireTypes.bytes) {
    // Packed or not: a reader takes both, whatever the file says.
    const packed = new WireReader(reader.bytes());
    while (!packed.over) items.push(readValue(packed, field.holds, depth));
  } else reader.skip(wireType);
};

const readEntry = (reader: WireReader, field: FieldPlan, { values, wireType, depth }: Reading): void => {
  if (wireType !== wireTypes.bytes) return reader.skip(wireType);
  const entry = new WireReader(reader.bytes());
  let key: unknown = field.key?.none;
  let value: unknown = emptyOf(field.holds, depth);
  while (!entry.over) {
    const tag = entry.tag();
    if (tag.field === 1 && tag.wireType === field.key?.wireType) key = field.key.read(entry);
    else if (tag.field === 2 && tag.wireType === wireTypeOf(field.holds))
      value = readValue(entry, field.holds, depth);
    else entry.skip(tag.wireType);
  }
  const before = (values.get(field) ?? {}) as Record<string, unknown>;
  // By entries: a key called `__proto__` would make no property.
  Object.defineProperty(before, String(key), { value, enumerable: true, configurable: true, writable: true });
  values.set(field, before);
};

const readValue = (reader: WireReader, type: FieldType, depth: number): unknown => {
  switch (type.kind) {
    case 'scalar':
      return type.scalar.read(reader);
    case 'enum': {
      const number = Number(BigInt.asIntN(32, reader.varint()));
      return type.names.get(number) ?? number;
    }
    case 'message':
      return decodeMessage(type.message, reader.bytes(), depth + 1);
    default:
      return type satisfies never;
  }
};

const noneOf = (field: FieldPlan): unknown => {
  if (field.key !== undefined) return {};
  if (field.repeated) return [];
  return field.presence ? undefined : emptyOf(field.holds, undefined);
};

/** `depth` undefined: a message that is not there stays away. */
const emptyOf = (type: FieldType, depth: number | undefined): unknown => {
  if (type.kind === 'scalar') return type.scalar.none;
  if (type.kind === 'enum') return type.names.get(0) ?? 0;
  return depth === undefined ? undefined : decodeMessage(type.message, Buffer.alloc(0), depth + 1);
};
