import { HubError } from '../../../core/errors.ts';
import { canonical } from '../../../core/schema/canonical.ts';
import type { Tx } from '../../../platform/db/open.ts';
import { newId } from '../../../platform/ids.ts';
import { checkPipeline } from '../document/check-pipeline.ts';
import { checkService } from '../document/check-service.ts';
import type { Language } from '../document/language.ts';
import type { DocumentProblem } from '../document/problems.ts';
import { fillSecrets, type DocumentVault } from './seal.ts';
import type { DocumentKind, DocumentPlace, KeptDocument } from './store.ts';
import { summaryOfPipeline, summaryOfService, type DocumentSummary } from './summary.ts';

/** What a document is checked with. */
export interface Checking {
  readonly tx: Tx;
  readonly spaceId: string;
  readonly vault: DocumentVault;
  readonly language: Language;
  /** Names of the services that there are, or will be. */
  readonly services: ReadonlySet<string>;
}

export interface Prepared extends DocumentPlace {
  readonly problems: readonly DocumentProblem[];
  readonly outcome: 'created' | 'changed' | 'unchanged';
  readonly before: KeptDocument | undefined;
  /** What is stored; throws where there are problems. */
  row(): Promise<PreparedRow>;
}

export interface PreparedRow extends DocumentPlace {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly enabled: boolean;
  readonly published: boolean;
  readonly services: readonly string[];
  readonly summary: DocumentSummary;
  readonly document: string;
}

/** Looks at a document as it would be saved, and writes nothing. */
export const prepareDocument = async (
  checking: Checking,
  {
    kind,
    name,
    document,
    secretsOf,
  }: DocumentPlace & { readonly document: unknown; readonly secretsOf?: unknown },
  before: KeptDocument | undefined,
): Promise<Prepared> => {
  const { tx, spaceId, vault, language } = checking;
  const id = before?.id ?? newId('gdo');
  const sealer = { ...{ vault, tx, spaceId, id } };
  const filled = await fillSecrets(
    { kind, document, before: [secretsOf, before?.document] },
    sealer,
    language,
  );
  const checked = checkDocument({ kind, name, document: filled.document }, checking);
  const hiddenAt = filled.problems.map(({ path }) => path);
  const problems = [
    ...filled.problems,
    // What stands in for a secret that is not there is no text: nobody needs to hear it twice.
    ...checked.problems.filter(
      ({ path }) => !hiddenAt.some((at) => path === at || path.startsWith(`${at}/`)),
    ),
  ];
  const sealed = problems.length > 0 ? undefined : await filled.seal();
  const same = before !== undefined && sealed !== undefined && textOf(sealed) === textOf(before.document);
  return {
    ...{ kind, name, problems, before },
    outcome: before === undefined ? 'created' : same ? 'unchanged' : 'changed',
    row: async () => {
      if (checked.facts === null || sealed === undefined) throw invalid({ kind, name }, problems);
      return { ...{ kind, name, id }, ...checked.facts, document: JSON.stringify(sealed) };
    },
  };
};

const textOf = (value: unknown): string =>
  canonical(value, { fuel: Number.POSITIVE_INFINITY }) ?? JSON.stringify(value);

type Facts = Pick<PreparedRow, 'title' | 'about' | 'enabled' | 'published' | 'services' | 'summary'>;

export interface Checked {
  readonly problems: readonly DocumentProblem[];
  readonly facts: Facts | null;
}

/** Its secrets are open. */
const checkDocument = (
  {
    kind,
    name,
    document,
  }: { readonly kind: DocumentKind; readonly name: string; readonly document: unknown },
  { spaceId, services, language }: Checking,
): Checked => {
  if (kind === 'service') {
    const { problems, service } = checkService(document);
    const facts = service && {
      ...{ title: service.title ?? '', about: service.about ?? '' },
      ...{ enabled: true, published: false, services: [], summary: summaryOfService(service) },
    };
    return { problems, facts };
  }
  const asked = new Set<string>();
  // Whoever asks for a service sends to it: that is what the pipeline uses.
  const hasService = (service: string): boolean => {
    asked.add(service);
    return services.has(service);
  };
  const { problems, pipeline } = checkPipeline(document, { spaceId, pipeline: name, hasService }, language);
  if (pipeline === null) return { problems, facts: null };
  const { title = '', about = '', enabled = true, portal } = pipeline.document;
  const used = [...asked].filter((service) => services.has(service)).sort();
  return {
    problems,
    facts: {
      title,
      about,
      enabled,
      published: portal?.published ?? false,
      services: used,
      summary: summaryOfPipeline(pipeline.document),
    },
  };
};

export const invalid = ({ kind, name }: DocumentPlace, problems: readonly DocumentProblem[]): HubError => {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new HubError(
    'input_invalid',
    `The ${kind} "${name}" is not saved: ${first === undefined ? 'it is not valid' : `${first.path || 'it'} ${first.message}`}${more}.`,
    { problems: problems.map(({ path, message }) => ({ path, message })) },
  );
};
