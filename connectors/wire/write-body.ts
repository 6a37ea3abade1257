import type { BodyKind } from '../../core/connector.ts';
import { isConcreteType, isJsonLines, readMediaType } from '../../core/media-type.ts';
import { refuseArgument } from './argument-error.ts';
import { readFile, type ReadBlob } from './file-argument.ts';
import { formBody } from './form-body.ts';
import { multipartBody, type Encoded } from './multipart-body.ts';
import { isScalar, plainText } from './plain-text.ts';
import type { GivenBody } from './take-arguments.ts';

/** The body as bytes, and what they are. Waits only where a file is read. */
export const writeBody = async (given: GivenBody, readBlob: ReadBlob | undefined): Promise<Encoded> => {
  const { kind } = given.plan;
  switch (kind) {
    case 'json':
      return { contentType: typeOf(given), bytes: Buffer.from(JSON.stringify(given.value), 'utf8') };
    case 'form':
      return { contentType: typeOf(given), bytes: Buffer.from(formBody(given), 'ascii') };
    case 'multipart':
      return multipartBody(given, readBlob);
    case 'text':
      return textBody(given);
    case 'binary':
      return binaryBody(given, readBlob);
    default:
      return kind satisfies never;
  }
};

const usual: Readonly<Record<BodyKind, string>> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  multipart: 'multipart/form-data',
  text: 'text/plain',
  binary: 'application/octet-stream',
};

/** A range of types is a promise of the other side; what is sent has to be one of them. */
const typeOf = ({ plan }: GivenBody): string =>
  isConcreteType(plan.mediaType) && !plan.mediaType.includes('*') ? plan.mediaType : usual[plan.kind];

const argumentOf = ({ plan }: GivenBody): string =>
  plan.arguments.shape === 'whole' ? plan.arguments.argument : (plan.arguments.names[0]?.argument ?? 'body');

const textBody = (given: GivenBody): Encoded => {
  const argument = argumentOf(given);
  const declared = typeOf(given);
  const { type, charset } = readMediaType(declared);
  const text = asText(given.value, type, argument);
  if (charset === undefined || charset === 'utf-8' || charset === 'utf8') {
    const speaks = charset !== undefined || !/^text\/|[/+]xml$/.test(type);
    return {
      contentType: speaks ? declared : `${declared}; charset=utf-8`,
      bytes: Buffer.from(text.toWellFormed(), 'utf8'),
    };
  }
  const highest = /^(iso-8859-1|latin-?1)$/.test(charset) ? 0xff : charset === 'us-ascii' ? 0x7f : undefined;
  if (highest === undefined)
    throw refuseArgument(
      argument,
      `has to be sent as "${charset}"; the hub writes utf-8, iso-8859-1 and us-ascii`,
    );
  for (let at = 0; at < text.length; at++)
    if (text.charCodeAt(at) > highest)
      throw refuseArgument(
        argument,
        `holds "${text.slice(at, at + 1)}", which ${charset} has no character for`,
      );
  return { contentType: declared, bytes: Buffer.from(text, 'latin1') };
};

const asText = (value: unknown, type: string, argument: string): string => {
  if (isScalar(value)) return plainText(value);
  if (isJsonLines(type) && Array.isArray(value))
    return value.map((item) => `${JSON.stringify(item)}\n`).join('');
  if (value !== null && !/[/+](xml|yaml|x-yaml)$/.test(type)) return JSON.stringify(value);
  throw refuseArgument(argument, `is sent as ${type}: give the whole text of it`);
};

const binaryBody = async (given: GivenBody, readBlob: ReadBlob | undefined): Promise<Encoded> => {
  const argument = argumentOf(given);
  const declared = typeOf(given);
  const file = await readFile(fileOf(given.value), argument, readBlob);
  const contentType = declared === usual.binary ? (file.contentType ?? declared) : declared;
  if (!isConcreteType(contentType))
    throw refuseArgument(argument, `has the content type "${contentType.slice(0, 80)}", which is none`);
  return { contentType, bytes: file.bytes };
};

/** Numbers and truth values as the texts they are; for everything else the reader of files has its own words. */
const fileOf = (value: unknown): unknown => (isScalar(value) ? plainText(value) : value);
