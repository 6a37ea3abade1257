import { callerId } from '../../../core/caller.ts';
import { HubError } from '../../../core/errors.ts';
import type { Hints } from '../../../core/ports.ts';
import type { CallContext } from '../../../platform/invoke/context.ts';
import type { Language } from '../document/language.ts';
import { raiseRevision } from '../revisions-store.ts';
import { invalid, prepareDocument, type Prepared } from './prepare.ts';
import type { DocumentVault } from './seal.ts';
import {
  deleteDocument,
  findDocument,
  holdDocuments,
  namesOf,
  pipelinesUsing,
  requireDocument,
  writeDocument,
  type DocumentKind,
  type DocumentPlace,
  type KeptDocument,
} from './store.ts';
import { gatewayDocuments } from './topic.ts';

/** What operations over documents need. The language is loaded when the first of them asks for it. */
export interface DocumentDeps {
  readonly vault: DocumentVault;
  readonly hints: Hints;
  readonly language: () => Promise<Language>;
}

export type SaveContext = Pick<CallContext, 'tx' | 'spaceId' | 'caller' | 'publish' | 'audit'>;

const most: Readonly<Record<DocumentKind, number>> = { pipeline: 2_000, service: 1_000 };

export interface Save extends DocumentPlace {
  readonly document: unknown;
  readonly note: string;
  /** The version that it was made from, 0 for none; whichever there is when left out. */
  readonly basedOn: number | undefined;
  /** An earlier version whose secrets come back with it. */
  readonly secretsOf?: unknown;
}

export interface Saved {
  readonly outcome: Prepared['outcome'];
  readonly kept: KeptDocument;
}

/** Checks, and makes the next version, which takes effect with the commit. */
export const saveDocument = async (deps: DocumentDeps, context: SaveContext, save: Save): Promise<Saved> => {
  const { tx, spaceId } = context;
  const language = await deps.language();
  await holdDocuments(tx, spaceId);
  const before = await findDocument(tx, spaceId, save);
  requireBase(before, save);
  const services = new Set(await namesOf(tx, spaceId, 'service'));
  const prepared = await prepareDocument(
    { tx, spaceId, vault: deps.vault, language, services },
    save,
    before,
  );
  if (prepared.problems.length > 0) throw invalid(save, prepared.problems);
  if (prepared.outcome === 'created') await requireRoom(context, save.kind);
  if (prepared.outcome !== 'unchanged') {
    await writePrepared(context, prepared, {
      note: save.note,
      revision: await raiseRevision(tx, spaceId, 'documents'),
    });
    tx.afterCommit(() => deps.hints.broadcast(gatewayDocuments));
  }
  const kept = await requireDocument(tx, spaceId, save);
  context.audit(kept.id, {
    kind: save.kind,
    name: save.name,
    version: kept.version,
    outcome: prepared.outcome,
  });
  return { outcome: prepared.outcome, kept };
};

const requireBase = (
  before: KeptDocument | undefined,
  { kind, name, basedOn }: Pick<Save, 'kind' | 'name' | 'basedOn'>,
): void => {
  if (basedOn === undefined || basedOn === (before?.version ?? 0)) return;
  if (before === undefined)
    throw new HubError(
      'conflict',
      `The ${kind} "${name}" is gone: save it with basedOn 0 to make it again.`,
      {
        details: { version: 0 },
      },
    );
  const { version, savedBy, savedByName, savedAt } = before;
  throw new HubError(
    'conflict',
    `${savedByName === '' ? 'Somebody' : savedByName} saved the ${kind} "${name}" at ${savedAt}: it is at version ${version}, and this was made from ${basedOn}. Look at theirs; to write over it, save with basedOn ${version}.`,
    { details: { version, savedBy, savedByName, savedAt } },
  );
};

export const requireRoom = async (
  { tx, spaceId }: SaveContext,
  kind: DocumentKind,
  more = 1,
): Promise<void> => {
  if ((await namesOf(tx, spaceId, kind)).length + more <= most[kind]) return;
  throw new HubError('conflict', `A space has ${most[kind]} ${kind}s at most. Delete one that nobody needs.`);
};

export const writePrepared = async (
  context: SaveContext,
  prepared: Prepared,
  { note, revision }: { readonly note: string; readonly revision: number },
): Promise<void> => {
  const { tx, spaceId, caller } = context;
  const row = await prepared.row();
  const by = { by: callerId(caller), byName: 'name' in caller ? caller.name : '' };
  const version = await writeDocument(tx, spaceId, { ...row, ...by, note, revision });
  const { kind, name, id } = row;
  await context.publish({
    type: `gateway.${kind}.saved`,
    subject: id,
    data: { name, version, enabled: row.enabled },
  });
};

/** A service that pipelines send to stays, unless these pipelines go as well. */
export const removeDocument = async (
  deps: Pick<DocumentDeps, 'hints'>,
  context: SaveContext,
  place: DocumentPlace,
): Promise<void> => {
  const { tx, spaceId } = context;
  await holdDocuments(tx, spaceId);
  const { id, version } = await requireDocument(tx, spaceId, place);
  const users = place.kind === 'service' ? await pipelinesUsing(tx, spaceId, place.name) : [];
  if (users.length > 0)
    throw new HubError(
      'conflict',
      `The service "${place.name}" is in use by ${users.length === 1 ? 'the pipeline' : 'the pipelines'} ${users
        .slice(0, 10)
        .map((name) => `"${name}"`)
        .join(', ')}${users.length > 10 ? ` and ${users.length - 10} more` : ''}. Change these first.`,
      { details: { pipelines: users.slice(0, 100) } },
    );
  await dropDocument(context, { ...place, id, revision: await raiseRevision(tx, spaceId, 'documents') });
  tx.afterCommit(() => deps.hints.broadcast(gatewayDocuments));
  context.audit(id, { kind: place.kind, name: place.name, version });
};

export const dropDocument = async (
  { tx, spaceId, publish }: SaveContext,
  { kind, name, id, revision }: DocumentPlace & { readonly id: string; readonly revision: number },
): Promise<void> => {
  await deleteDocument(tx, spaceId, { id, revision });
  await publish({ type: `gateway.${kind}.deleted`, subject: id, data: { name } });
};
