import { HubError } from '../../core/errors.ts';
import type { OfferedTools, Outcome } from '../serve/offer.ts';
import type { ApprovedTool, ApprovedTools } from './approved-tools.ts';
import { again, within, type Ask } from './ask.ts';
import { headersOf, outcomeOf, type CallDeps } from './call-tool.ts';
import type { SessionWish } from './sessions.ts';

const onPage = 1_000;
const ttlMs = 5_000;

export interface OfferedFrom {
  readonly spaceId: string;
  readonly server: string;
  readonly era: SessionWish['era'];
  readonly ask: Ask;
}

/**
 * The tools of a server, as it lists them in this era, that are as somebody has approved them. Those that have changed
 * since are out.
 */
export const offeredTools = (
  deps: Pick<CallDeps, 'servers'> & { readonly approved: ApprovedTools },
  { spaceId, server, era, ask }: OfferedFrom,
): OfferedTools => {
  const approved = () => deps.approved.of(spaceId, server);
  const listed = async () => {
    const { tools, facts } = await deps.servers.get(spaceId, server);
    return era === 'legacy' ? (facts?.older?.tools ?? tools) : tools;
  };
  return {
    list: async (cursor) => {
      const [all, now] = [await approved(), await listed()];
      const tools = [...all.values()].flatMap((alike) => alike.filter(isAmong(now)).slice(0, 1));
      const start = placeIn(cursor);
      const next = start + onPage;
      return {
        items: tools.slice(start, next).map(({ definition }) => definition),
        ...(next < tools.length ? { nextCursor: String(next) } : {}),
        ttlMs,
      };
    },
    call: async ({ name, arguments: given, meta }, exchange) => {
      const alike = (await approved()).get(name) ?? [];
      const now = await listed();
      if (alike.length === 0 && now[name] === undefined) throw unknown(name);
      if (alike.length === 0) return refusal(`"${name}" is new, and nobody has put it into use yet.`);
      const tool = alike.find(isAmong(now));
      if (tool === undefined)
        return refusal(
          `"${name}" is not what it was when it was put into use. Somebody has to look at its changes before it can be called.`,
        );
      const params = { name, arguments: given, _meta: meta, ...again(exchange) };
      const { idempotent } = tool.plan.hints;
      return outcomeOf(
        await ask('tools/call', params, {
          ...within(exchange),
          repeatable: idempotent,
          tool: headersOf(tool.plan),
        }),
      );
    },
  };
};

const isAmong =
  (now: Readonly<Record<string, string>>) =>
  ({ plan: { tool } }: ApprovedTool): boolean =>
    tool !== undefined && now[tool.name] === tool.hash;

const unknown = (name: string): HubError =>
  new HubError('input_invalid', `There is no tool "${name.slice(0, 200)}" here. List the tools again.`);

const refusal = (text: string): Outcome => ({
  kind: 'complete',
  result: { content: [{ type: 'text', text }], isError: true },
});

const placeIn = (cursor: string | undefined): number => {
  if (cursor === undefined) return 0;
  if (/^\d{1,6}$/.test(cursor)) return Number(cursor);
  throw new HubError('cursor_invalid', 'This cursor is not one of this list.');
};
