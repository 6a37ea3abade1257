import { HubError } from '../../core/errors.ts';
import type { FlowCatalogue, FoundOperation, OperationSearch } from '../../core/flow-ports.ts';
import { everyTask } from '../check/every-task.ts';
import { checkFlow } from '../check/on-demand.ts';
import type { FlowProblem } from '../document/report.ts';
import { openReport } from '../document/report.ts';
import type { FlowDocument } from '../document/model.ts';
import { readFlow } from '../document/read-flow.ts';
import type { FlowResources } from '../resources/open-resources.ts';
import type { Chat } from './chat.ts';
import { draftIn } from './draft-in.ts';
import { againMessages, firstMessages } from './prompt.ts';
import { flowId, outsideIn } from './stays-inside.ts';

export interface SuggestDeps {
  readonly chat: Chat;
  readonly search: OperationSearch;
  readonly catalogue: FlowCatalogue;
}

export interface Suggestion {
  readonly text: string;
  readonly problems: readonly FlowProblem[];
  readonly notes: readonly SuggestionNote[];
}

export interface SuggestionNote {
  readonly code: 'operations' | 'none_found' | 'corrected' | 'open_address' | 'changes';
  readonly message: string;
  readonly names: readonly string[];
}

export interface Wish {
  readonly spaceId: string;
  readonly name: string;
  readonly words: string;
  readonly signal: AbortSignal;
}

const mostOperations = 20;
/** After the first answer. */
const mostCorrections = 2;
const mostLetters = 100_000;

/** Words to a draft. Nothing is kept, called or published: the draft is a text, and a person decides what becomes of it. */
export const suggestFlow = async (deps: SuggestDeps, wish: Wish): Promise<Suggestion> => {
  const { chat, search, catalogue } = deps;
  const { spaceId, name, words, signal } = wish;
  const found = await search.find(spaceId, words, mostOperations);
  // A draft of a flow that there is would run itself.
  const operations = found.filter(({ flow }) => flow?.name !== name);
  const variables = await catalogue.variables(spaceId);
  const offered = new Set(operations.map(idOf));
  const messages = firstMessages({ words, name, operations, variables });
  for (let corrected = 0; ; corrected += 1) {
    const said = await chat.ask(messages, signal);
    const judged = await judge(draftIn(said), { spaceId, name, offered, catalogue });
    const { document, text, problems, outside } = judged;
    if (problems.length === 0 || corrected === mostCorrections) {
      if (outside) throw refusal(problems);
      if (!judged.isFlow) throw noFlow();
      return { text, problems, notes: notesOn({ document, corrected, operations }) };
    }
    messages.push(...againMessages(said.slice(0, mostLetters), problems));
  }
};

const idOf = ({ flow, name }: FoundOperation): string => (flow === undefined ? name : flowId(flow));

interface Judging {
  readonly spaceId: string;
  readonly name: string;
  readonly offered: ReadonlySet<string>;
  readonly catalogue: FlowCatalogue;
}

interface Judged {
  readonly text: string;
  readonly document: FlowDocument | null;
  /** It has the shape of a flow, whatever is wrong with it. */
  readonly isFlow: boolean;
  /** It reaches for what was not offered. */
  readonly outside: boolean;
  readonly problems: readonly FlowProblem[];
}

const judge = async (text: string, { spaceId, name, offered, catalogue }: Judging): Promise<Judged> => {
  if (text.length > mostLetters) {
    const message = `It has more than ${mostLetters} letters. Write a shorter one.`;
    return { ...nothing, problems: [{ path: '', line: 1, column: 1, message }] };
  }
  const reading = await readFlow(text);
  const { sketch, document, places } = reading;
  if (sketch === null) return { ...nothing, text, problems: reading.problems };
  const report = openReport();
  const outside = outsideIn(sketch, offered);
  for (const finding of outside) report.add(finding);
  if (sketch.name !== name) report.add({ path: '/document/name', message: `The flow is called "${name}".` });
  const { problems } = await checkFlow(text, { spaceId, catalogue, resources: fetchNothing });
  const own = report.problems(places);
  const all = [...own, ...problems.filter((one) => !own.some(({ path }) => path === one.path))];
  return { text, document, isFlow: sketch.tasks.length > 0, outside: outside.length > 0, problems: all };
};

const nothing = { text: '', document: null, isFlow: false, outside: false } as const;

/** A model is no reason to fetch anything from anywhere. */
const fetchNothing: FlowResources = {
  read: async (_space, text) => ({ reading: await readFlow(text), resources: [] }),
  identity: async () => null,
};

const refusal = (problems: readonly FlowProblem[]): HubError =>
  new HubError(
    'suggestion_failed',
    `The model wanted more than it was offered, and was refused: ${problems[0]?.message ?? ''} Say it in other words, or write that step yourself.`,
    { details: { problems } },
  );

const noFlow = (): HubError =>
  new HubError('suggestion_failed', 'The model gave no flow. Say in other words what it should do.');

interface Noted {
  readonly document: FlowDocument | null;
  readonly corrected: number;
  readonly operations: readonly FoundOperation[];
}

const notesOn = ({ document, corrected, operations }: Noted): SuggestionNote[] => {
  const notes: SuggestionNote[] = [];
  const note = (code: SuggestionNote['code'], message: string, names: readonly string[] = []): void =>
    void notes.push({ code, message, names });
  const names = operations.map(({ name }) => name);
  if (names.length === 0)
    note('none_found', 'No operation of this space fits these words: the draft calls nothing.');
  else note('operations', 'These operations and flows were offered to the model.', names);
  const used = usedIn(document);
  const changing = operations.filter((one) => !one.readOnly && used.has(idOf(one)));
  if (changing.length > 0)
    note(
      'changes',
      'These change something: look at what they are given.',
      changing.map(({ name }) => name),
    );
  if (document?.http?.access === 'anyone')
    note('open_address', 'Anybody could begin this flow at its address.', [document.http.path]);
  if (corrected > 0) note('corrected', `The model was told ${corrected} times what was wrong.`);
  return notes;
};

/** What a draft calls and runs. */
const usedIn = (document: FlowDocument | null): ReadonlySet<string> =>
  new Set(
    [...(document === null ? [] : everyTask(document))].flatMap((task) => {
      if (task.kind === 'call' && task.call.function === 'operation') return task.call.operation;
      return task.kind === 'run' && task.run.process === 'workflow' ? flowId(task.run) : [];
    }),
  );
