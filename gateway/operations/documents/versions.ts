import { z } from 'zod';
import { lineDiff } from '../../../core/line-diff.ts';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { DocumentDeps } from '../../traffic/saved/save.ts';
import {
  basedOnSchema,
  documentNameSchema,
  documentSchema,
  noteSchema,
  savedVersionSchema,
  versionNumberSchema,
} from '../../traffic/saved/shape.ts';
import { documentLines, showDocument, shownDocument } from '../../traffic/saved/show.ts';
import { requireDocument, type DocumentKind } from '../../traffic/saved/store.ts';
import {
  documentVersionSorts,
  listDocumentVersions,
  requireDocumentVersion,
} from '../../traffic/saved/store-versions.ts';

export const listVersionsOf = (kind: DocumentKind) =>
  hubOperation({
    name: `${kind}s.versions`,
    summary: `The versions of a ${kind}`,
    description: 'The newest two hundred are kept.',
    access: 'traffic.read',
    http: { method: 'GET', path: `/api/${kind}s/{name}/versions` },
    input: listInput(documentVersionSorts, { name: documentNameSchema }),
    output: page(savedVersionSchema),
    run: async (list, { tx, spaceId }) => {
      await requireDocument(tx, spaceId, { kind, name: list.name });
      return listDocumentVersions(tx, spaceId, { ...list, kind });
    },
  });

export const getVersionOf = (kind: DocumentKind) =>
  hubOperation({
    name: `${kind}s.version`,
    summary: `A ${kind} as it was in one version`,
    access: 'traffic.read',
    http: { method: 'GET', path: `/api/${kind}s/{name}/versions/{number}` },
    input: z.strictObject({ name: documentNameSchema, number: versionNumberSchema }),
    output: z.strictObject({ ...savedVersionSchema.shape, document: documentSchema.shape.document }),
    run: async ({ name, number }, { tx, spaceId }) => {
      await requireDocument(tx, spaceId, { kind, name });
      const version = await requireDocumentVersion(tx, spaceId, { kind, name, number });
      return { ...version, document: shownDocument(version.document) };
    },
  });

export const diffVersionsOf = (kind: DocumentKind) =>
  hubOperation({
    name: `${kind}s.diff`,
    summary: `What differs between two versions of a ${kind}`,
    access: 'traffic.read',
    http: { method: 'GET', path: `/api/${kind}s/{name}/diff` },
    input: z.strictObject({
      name: documentNameSchema,
      from: versionNumberSchema.optional().describe('The one before `to` when left out.'),
      to: versionNumberSchema.optional().describe('The one in use when left out.'),
    }),
    output: z.strictObject({
      from: z.number().int(),
      to: z.number().int(),
      lines: z
        .array(z.strictObject({ kind: z.enum(['same', 'removed', 'added']), text: z.string() }))
        .describe('Of the two as YAML.'),
    }),
    run: async ({ name, from, to }, { tx, spaceId }) => {
      const { version } = await requireDocument(tx, spaceId, { kind, name });
      const after = to ?? version;
      const before = from ?? Math.max(1, after - 1);
      const read = async (number: number) =>
        documentLines((await requireDocumentVersion(tx, spaceId, { kind, name, number })).document);
      return { from: before, to: after, lines: lineDiff(await read(before), await read(after)) };
    },
  });

export const restoreVersionOf = (kind: DocumentKind, deps: DocumentDeps) =>
  hubOperation({
    name: `${kind}s.restore`,
    summary: `Make an earlier version of a ${kind} the newest again`,
    description: 'Its secrets come back with it. It is checked like every other: what it needs may be gone.',
    access: 'traffic.write',
    http: { method: 'POST', path: `/api/${kind}s/{name}/versions/{number}/restore` },
    input: z.strictObject({
      name: documentNameSchema,
      number: versionNumberSchema,
      basedOn: basedOnSchema.optional(),
      note: noteSchema,
    }),
    output: z.strictObject({
      outcome: z.enum(['created', 'changed', 'unchanged']),
      ...documentSchema.shape,
    }),
    run: async ({ name, number, basedOn, note }, context) => {
      const { tx, spaceId } = context;
      await requireDocument(tx, spaceId, { kind, name });
      const { document } = await requireDocumentVersion(tx, spaceId, { kind, name, number });
      const { saveDocument } = await import('../../traffic/saved/save.ts');
      const { outcome, kept } = await saveDocument(deps, context, {
        ...{ kind, name, basedOn, note: note === '' ? `As version ${number}` : note },
        ...{ document: shownDocument(document), secretsOf: document },
      });
      return { outcome, ...showDocument(kept) };
    },
  });
