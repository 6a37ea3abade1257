import { expression, isExpression } from './expressions.ts';
import { fieldsOf, looseFields } from './fields.ts';
import type { ConcurrencyPlan, FlowDocument, HttpBinding } from './model.ts';
import { namePattern, nameRule, versionPattern } from './names.ts';
import { complain, type Reader } from './reading.ts';
import { hint } from './report.ts';
import { choice, list, matching, object, someText, text, whole } from './values.ts';

export type Head = Pick<
  FlowDocument,
  | 'dsl'
  | 'namespace'
  | 'name'
  | 'version'
  | 'title'
  | 'summary'
  | 'tags'
  | 'metadata'
  | 'mode'
  | 'concurrency'
  | 'http'
  | 'sensitive'
>;

/** `document`: what the flow is called, and how this hub is to treat it. */
export const head: Reader<Head> = (spot, reading) => {
  const fields = fieldsOf(spot, reading, {
    known: ['dsl', 'namespace', 'name', 'version', 'title', 'summary', 'tags', 'metadata'],
    required: ['dsl', 'namespace', 'name', 'version'],
  });
  const name = matching(namePattern, nameRule);
  return {
    dsl: fields.read('dsl', dsl) ?? '',
    namespace: fields.read('namespace', name) ?? '',
    name: fields.read('name', name) ?? '',
    version: fields.read('version', version) ?? '',
    title: fields.read('title', text) ?? null,
    summary: fields.read('summary', text) ?? null,
    tags: fields.read('tags', object) ?? {},
    metadata: fields.read('metadata', object) ?? {},
    ...(fields.read('metadata', treatment) ?? usual),
  };
};

const version = matching(versionPattern, 'it is a semantic version such as "1.0.0"');

const dsl: Reader<string> = (spot, reading) => {
  const value = text(spot, reading);
  if (typeof spot.value !== 'string') return value;
  const [, major, minor] = /^(\d+)\.(\d+)\.\d+/.exec(value) ?? [];
  if (!versionPattern.test(value) || major === undefined || minor === undefined) {
    complain(spot, reading, `"${value.slice(0, 60)}" is no version of the language. Write "1.0.3".`);
  } else if (Number(major) > 1 || (Number(major) === 1 && Number(minor) > 0)) {
    complain(
      spot,
      reading,
      `This flow was written for a newer version of the language, ${value.slice(0, 60)}. Versions 1.0 are read here.`,
    );
  } else if (Number(major) < 1) {
    const message = `This flow was written for version ${value.slice(0, 60)} of the language, which is another one. Versions 1.0 are read here.`;
    complain(spot, reading, message);
  }
  return value;
};

type Treatment = Pick<Head, 'mode' | 'concurrency' | 'http' | 'sensitive'>;

const usual: Treatment = { mode: 'durable', concurrency: null, http: null, sensitive: [] };

/** Metadata is free: these names of it mean something here. */
const treatment: Reader<Treatment> = (spot, reading) => {
  const fields = looseFields(spot, reading);
  return {
    mode: fields.read('mode', choice('durable', 'fast')) ?? 'durable',
    concurrency: fields.read('concurrency', concurrency) ?? null,
    http: fields.read('http', binding) ?? null,
    sensitive: fields.read('sensitive', list(someText)) ?? [],
  };
};

const concurrency: Reader<ConcurrencyPlan> = (spot, reading) => {
  const fields = fieldsOf(spot, reading, { known: ['key', 'max', 'policy'] });
  return {
    key: fields.read('key', expression) ?? null,
    max: fields.read('max', whole(1, 1_000_000)) ?? 1,
    policy: fields.read('policy', choice('queue', 'reject', 'replace')) ?? 'queue',
  };
};

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

const method: Reader<string> = (spot, reading) => {
  const value = text(spot, reading).toUpperCase();
  if (typeof spot.value === 'string' && !methods.includes(value)) {
    complain(
      spot,
      reading,
      `"${value.slice(0, 60)}" is not offered. It is one of ${methods.join(', ')}.${hint(value, methods)}`,
    );
  }
  return value;
};

const path: Reader<string> = (spot, reading) => {
  const value = text(spot, reading);
  if (isExpression(value)) complain(spot, reading, 'The path is fixed: it cannot be an expression.');
  else if (typeof spot.value === 'string' && !/^\/[^\s?#]*$/.test(value)) {
    const message = `"${value.slice(0, 60)}" is no path: it begins with "/", and has no blanks, "?" or "#" in it.`;
    complain(spot, reading, message);
  }
  return value;
};

const binding: Reader<HttpBinding> = (spot, reading) => {
  const fields = fieldsOf(spot, reading, {
    known: ['method', 'path', 'respond', 'access'],
    required: ['method', 'path'],
  });
  return {
    method: fields.read('method', method) ?? '',
    path: fields.read('path', path) ?? '',
    respond: fields.read('respond', choice('output', 'accepted')) ?? 'output',
    access: fields.read('access', choice('key', 'anyone')) ?? 'key',
  };
};
