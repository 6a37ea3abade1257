import { nearestName } from '../../../core/nearest-name.ts';
import { taskFault } from '../../engine/fault.ts';
import { isFields } from '../given.ts';
import type { FieldPlan, FieldType, MessageType } from './proto-types.ts';
import { scalars, type Scalar } from './scalars.ts';
import { fromJson } from './well-known.ts';
import { wireTypes, WireWriter } from './wire.ts';

const deepest = 100;

/** JSON as a message. `path` is where in the arguments it stands, for what is said about it. */
export const encodeMessage = (type: MessageType, value: unknown, path = 'arguments'): Buffer => {
  if (path.split('.').length > deepest) throw refuse(path, `is nested more than ${deepest} levels deep`);
  const plain = fromJson(type.name, value);
  if (plain === undefined || !isFields(plain)) throw refuse(path, `cannot be a ${type.name}`);
  const writer = new WireWriter();
  for (const [name, given] of Object.entries(plain)) {
    const field = type.byName.get(name);
    if (field === undefined) throw unknown(type, `${path}.${name}`, name);
    // `null` stands for a field that is not there; `google.protobuf.Value` has one that is.
    if ((given === null && !holdsNull(field)) || given === undefined) continue;
    writeField(writer, field, { value: given, path: `${path}.${name}` });
  }
  return writer.done();
};

const holdsNull = ({ holds, repeated, mapKey }: FieldPlan): boolean =>
  holds.kind === 'message' &&
  holds.message.name === 'google.protobuf.Value' &&
  !repeated &&
  mapKey === undefined;

interface Given {
  readonly value: unknown;
  readonly path: string;
}

const writeField = (writer: WireWriter, field: FieldPlan, { value, path }: Given): void => {
  if (field.key !== undefined) return writeMap(writer, field, { value, path });
  if (!field.repeated) return writeOne(writer, field, { value, path });
  if (!Array.isArray(value)) throw refuse(path, 'has to be a list');
  const items = (value as readonly unknown[]).map((item, at) => ({ value: item, path: `${path}[${at}]` }));
  const isPacked = field.packed && wireTypeOf(field.holds) !== wireTypes.bytes;
  if (!isPacked) {
    for (const item of items) writeOne(writer, field, item);
    return;
  }
  if (items.length === 0) return;
  const packed = new WireWriter();
  for (const item of items) writeValue(packed, field.holds, item);
  writer.tag(field.number, wireTypes.bytes);
  writer.bytes(packed.done());
};

const writeMap = (writer: WireWriter, field: FieldPlan, { value, path }: Given): void => {
  if (!isFields(value)) throw refuse(path, 'has to be an object');
  for (const [name, inner] of Object.entries(value)) {
    const entry = new WireWriter();
    const key = field.key ?? scalars['string'];
    entry.tag(1, key?.wireType ?? wireTypes.bytes);
    if (key?.write(entry, keyValue(key, name)) !== true)
      throw refuse(path, `has a key "${name.slice(0, 60)}" that is no ${key?.name ?? ''}`);
    entry.tag(2, wireTypeOf(field.holds));
    writeValue(entry, field.holds, { value: inner, path: `${path}.${name}` });
    writer.tag(field.number, wireTypes.bytes);
    writer.bytes(entry.done());
  }
};

const keyValue = (key: Scalar, name: string): unknown =>
  key.name === 'bool' ? (name === 'true' ? true : name === 'false' ? false : name) : name;

const writeOne = (writer: WireWriter, field: FieldPlan, given: Given): void => {
  writer.tag(field.number, wireTypeOf(field.holds));
  writeValue(writer, field.holds, given);
};

export const wireTypeOf = (type: FieldType): number =>
  type.kind === 'scalar' ? type.scalar.wireType : type.kind === 'enum' ? wireTypes.varint : wireTypes.bytes;

const writeValue = (writer: WireWriter, holds: FieldType, { value, path }: Given): void => {
  switch (holds.kind) {
    case 'scalar':
      if (!holds.scalar.write(writer, value)) throw refuse(path, `is no ${holds.scalar.name}`);
      return;
    case 'enum': {
      const number = typeof value === 'string' ? holds.values.get(value) : value;
      if (typeof number !== 'number' || !Number.isInteger(number))
        throw refuse(path, `is none of ${[...holds.values.keys()].slice(0, 20).join(', ')}`);
      return writer.varint(BigInt(number));
    }
    case 'message':
      return writer.bytes(encodeMessage(holds.message, value, path));
    default:
      holds satisfies never;
  }
};

const refuse = (path: string, reason: string): Error =>
  taskFault('validation', `"${path.slice(0, 200)}" ${reason}.`);

const unknown = (type: MessageType, path: string, name: string): Error => {
  const meant = nearestName(name, [...type.byName.keys()]);
  return refuse(
    path,
    `is no field of ${type.name}${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
  );
};
