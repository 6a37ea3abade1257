import { cookieHeader, type TestAnswer, type TestHub } from './hub.ts';

/** Somebody who has come into the default space by an invitation, and is signed in. */
export interface HubPerson {
  readonly userId: string;
  readonly name: string;
  ask(method: string, path: string, body?: unknown): Promise<TestAnswer>;
}

const space = 'default';
/** Whoever joins has it: to sign in at the page. */
export const passwordOfAll = 'a plain sentence that nobody guesses';

export const joinHub = async (hub: TestHub, name: string, role: string): Promise<HubPerson> => {
  const email = `${name.toLowerCase()}@people.example`;
  const invited = await hub.request('POST', '/api/invitations', { body: { email, role } });
  const { link } = invited.json as { link: string };
  const accepted = await hub.request('POST', '/api/invitation/accept', {
    key: null,
    body: { token: new URL(link).hash.slice(1), name, password: passwordOfAll },
  });
  if (accepted.status !== 200) throw new Error(`${name} could not come in: ${accepted.text}`);
  const headers = { cookie: cookieHeader(accepted.headers), 'hub-request': '1', 'hub-space': space };
  const ask: HubPerson['ask'] = (method, path, body) =>
    hub.request(method, path, { key: null, headers, ...(body === undefined ? {} : { body }) });
  const me = (await ask('GET', '/api/me')).json as { user: { id: string } };
  return { userId: me.user.id, name, ask };
};
