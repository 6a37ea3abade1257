import { readTokens, type ProtoTokens } from './proto-tokens.ts';

/** A `.proto` file as it is written: proto2 or proto3, as far as messages travel by it. */

export interface ProtoField {
  readonly name: string;
  readonly number: number;
  /** A scalar, or a name that is still to be looked up. */
  readonly type: string;
  readonly repeated: boolean;
  /** Of a map: the type of its keys; `type` is that of its values. */
  readonly mapKey?: string;
  /** Is there or not, apart from its value. */
  readonly presence: boolean;
  readonly packed: boolean;
  readonly jsonName?: string;
}

export interface ProtoMessage {
  readonly name: string;
  readonly fields: readonly ProtoField[];
}

export interface ProtoEnum {
  readonly name: string;
  readonly values: ReadonlyMap<string, number>;
}

export interface ProtoMethod {
  readonly name: string;
  readonly input: string;
  readonly output: string;
  readonly streams: boolean;
}

export interface ProtoService {
  readonly name: string;
  readonly methods: readonly ProtoMethod[];
}

/** Names are whole: with the package and what they stand in. */
export interface ProtoFile {
  readonly imports: readonly string[];
  readonly messages: readonly ProtoMessage[];
  readonly enums: readonly ProtoEnum[];
  readonly services: readonly ProtoService[];
}

interface Reading {
  readonly tokens: ProtoTokens;
  readonly imports: string[];
  readonly messages: ProtoMessage[];
  readonly enums: ProtoEnum[];
  readonly services: ProtoService[];
  proto3: boolean;
  package: string;
}

export const readProto = (source: string, file: string): ProtoFile => {
  const tokens = readTokens(source, file);
  const reading: Reading = {
    ...{ tokens, imports: [], messages: [], enums: [], services: [] },
    proto3: false,
    package: '',
  };
  while (tokens.peek() !== '') readTop(reading);
  const { imports, messages, enums, services } = reading;
  return { imports, messages, enums, services };
};

const readTop = (reading: Reading): void => {
  const { tokens } = reading;
  const word = tokens.take();
  switch (word) {
    case ';':
      return;
    case 'syntax':
    case 'edition':
      tokens.expect('=');
      // Editions go on where proto3 stopped: fields have presence unless they say otherwise.
      reading.proto3 = tokens.text() === 'proto3';
      return tokens.expect(';');
    case 'package':
      reading.package = `${tokens.name()}.`;
      return tokens.expect(';');
    case 'import':
      if (!tokens.skip('public')) tokens.skip('weak');
      reading.imports.push(tokens.text());
      return tokens.expect(';');
    case 'option':
      return skipStatement(tokens);
    case 'message':
      return readMessage(reading, reading.package, 0);
    case 'enum':
      return readEnum(reading, reading.package);
    case 'extend':
      tokens.name();
      return skipBlock(tokens);
    case 'service':
      return readService(reading);
    default:
      throw tokens.fail(`after "${word.slice(0, 60)}" something else`);
  }
};

const deepest = 50;

const readMessage = (reading: Reading, scope: string, depth: number): void => {
  const { tokens } = reading;
  if (depth > deepest) throw tokens.fail('fewer messages within messages');
  const name = scope + tokens.name();
  const fields: ProtoField[] = [];
  tokens.expect('{');
  while (!tokens.skip('}')) {
    const word = tokens.peek();
    if (tokens.skip(';')) continue;
    if (word === 'message') {
      tokens.take();
      readMessage(reading, `${name}.`, depth + 1);
    } else if (word === 'enum') {
      tokens.take();
      readEnum(reading, `${name}.`);
    } else if (word === 'oneof') readOneof(reading, fields);
    else if (word === 'option' || word === 'reserved' || word === 'extensions') skipStatement(tokens);
    else if (word === 'extend') {
      tokens.take();
      tokens.name();
      skipBlock(tokens);
    } else fields.push(readField(reading));
  }
  reading.messages.push({ name, fields });
};

const readOneof = (reading: Reading, fields: ProtoField[]): void => {
  const { tokens } = reading;
  tokens.take();
  tokens.name();
  tokens.expect('{');
  while (!tokens.skip('}')) {
    if (tokens.skip(';')) continue;
    if (tokens.peek() === 'option') skipStatement(tokens);
    else fields.push({ ...readField(reading), presence: true });
  }
};

