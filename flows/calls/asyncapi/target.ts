import { taskFault } from '../../engine/fault.ts';
import { fillAddress } from '../address.ts';
import { asText, isFields, textIn, textOrNone, type Fields } from '../given.ts';

/** Where a call goes, by an AsyncAPI document of version 2 or 3. */
export interface Target {
  /** `http`, `ws` or `kafka`, with or without TLS; anything else as the document has it. */
  readonly protocol: string;
  /** Of the channel at the server. */
  readonly url: string;
  /** Of HTTP, where the document says. */
  readonly method: string | undefined;
  /** The server alone, without scheme or path, and the channel alone. */
  readonly host: string;
  readonly channel: string;
  /** Which kinds of security the server asks for, in the words of AsyncAPI. */
  readonly security: readonly string[];
}

export const findTarget = (document: Fields, given: Fields, input: unknown): Target => {
  const { asyncapi } = document;
  if (typeof asyncapi !== 'string' || !/^[23]\./.test(asyncapi))
    throw taskFault('configuration', 'The document is none of AsyncAPI 2 or 3.');
  const place = asyncapi.startsWith('2') ? placeOf2(document, given) : placeOf3(document, given);
  const server = pickServer(document, given, place.servers);
  const variables = isFields(given['server']) ? given['server']['variables'] : undefined;
  const { protocol, base } = baseOf(server, isFields(variables) ? variables : {});
  const path = fillAddress(place.address, input).replace(/^\/+/, '');
  return {
    protocol,
    url: path === '' ? base : `${base}/${path}`,
    method: place.method,
    host: base.replace(/^[^:]*:\/\//, ''),
    channel: place.topic ?? path,
    security: securityOf(document, server),
  };
};

interface Place {
  readonly address: string;
  /** Names of servers; empty for all. */
  readonly servers: readonly string[];
  readonly method: string | undefined;
  /** Of Kafka, where it is not called as the channel is. */
  readonly topic: string | undefined;
}

const placeOf2 = (document: Fields, given: Fields): Place => {
  const name = textOrNone(given, 'channel') ?? textIn(given, 'operation');
  const channels = fieldsAt(document, 'channels');
  const direct = follow(document, ownOf(channels, name));
  const side = given['message'] === undefined ? 'subscribe' : 'publish';
  if (direct !== undefined)
    return {
      address: name,
      servers: textsAt(direct, 'servers'),
      method: methodOf(follow(document, direct[side])),
      topic: topicOf(direct),
    };
  // An operation may be named by its id as well.
  for (const [address, item] of Object.entries(channels)) {
    const channel = follow(document, item);
    const operation = ['publish', 'subscribe']
      .map((one) => follow(document, channel?.[one]))
      .find((one) => one?.['operationId'] === name);
    if (operation !== undefined)
      return {
        address,
        servers: textsAt(channel ?? {}, 'servers'),
        method: methodOf(operation),
        topic: topicOf(channel),
      };
  }
  throw missing('channel', name, Object.keys(channels));
};

const placeOf3 = (document: Fields, given: Fields): Place => {
  const operations = fieldsAt(document, 'operations');
  const channels = fieldsAt(document, 'channels');
  const name = textOrNone(given, 'operation');
  const operation = name === undefined ? undefined : follow(document, ownOf(operations, name));
  if (name !== undefined && operation === undefined)
    throw missing('operation', name, Object.keys(operations));
  const channelName = name === undefined ? textIn(given, 'channel') : undefined;
  const channel = follow(
    document,
    channelName === undefined ? operation?.['channel'] : ownOf(channels, channelName),
  );
  if (channel === undefined)
    throw missing('channel', channelName ?? `of ${name ?? ''}`, Object.keys(channels));
  const servers = Array.isArray(channel['servers']) ? (channel['servers'] as readonly unknown[]) : [];
  return {
    address: textOrNone(channel, 'address') ?? '',
    servers: servers.flatMap(
      (one) =>
        (isFields(one) ? /^#\/servers\/(.+)$/.exec(String(asText(one['$ref'])))?.[1] : undefined) ?? [],
    ),
    method: methodOf(operation),
    topic: topicOf(channel),
  };
};

const bindingOf = (fields: Fields | undefined, protocol: string): Fields => {
  const bindings = fields?.['bindings'];
  const binding = isFields(bindings) ? bindings[protocol] : undefined;
  return isFields(binding) ? binding : {};
};

const methodOf = (operation: Fields | undefined): string | undefined => {
  const { method } = bindingOf(operation, 'http');
  return typeof method === 'string' ? method.toUpperCase() : undefined;
};

const topicOf = (channel: Fields | undefined): string | undefined => {
  const { topic } = bindingOf(channel, 'kafka');
  return typeof topic === 'string' && topic !== '' ? topic : undefined;
};

/** Version 2 names them, version 3 refers to them. */
const securityOf = (document: Fields, server: Fields): readonly string[] => {
  const components = fieldsAt(document, 'components');
  const schemes = fieldsAt(components, 'securitySchemes');
  const asked = Array.isArray(server['security']) ? (server['security'] as readonly unknown[]) : [];
  return asked.flatMap((one) => {
    const direct = follow(document, one);
    const named = isFields(one) ? Object.keys(one).map((name) => follow(document, ownOf(schemes, name))) : [];
    return [direct, ...named].flatMap((scheme) => {
      const type = scheme?.['type'];
      return typeof type === 'string' ? [type] : [];
    });
  });
};

/** The one that is named, or the first that fits channel and protocol. */
const pickServer = (document: Fields, given: Fields, fitting: readonly string[]): Fields => {
  const servers = fieldsAt(document, 'servers');
  const wanted = isFields(given['server']) ? textIn(given['server'], 'server.name') : undefined;
  if (wanted !== undefined) {
    const server = follow(document, ownOf(servers, wanted));
    if (server === undefined) throw missing('server', wanted, Object.keys(servers));
    return server;
  }
  const protocol = textOrNone(given, 'protocol');
  for (const [name, item] of Object.entries(servers)) {
    const server = follow(document, item);
    if (server === undefined || (fitting.length > 0 && !fitting.includes(name))) continue;
    if (protocol === undefined || plainProtocol(server['protocol']) === plainProtocol(protocol))
      return server;
  }
  throw missing(
    'server',
    protocol === undefined ? 'for this channel' : `that speaks ${protocol}`,
    Object.keys(servers),
  );
};

export const plainProtocol = (protocol: unknown): string =>
  String(asText(protocol))
    .toLowerCase()
    .replace(/^(http|ws)s$|^(kafka)-secure$/, '$1$2');

const baseOf = (server: Fields, given: Fields): { protocol: string; base: string } => {
  const protocol = textIn(server, 'protocol').toLowerCase();
  const host = textOrNone(server, 'host');
  const template = host === undefined ? textIn(server, 'url') : host + (textOrNone(server, 'pathname') ?? '');
  const filled = template.replace(/\{([^{}]+)\}/g, (_, name: string) => variableText(server, given, name));
  const [, scheme, rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(filled) ?? [];
  return { protocol, base: `${(scheme ?? protocol).toLowerCase()}://${rest.replace(/\/+$/, '')}` };
};

const variableText = (server: Fields, given: Fields, name: string): string => {
  const variables = isFields(server['variables']) ? server['variables'] : {};
  const variable = ownOf(variables, name);
  const described = isFields(variable) ? variable : {};
  const value = asText(ownOf(given, name) ?? described['default']);
  const choices = textsAt(described, 'enum');
  if (value === undefined)
    throw taskFault(
      'configuration',
      `The server needs a value for "${name}". Give it under "server.variables".`,
    );
  if (choices.length > 0 && !choices.includes(value))
    throw taskFault('configuration', `"${name}" of the server must be one of ${choices.join(', ')}.`);
  return value;
};

const ownOf = (fields: Fields, name: string): unknown =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

const fieldsAt = (document: Fields, name: string): Fields => {
  const value = document[name];
  return isFields(value) ? value : {};
};

const textsAt = (fields: Fields, name: string): readonly string[] => {
  const value = fields[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
};

const mostSteps = 20;

/** References within the document; what stands elsewhere counts as absent. */
const follow = (document: Fields, given: unknown): Fields | undefined => {
  let value = given;
  for (let step = 0; step < mostSteps && isFields(value); step++) {
    const reference = value['$ref'];
    if (typeof reference !== 'string') return value;
    if (!reference.startsWith('#/')) return undefined;
    let found: unknown = document;
    for (const part of reference.slice(2).split('/'))
      found = isFields(found) ? ownOf(found, unescaped(part)) : undefined;
    value = found;
  }
  return undefined;
};

const unescaped = (part: string): string => {
  const plain = part.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
};

const missing = (what: string, name: string, known: readonly string[]): Error =>
  taskFault(
    'configuration',
    `The document has no ${what} "${name.slice(0, 100)}"; it has ${known.length === 0 ? 'none' : known.slice(0, 10).join(', ')}.`,
  );
