import { randomUUID } from 'node:crypto';
import type { PartPlan } from '../../core/connector.ts';
import { isConcreteType, isJsonType, readMediaType } from '../../core/media-type.ts';
import { refuseArgument } from './argument-error.ts';
import { looksLikeFile, readFile, type ReadBlob } from './file-argument.ts';
import { partOf, propertiesOf } from './form-body.ts';
import { isScalar, plainText } from './plain-text.ts';
import { pairsOf } from './styles.ts';
import type { GivenBody } from './take-arguments.ts';

export interface Encoded {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

interface Part {
  readonly name: string;
  readonly fileName?: string;
  readonly contentType?: string;
  readonly bytes: Uint8Array;
}

/** Several parts in one body: fields and files of `form-data`, documents of the other kinds. */
export const multipartBody = async (given: GivenBody, readBlob: ReadBlob | undefined): Promise<Encoded> => {
  const boundary = `hub-${randomUUID()}`;
  const { type } = readMediaType(given.plan.mediaType);
  const mediaType = type.endsWith('/*') || type === '' ? 'multipart/form-data' : type;
  const isForm = mediaType === 'multipart/form-data';
  const chunks: Uint8Array[] = [];
  for (const [name, value] of propertiesOf(given)) {
    const source = { name, argument: given.argumentOf(name), plan: partOf(given, name), readBlob };
    for (const part of await partsOf(value, source)) {
      const head = isForm ? formHead(part) : documentHead(part);
      chunks.push(Buffer.from(`--${boundary}\r\n${head}\r\n`, 'utf8'), part.bytes, lineEnd);
    }
  }
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  return { contentType: `${mediaType}; boundary=${boundary}`, bytes: Buffer.concat(chunks) };
};

const lineEnd = Buffer.from('\r\n');

interface PartSource {
  readonly name: string;
  readonly argument: string;
  readonly plan: PartPlan;
  readonly readBlob: ReadBlob | undefined;
}

const partsOf = async (value: unknown, source: PartSource): Promise<Part[]> => {
  const { name, argument, plan, readBlob } = source;
  if (/[\r\n\0]/.test(name))
    throw refuseArgument(argument, 'has a name with a line break, which no part can have');
  if (plan.style !== undefined) {
    const styled = { name, argument, style: plan.style, explode: plan.explode ?? plan.style === 'form' };
    return pairsOf(styled, value, { name: asIs, value: asIs }).map(([key, text]) => ({
      name: key,
      bytes: Buffer.from(text, 'utf8'),
    }));
  }
  if (Array.isArray(value) && !isJson(plan.contentType)) {
    const parts: Part[] = [];
    for (const item of value) parts.push(...(await partsOf(item, source)));
    return parts;
  }
  if (value !== null && (plan.file === true || looksLikeFile(value))) {
    const file = await readFile(value, argument, readBlob);
    const contentType = file.contentType ?? plan.contentType ?? 'application/octet-stream';
    if (!isConcreteType(contentType))
      throw refuseArgument(argument, `has the content type "${contentType.slice(0, 80)}", which is none`);
    const fileName = file.name ?? name;
    if (/[\r\n\0]/.test(fileName)) throw refuseArgument(argument, 'has a file name with a line break');
    return [{ name, fileName, contentType, bytes: file.bytes }];
  }
  return [fieldPart(value, source)];
};

const asIs = (text: string): string => text;

const isJson = (contentType: string | undefined): boolean =>
  contentType !== undefined && isJsonType(readMediaType(contentType).type);

/** Plain fields go without a type, as browsers send them; objects are JSON. */
const fieldPart = (value: unknown, { name, argument, plan }: PartSource): Part => {
  const { contentType } = plan;
  if (contentType !== undefined && !isConcreteType(contentType))
    throw refuseArgument(
      argument,
      `has to be sent as "${contentType.slice(0, 80)}", which is no content type`,
    );
  const typed = contentType === undefined ? {} : { contentType };
  if (isJson(contentType)) return { name, ...typed, bytes: Buffer.from(JSON.stringify(value), 'utf8') };
  if (value === null) return { name, ...typed, bytes: Buffer.alloc(0) };
  if (isScalar(value)) return { name, ...typed, bytes: Buffer.from(plainText(value), 'utf8') };
  return {
    name,
    contentType: contentType ?? 'application/json',
    bytes: Buffer.from(JSON.stringify(value), 'utf8'),
  };
};

/** Quotes as browsers write them; line breaks were refused. */
const quoted = (text: string): string => `"${text.toWellFormed().replaceAll('"', '%22')}"`;

const formHead = ({ name, fileName, contentType }: Part): string => {
  const file = fileName === undefined ? '' : `; filename=${quoted(fileName)}`;
  const type = contentType === undefined ? '' : `content-type: ${contentType}\r\n`;
  return `content-disposition: form-data; name=${quoted(name)}${file}\r\n${type}`;
};

/** `multipart/related` and its kin know the order of their parts, and no names. */
const documentHead = ({ fileName, contentType }: Part): string => {
  const file =
    fileName === undefined ? '' : `content-disposition: attachment; filename=${quoted(fileName)}\r\n`;
  return `content-type: ${contentType ?? 'text/plain; charset=utf-8'}\r\n${file}`;
};