const readField = (reading: Reading): ProtoField => {
  const { tokens, proto3 } = reading;
  const label = ['repeated', 'optional', 'required'].find((each) => tokens.skip(each));
  if (tokens.peek() === 'group') throw tokens.fail('a field, and no group (they are no more used)');
  const written = tokens.name();
  let mapKey: string | undefined;
  let type = written;
  if (written === 'map' && tokens.skip('<')) {
    mapKey = tokens.name();
    tokens.expect(',');
    type = tokens.name();
    tokens.expect('>');
  }
  const name = tokens.name();
  tokens.expect('=');
  const number = tokens.number();
  if (!Number.isInteger(number) || number < 1 || number > 536_870_911)
    throw tokens.fail('the number of a field before this');
  const options = readFieldOptions(tokens);
  tokens.expect(';');
  const jsonName = options.get('json_name');
  const packed = options.get('packed');
  return {
    ...{ name, number, type },
    repeated: label === 'repeated',
    ...(mapKey === undefined ? {} : { mapKey }),
    presence: !proto3 || label === 'optional',
    packed: packed === undefined ? proto3 : packed === 'true',
    ...(jsonName === undefined ? {} : { jsonName }),
  };
};

const readFieldOptions = (tokens: ProtoTokens): ReadonlyMap<string, string> => {
  const options = new Map<string, string>();
  if (!tokens.skip('[')) return options;
  do {
    let name = '';
    while (tokens.peek() !== '=' && tokens.peek() !== ']') name += tokens.take();
    tokens.expect('=');
    if (/^["']/.test(tokens.peek())) options.set(name, tokens.text());
    else if (tokens.peek() === '{') skipBlock(tokens);
    else {
      let value = '';
      while (tokens.peek() !== ',' && tokens.peek() !== ']') value += tokens.take();
      options.set(name, value);
    }
  } while (tokens.skip(','));
  tokens.expect(']');
  return options;
};

const readEnum = (reading: Reading, scope: string): void => {
  const { tokens } = reading;
  const name = scope + tokens.name();
  const values = new Map<string, number>();
  tokens.expect('{');
  while (!tokens.skip('}')) {
    if (tokens.skip(';')) continue;
    if (tokens.peek() === 'option' || tokens.peek() === 'reserved') {
      skipStatement(tokens);
      continue;
    }
    const value = tokens.name();
    tokens.expect('=');
    values.set(value, tokens.number());
    readFieldOptions(tokens);
    tokens.expect(';');
  }
  reading.enums.push({ name, values });
};

const readService = (reading: Reading): void => {
  const { tokens } = reading;
  const name = reading.package + tokens.name();
  const methods: ProtoMethod[] = [];
  tokens.expect('{');
  while (!tokens.skip('}')) {
    if (tokens.skip(';')) continue;
    if (tokens.peek() === 'option') {
      skipStatement(tokens);
      continue;
    }
    tokens.expect('rpc');
    const method = tokens.name();
    const input = readSide(tokens);
    tokens.expect('returns');
    const output = readSide(tokens);
    if (tokens.peek() === '{') skipBlock(tokens);
    else tokens.expect(';');
    methods.push({
      name: method,
      input: input.type,
      output: output.type,
      streams: input.streams || output.streams,
    });
  }
  reading.services.push({ name, methods });
};

const readSide = (tokens: ProtoTokens): { type: string; streams: boolean } => {
  tokens.expect('(');
  const first = tokens.name();
  // `stream` is a name like others too.
  const streams = first === 'stream' && tokens.peek() !== ')';
  const type = streams ? tokens.name() : first;
  tokens.expect(')');
  return { type, streams };
};

/** To the `;` that ends it, whatever stands in between. */
const skipStatement = (tokens: ProtoTokens): void => {
  while (tokens.peek() !== ';') {
    if (tokens.peek() === '{') skipBlock(tokens);
    else tokens.take();
  }
  tokens.take();
};

const skipBlock = (tokens: ProtoTokens): void => {
  tokens.expect('{');
  for (let depth = 1; depth > 0;) {
    const word = tokens.take();
    if (word === '{') depth++;
    if (word === '}') depth--;
  }
};
