import { HubError } from '../../../core/errors.ts';
import { readConfig, withoutValue, type FileDocument } from '../document/import/read-config.ts';
import type { DocumentProblem } from '../document/problems.ts';
import { hidden, isSealed, valueAt, withValues } from '../document/secrets.ts';
import { raiseRevision } from '../revisions-store.ts';
import { prepareDocument, type Checking, type Prepared } from './prepare.ts';
import { dropDocument, requireRoom, writePrepared, type DocumentDeps, type SaveContext } from './save.ts';
import {
  allDocuments,
  holdDocuments,
  pipelinesUsing,
  type DocumentPlace,
  type KeptDocument,
} from './store.ts';
import { gatewayDocuments } from './topic.ts';

export interface Import {
  readonly text: string;
  readonly variables: ReadonlyMap<string, string>;
  /** Documents that cannot be taken are left out, and the others are taken. */
  readonly skip: boolean;
  /** What the file does not have is deleted. */
  readonly prune: boolean;
  readonly dryRun: boolean;
  readonly note: string;
}

export interface ImportedDocument extends DocumentPlace {
  readonly outcome: 'created' | 'changed' | 'unchanged' | 'deleted' | 'left out';
  readonly version: number;
  readonly problems: readonly DocumentProblem[];
}

export interface ImportOutcome {
  readonly applied: boolean;
  readonly documents: readonly ImportedDocument[];
  readonly problems: readonly DocumentProblem[];
  readonly notes: readonly DocumentProblem[];
}

/** All that a file says, in the caller's transaction: as a whole, or nothing of it. */
export const importConfig = async (
  deps: DocumentDeps,
  context: SaveContext,
  wanted: Import,
): Promise<ImportOutcome> => {
  const { tx, spaceId } = context;
  const file = readConfig(wanted.text, { variables: wanted.variables });
  await holdDocuments(tx, spaceId);
  const language = await deps.language();
  const before = [
    ...(await allDocuments(tx, spaceId, 'service')).map((one) => ({ ...one, kind: 'service' as const })),
    ...(await allDocuments(tx, spaceId, 'pipeline')).map((one) => ({ ...one, kind: 'pipeline' as const })),
  ];
  const checking = { ...{ tx, spaceId, vault: deps.vault, language } };
  const planned = await plan(file.documents, { checking, before, prune: wanted.prune });
  const gone = wanted.prune
    ? before.filter((one) => !file.documents.some(({ kind, name }) => kind === one.kind && name === one.name))
    : [];
  const bad = planned.filter(({ problems }) => problems.length > 0);
  const blocked = file.problems.length > 0 || (bad.length > 0 && !wanted.skip);
  const applied = !blocked && !wanted.dryRun;
  if (applied) await apply(deps, context, { planned, gone, note: wanted.note });
  return {
    applied,
    documents: [
      ...planned.map(({ prepared, problems }): ImportedDocument => ({
        ...{ kind: prepared.kind, name: prepared.name, problems },
        outcome: problems.length > 0 ? 'left out' : prepared.outcome,
        version:
          (prepared.before?.version ?? 0) + (problems.length > 0 || prepared.outcome === 'unchanged' ? 0 : 1),
      })),
      ...gone.map(({ kind, name, version }): ImportedDocument => ({
        ...{ kind, name, version, problems: [], outcome: 'deleted' },
      })),
    ],
    problems: file.problems,
    notes: file.notes,
  };
};

interface Planned {
  readonly prepared: Prepared;
  readonly problems: readonly DocumentProblem[];
}

interface Planning {
  readonly checking: Omit<Checking, 'services'>;
  readonly before: readonly (KeptDocument & DocumentPlace)[];
  readonly prune: boolean;
}

/** Services first: a pipeline can use those that are good, of the file or of the space. */
const plan = async (
  documents: readonly FileDocument[],
  { checking, before, prune }: Planning,
): Promise<Planned[]> => {
  const planned: Planned[] = [];
  const services = new Set(
    before
      .filter(({ kind, name }) => kind === 'service' && !(prune && !isIn(documents, { kind, name })))
      .map(({ name }) => name),
  );
  for (const kind of ['service', 'pipeline'] as const)
    for (const given of documents) {
      if (given.kind !== kind) continue;
      const known = before.find((one) => one.kind === kind && one.name === given.name);
      const { document, problems: unset } = withKept(given, known);
      const prepared = await prepareDocument(
        { ...checking, services },
        { kind, name: given.name, document },
        known,
      );
      const problems = [
        ...given.problems,
        ...unset,
        ...prepared.problems.map((problem) => given.located(problem)),
      ];
      planned.push({ prepared, problems: distinct(problems) });
      if (kind === 'service' && problems.length === 0) services.add(given.name);
    }
  return planned;
};

const isIn = (documents: readonly FileDocument[], place: DocumentPlace): boolean =>
  documents.some(({ kind, name }) => kind === place.kind && name === place.name);

/** One line of the file is told of once: what could not be translated is no right value either. */
const distinct = (problems: readonly DocumentProblem[]): DocumentProblem[] =>
  problems.filter(
    (problem, at) =>
      problems.findIndex(({ path, line }) => path === problem.path && line === problem.line) === at,
  );

/** A variable without a value leaves a secret as it is, where there is one. */
const withKept = (
  given: FileDocument,
  known: KeptDocument | undefined,
): { readonly document: unknown; readonly problems: readonly DocumentProblem[] } => {
  const problems: DocumentProblem[] = [];
  let document: unknown = given.document;
  for (const [at, name] of given.missing) {
    const sealed = valueAt(known?.document, at);
    if (isSealed(sealed)) document = withValues(document, new Map([[at, hidden(sealed)]]));
    else problems.push(given.located({ path: at, message: withoutValue(name) }));
  }
  return { document, problems };
};

interface Applying {
  readonly planned: readonly Planned[];
  readonly gone: readonly (KeptDocument & DocumentPlace)[];
  readonly note: string;
}

const apply = async (
  deps: DocumentDeps,
  context: SaveContext,
  { planned, gone, note }: Applying,
): Promise<void> => {
  const { tx, spaceId } = context;
  const written = planned.filter(
    ({ prepared, problems }) => problems.length === 0 && prepared.outcome !== 'unchanged',
  );
  if (written.length === 0 && gone.length === 0) return;
  for (const kind of ['service', 'pipeline'] as const)
    await requireRoom(context, kind, count(written, kind) - gone.filter((one) => one.kind === kind).length);
  const revision = await raiseRevision(tx, spaceId, 'documents');
  for (const { prepared } of written) await writePrepared(context, prepared, { note, revision });
  for (const { kind, name, id } of [...gone].reverse()) {
    const users = kind === 'service' ? await pipelinesUsing(tx, spaceId, name) : [];
    if (users.length > 0)
      throw new HubError(
        'conflict',
        `The service "${name}" is in use by the pipeline "${users[0] ?? ''}", which stays.`,
      );
    await dropDocument(context, { kind, name, id, revision });
  }
  tx.afterCommit(() => deps.hints.broadcast(gatewayDocuments));
};

const count = (written: readonly Planned[], kind: DocumentPlace['kind']): number =>
  written.filter(({ prepared }) => prepared.kind === kind && prepared.outcome === 'created').length;
