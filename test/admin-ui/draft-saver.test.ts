import { expect, test } from '@jest/globals';
import { setImmediate as settled } from 'node:timers/promises';
import { Problem } from '../../admin-ui/src/api/problem.ts';
import { openDraftSaver, type HubDraft, type Unsaved } from '../../admin-ui/src/flows/text/draft-saver.ts';

const draft = (text: string, fence: number, savedByName = 'Ada'): HubDraft => ({
  ...{ text, fence, savedByName, problems: [], warnings: [] },
});

/** A hub with one draft, and a clock that is moved by hand. */
const openTrial = (kept: Unsaved | null = null, first = draft('one', 1)) => {
  const hub = { draft: first, answers: [] as (() => Promise<HubDraft>)[], saves: [] as Unsaved[] };
  const remembered: (Unsaved | null)[] = [];
  let waiting: (() => void) | undefined;
  const saver = openDraftSaver({
    first,
    kept,
    save: async (unsaved) => {
      hub.saves.push(unsaved);
      const answer = hub.answers.shift();
      if (answer !== undefined) return answer();
      if (unsaved.fence !== hub.draft.fence) throw conflict(hub.draft);
      hub.draft = draft(unsaved.text, hub.draft.fence + 1, 'me');
      return hub.draft;
    },
    keep: (unsaved) => remembered.push(unsaved),
    after: (_ms, run) => {
      waiting = run;
      return () => (waiting = undefined);
    },
  });
  const leave = saver.open();
  const pass = async (): Promise<void> => {
    const run = waiting;
    waiting = undefined;
    run?.();
    await settled();
  };
  return { saver, hub, remembered, pass, leave, isPlanned: () => waiting !== undefined };
};

const conflict = ({ fence, savedByName }: HubDraft): Problem =>
  new Problem({ status: 409, code: 'conflict', title: '', more: { fence, savedByName } });
const away = (): Promise<HubDraft> =>
  Promise.reject(new Problem({ status: 0, code: 'unreachable', title: '' }));

test('what is typed is saved after a rest, once', async () => {
  const { saver, hub, pass, remembered } = openTrial();
  for (const text of ['onet', 'onetw', 'onetwo']) saver.type(text);
  expect(saver.state().phase).toBe('waiting');
  expect(hub.saves).toEqual([]);
  await pass();
  expect(hub.saves).toEqual([{ text: 'onetwo', fence: 1 }]);
  expect(saver.state()).toMatchObject({ phase: 'saved', fence: 2 });
  expect(remembered).toEqual([
    { text: 'onet', fence: 1 },
    { text: 'onetw', fence: 1 },
    { text: 'onetwo', fence: 1 },
    null,
  ]);
});

test('what is typed while a save is under way goes with the next one', async () => {
  const { saver, hub, pass } = openTrial();
  let arrive: ((draft: HubDraft) => void) | undefined;
  hub.answers.push(() => new Promise((resolve) => (arrive = resolve)));
  saver.type('two');
  const first = saver.flush();
  await Promise.resolve();
  saver.type('three');
  expect(saver.state().phase).toBe('saving');
  hub.draft = draft('two', 2);
  arrive?.(hub.draft);
  await first;
  expect(saver.state()).toMatchObject({ phase: 'waiting', text: 'three', fence: 2 });
  await pass();
  expect(hub.draft).toMatchObject({ text: 'three', fence: 3 });
});

test('with the hub away the text is remembered and tried again until it is saved', async () => {
  const { saver, hub, pass, remembered, isPlanned } = openTrial();
  hub.answers.push(away, away);
  saver.type('two');
  await pass();
  expect(saver.state().phase).toBe('away');
  expect(isPlanned()).toBe(true);
  expect(remembered.at(-1)).toEqual({ text: 'two', fence: 1 });
  await pass();
  expect(saver.state().phase).toBe('away');
  await pass();
  expect(saver.state().phase).toBe('saved');
  expect(hub.draft.text).toBe('two');
});

test('a text that the hub refuses is not sent again until it has changed', async () => {
  const { saver, hub, pass, isPlanned } = openTrial();
  hub.answers.push(() =>
    Promise.reject(new Problem({ status: 400, code: 'input_invalid', title: '', detail: 'another name' })),
  );
  saver.type('renamed');
  await pass();
  expect(saver.state()).toMatchObject({ phase: 'refused', problem: { detail: 'another name' } });
  expect(isPlanned()).toBe(false);
  saver.type('named as before');
  await pass();
  expect(saver.state().phase).toBe('saved');
});

test('what somebody else saved is neither lost nor taken unasked', async () => {
  const { saver, hub, pass } = openTrial();
  saver.type('mine');
  hub.draft = draft('theirs', 2, 'Grace');
  await pass();
  expect(saver.state()).toMatchObject({ phase: 'conflict', text: 'mine', other: { savedByName: 'Grace' } });
  saver.type('mine, and more');
  await pass();
  expect(hub.draft.text).toBe('theirs');
  await saver.keepMine();
  expect(saver.state().phase).toBe('saved');
  expect(hub.draft).toMatchObject({ text: 'mine, and more', fence: 3 });
});

test('theirs can be taken, and what was typed is forgotten then', async () => {
  const { saver, hub, pass, remembered } = openTrial();
  saver.type('mine');
  hub.draft = draft('theirs', 2, 'Grace');
  await pass();
  saver.takeTheirs(hub.draft);
  expect(saver.state()).toMatchObject({ phase: 'saved', text: 'theirs', fence: 2 });
  expect(remembered.at(-1)).toBeNull();
});

test('news of the hub are taken where nothing was typed, and are a conflict where something was', () => {
  const { saver } = openTrial();
  saver.heard(draft('theirs', 2));
  expect(saver.state()).toMatchObject({ phase: 'saved', text: 'theirs', fence: 2 });
  saver.heard(draft('old news', 1));
  expect(saver.state().text).toBe('theirs');
  saver.type('mine');
  saver.heard(draft('theirs again', 3, 'Grace'));
  expect(saver.state()).toMatchObject({ phase: 'conflict', text: 'mine', other: { fence: 3 } });
});

test('what the browser kept stands in the page again, and is saved when nobody saved since', async () => {
  const same = openTrial({ text: 'typed', fence: 1 });
  expect(same.saver.state()).toMatchObject({ phase: 'waiting', text: 'typed' });
  await same.pass();
  expect(same.hub.draft.text).toBe('typed');
  const other = openTrial({ text: 'typed', fence: 1 }, draft('theirs', 2, 'Grace'));
  expect(other.saver.state()).toMatchObject({ phase: 'conflict', text: 'typed', other: { fence: 2 } });
  const saved = openTrial({ text: 'one', fence: 1 });
  expect(saved.saver.state().phase).toBe('saved');
});

test('who leaves the page has it saved once more, and nothing is tried after that', async () => {
  const { saver, hub, leave, isPlanned } = openTrial();
  hub.answers.push(away);
  saver.type('two');
  leave();
  await settled();
  expect(hub.saves).toEqual([{ text: 'two', fence: 1 }]);
  expect(isPlanned()).toBe(false);
});
