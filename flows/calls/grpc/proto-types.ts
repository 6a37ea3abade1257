import { taskFault } from '../../engine/fault.ts';
import type { ProtoEnum, ProtoField, ProtoFile, ProtoMethod } from './proto-file.ts';
import { scalars, type Scalar } from './scalars.ts';

/** What travels in a field: a scalar, one of an enumeration, or a message. */
export type FieldType =
  | { readonly kind: 'scalar'; readonly scalar: Scalar }
  | {
      readonly kind: 'enum';
      readonly values: ReadonlyMap<string, number>;
      readonly names: ReadonlyMap<number, string>;
    }
  | { readonly kind: 'message'; readonly message: MessageType };

export interface FieldPlan extends ProtoField {
  /** In JSON: `petId` for `pet_id`. */
  readonly json: string;
  readonly holds: FieldType;
  readonly key: Scalar | undefined;
}

export interface MessageType {
  readonly name: string;
  readonly byNumber: ReadonlyMap<number, FieldPlan>;
  /** By the names of JSON, and by those of the file. */
  readonly byName: ReadonlyMap<string, FieldPlan>;
}

export interface MethodType {
  /** `/package.Service/Method`. */
  readonly path: string;
  readonly input: MessageType;
  readonly output: MessageType;
}

/** All files together. Messages are put together when first asked for: they may hold themselves. */
export const findMethod = (
  files: readonly ProtoFile[],
  serviceName: string,
  methodName: string,
): MethodType => {
  const services = files.flatMap(({ services }) => services);
  const service =
    services.find(({ name }) => name === serviceName) ??
    services.find(({ name }) => name.endsWith(`.${serviceName}`));
  if (service === undefined)
    throw missing(
      'service',
      serviceName,
      services.map(({ name }) => name),
    );
  const method = service.methods.find(({ name }) => name === methodName);
  if (method === undefined)
    throw missing(
      `method of ${service.name}`,
      methodName,
      service.methods.map(({ name }) => name),
    );
  if (method.streams)
    throw taskFault(
      'configuration',
      `${service.name}/${method.name} streams its messages; a flow calls methods that take one and give one.`,
    );
  return { path: `/${service.name}/${method.name}`, ...sidesOf(files, service.name, method) };
};

const missing = (what: string, name: string, known: readonly string[]): Error =>
  taskFault(
    'configuration',
    `The proto file has no ${what} "${name.slice(0, 100)}"; it has ${known.length === 0 ? 'none' : known.slice(0, 10).join(', ')}.`,
  );

const sidesOf = (
  files: readonly ProtoFile[],
  scope: string,
  method: ProtoMethod,
): Pick<MethodType, 'input' | 'output'> => {
  const messages = new Map(files.flatMap(({ messages }) => messages).map((one) => [one.name, one]));
  const enums = new Map(files.flatMap(({ enums }) => enums).map((one) => [one.name, one]));
  const made = new Map<string, MessageType>();

  /** From the inside out, as the language says: a name belongs to the nearest place that has it. */
  const resolve = (type: string, from: string): FieldType => {
    const scalar = scalars[type];
    if (scalar !== undefined) return { kind: 'scalar', scalar };
    const parts = type.startsWith('.') ? [] : from.split('.');
    for (let length = parts.length; length >= 0; length--) {
      const name = [...parts.slice(0, length), type.replace(/^\./, '')].join('.');
      const found = enums.get(name);
      if (found !== undefined) return enumType(found);
      if (messages.has(name)) return { kind: 'message', message: messageOf(name) };
    }
    throw taskFault(
      'configuration',
      `"${type}" in ${from} of the proto file stands for nothing. Is an import missing?`,
    );
  };

  const messageOf = (name: string): MessageType => {
    const before = made.get(name);
    if (before !== undefined) return before;
    const byNumber = new Map<number, FieldPlan>();
    const byName = new Map<string, FieldPlan>();
    const message = { name, byNumber, byName };
    made.set(name, message);
    for (const field of messages.get(name)?.fields ?? []) {
      const key = field.mapKey === undefined ? undefined : scalars[field.mapKey];
      const plan = {
        ...field,
        key,
        json: field.jsonName ?? camel(field.name),
        holds: resolve(field.type, name),
      };
      byNumber.set(field.number, plan);
      byName.set(field.name, plan);
      byName.set(plan.json, plan);
    }
    return message;
  };

  const side = (type: string): MessageType => {
    const found = resolve(type, scope);
    if (found.kind === 'message') return found.message;
    throw taskFault('configuration', `"${type}" is no message; ${method.name} cannot take or give it.`);
  };
  return { input: side(method.input), output: side(method.output) };
};

const enumType = ({ values }: ProtoEnum): FieldType => ({
  kind: 'enum',
  values,
  // Of several names for one number the first.
  names: new Map([...values].reverse().map(([name, number]) => [number, name])),
});

const camel = (name: string): string =>
  name.replace(/_+([a-zA-Z0-9]?)/g, (_, letter: string) => letter.toUpperCase());
