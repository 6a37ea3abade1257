import type { Plan } from './plans.ts';
import { plans } from './plans.ts';
import type { HubLife } from './hubs.ts';

/** What was told to have been accepted: none of it may be lost. */
export interface Accepted {
  readonly runs: Map<string, { readonly plan: Plan; readonly n: number }>;
  /** Events that begin runs, by their ids. */
  readonly events: Map<string, number>;
  /** Asked for, with no answer: they may be there or not. */
  unanswered: number;
}

export interface LoadOptions {
  readonly hubs: () => readonly HubLife[];
  readonly key: string;
  readonly random: () => number;
}

export interface Load {
  readonly accepted: Accepted;
  /** Begins one more run, or has it begun by an event. */
  one(): Promise<void>;
  /** Resolves when everything that runs wait for has been said. */
  said(): Promise<void>;
}

const orderKeys = 5;
const answerWithinMs = 3_000;
const patienceMs = 15_000;

export const openLoad = ({ hubs, key, random }: LoadOptions): Load => {
  const accepted: Accepted = { runs: new Map(), events: new Map(), unanswered: 0 };
  const toSay = new Set<Promise<void>>();
  const chosen = plans.filter(({ begin }) => begin !== null);
  let count = 0;

  /** Null: no answer, or none that says yes. */
  const post = async (path: string, body: unknown): Promise<Record<string, unknown> | null> => {
    const alive = hubs();
    const hub = alive[Math.floor(random() * alive.length)];
    if (hub === undefined) return null;
    try {
      const answer = await fetch(`${hub.url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(patienceMs),
      });
      const text = await answer.text();
      return answer.ok ? (JSON.parse(text) as Record<string, unknown>) : null;
    } catch {
      return null;
    }
  };

  /** As a sender that must not lose anything: with the same id until somebody has taken it. */
  const say = async (event: Readonly<Record<string, unknown>>): Promise<void> => {
    while ((await post('/api/events', { source: '/driver', ...event })) === null)
      await new Promise((resolve) => setTimeout(resolve, 200));
  };

  const byEvent = async (n: number): Promise<void> => {
    const id = `begun-${n}`;
    const answer = await post('/api/events', { id, source: '/driver', type: 'chaos.was.begun', data: { n } });
    if (answer === null) accepted.unanswered += 1;
    else accepted.events.set(id, n);
  };

  const byCall = async (plan: Plan, n: number): Promise<void> => {
    const input = { n, ref: `ref-${n}`, key: `key-${n % orderKeys}` };
    // Half of the callers wait a little for the end, as those of an HTTP address do.
    const wait = random() < 0.5 ? '0' : '300ms';
    const answer = await post(`/api/flows/${plan.name}/run?wait=${wait}`, { input });
    if (answer === null) accepted.unanswered += 1;
    else accepted.runs.set(String(answer['run']), { plan, n });
    if (plan.name !== 'approval') return;
    // Said whether the run was accepted or not: it may be there all the same.
    const late = (async () => {
      await new Promise((resolve) => setTimeout(resolve, random() * answerWithinMs));
      const type = 'chaos.was.approved';
      await say({ id: `approved-${n}`, type, subject: `ref-${n}`, data: { added: n } });
    })();
    toSay.add(late);
    void late.then(() => toSay.delete(late));
  };

  return {
    accepted,
    one: async () => {
      const n = (count += 1);
      const plan = chosen[Math.floor(random() * chosen.length)];
      if (plan === undefined) return;
      await (plan.begin === 'event' ? byEvent(n) : byCall(plan, n));
    },
    said: async () => {
      while (toSay.size > 0) await Promise.all(toSay);
    },
  };
};
