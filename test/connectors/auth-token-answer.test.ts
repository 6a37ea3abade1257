import { expect, test } from '@jest/globals';
import { isHubError } from '../../core/errors.ts';
import { readTokenAnswer } from '../../platform/oauth/token-answer.ts';

/** Answers of token endpoints as they are in the world, not as the standard says. */
const read = (text: string, changes: { status?: number; contentType?: string; retryAfter?: string } = {}) =>
  readTokenAnswer(
    { status: 200, contentType: 'application/json', retryAfter: undefined, text, ...changes },
    'https://id.example',
  );
const json = (body: object, status = 200) => read(JSON.stringify(body), { status });
const failureOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (isHubError(error)) return error;
  }
  throw new Error('It was taken.');
};

test.each<[string, object, object]>([
  ['the plain case', { access_token: 'a', expires_in: 3600 }, { access: 'a', lifeSeconds: 3600 }],
  ['a time as text', { access_token: 'a', expires_in: '3599' }, { lifeSeconds: 3599 }],
  ['a time with a fraction', { access_token: 'a', expires_in: 3599.9 }, { lifeSeconds: 3599 }],
  ['no time', { access_token: 'a' }, { lifeSeconds: null }],
  ['a time that is none', { access_token: 'a', expires_in: 'soon' }, { lifeSeconds: null }],
  ['a time below nothing', { access_token: 'a', expires_in: -1 }, { lifeSeconds: null }],
  ['a time beyond all', { access_token: 'a', expires_in: 1e20 }, { lifeSeconds: 315_360_000 }],
  ['scopes with spaces', { access_token: 'a', scope: 'x y  x' }, { scopes: ['x', 'y'] }],
  ['scopes with commas, as GitHub', { access_token: 'a', scope: 'repo,gist' }, { scopes: ['repo', 'gist'] }],
  ['scopes as a list', { access_token: 'a', scope: ['x', 'y', 7] }, { scopes: ['x', 'y'] }],
  [
    'a bot of Slack',
    {
      ok: true,
      access_token: 'xoxb-1',
      token_type: 'bot',
      team: { id: 'T1', name: 'Ours' },
      authed_user: { id: 'U1' },
    },
    { access: 'xoxb-1', facts: { team_name: 'Ours' } },
  ],
  [
    'a person of Slack, nested',
    {
      ok: true,
      authed_user: {
        access_token: 'xoxp-1',
        refresh_token: 'xoxe-1',
        expires_in: 43_200,
        scope: 'chat:write',
      },
    },
    { access: 'xoxp-1', refresh: 'xoxe-1', lifeSeconds: 43_200, scopes: ['chat:write'] },
  ],
  [
    'HubSpot',
    { token_type: 'bearer', refresh_token: 'r', access_token: 'a', hub_id: 123, expires_in: 1800 },
    { refresh: 'r', facts: { hub_id: '123' } },
  ],
  [
    'Salesforce',
    {
      access_token: 'a',
      instance_url: 'https://ours.my.salesforce.com',
      id: 'https://x',
      issued_at: '17',
      signature: 's',
    },
    { lifeSeconds: null, facts: { instance_url: 'https://ours.my.salesforce.com' } },
  ],
  ['a refresh token that is empty', { access_token: 'a', refresh_token: '' }, { access: 'a' }],
])('takes %s', (_name, body, expected) => {
  expect(json(body)).toMatchObject(expected);
});

test('takes a form as GitHub answers it, and JSON that calls itself HTML', () => {
  const form = 'access_token=gho_1&expires_in=28800&scope=repo%2Cgist&token_type=bearer';
  expect(read(form, { contentType: 'application/x-www-form-urlencoded' })).toMatchObject({
    ...{ access: 'gho_1', lifeSeconds: 28_800, scopes: ['repo', 'gist'] },
  });
  expect(read('{"access_token":"a"}', { contentType: 'text/html' }).access).toBe('a');
});

test.each<[string, () => unknown, string]>([
  ['invalid_grant', () => json({ error: 'invalid_grant' }, 400), 'oauth_refused'],
  ['GitHub with status 200', () => json({ error: 'bad_refresh_token' }), 'oauth_refused'],
  ['Slack with status 200', () => json({ ok: false, error: 'invalid_refresh_token' }), 'oauth_refused'],
  ['a refusal without a word', () => json({ ok: false }), 'oauth_refused'],
  ['an error beside a token', () => json({ error: 'invalid_grant', access_token: 'a' }), 'oauth_refused'],
  ['a nested error', () => json({ error: { type: 'OAuthException', message: 'no' } }, 400), 'oauth_refused'],
  ['a proof-of-possession token', () => json({ access_token: 'a', token_type: 'DPoP' }), 'oauth_refused'],
  ['a server in trouble', () => json({ error: 'server_error' }, 400), 'oauth_failed'],
  ['a refusal with status 503', () => json({ error: 'invalid_grant' }, 503), 'oauth_failed'],
  ['Slack in a hurry', () => json({ ok: false, error: 'ratelimited' }), 'oauth_failed'],
  ['HTML', () => read('<html>', { contentType: 'text/html' }), 'oauth_failed'],
  ['nothing', () => read(''), 'oauth_failed'],
  ['a list', () => read('["access_token"]'), 'oauth_failed'],
  ['half of it', () => read('{"access_token":"a"'), 'oauth_failed'],
  ['a token with a space', () => json({ access_token: 'a b' }), 'oauth_failed'],
  ['a token with a line break', () => json({ access_token: 'a\r\nb' }), 'oauth_failed'],
  ['an endless token', () => json({ access_token: 'a'.repeat(20_000) }), 'oauth_failed'],
  ['a token that is an object', () => json({ access_token: {} }), 'oauth_failed'],
  ['a token with status 302', () => json({ access_token: 'a' }, 302), 'oauth_failed'],
])('does not take %s', (_name, work, code) => {
  expect(failureOf(work).code).toBe(code);
});

test('a failure names the server and never shows what looks like a secret', () => {
  const failure = failureOf(() =>
    json({ error: 'invalid_client', error_description: 'client_secret=hunter2hunter2 is wrong' }, 401),
  );
  expect(failure.message).toContain('https://id.example');
  expect(failure.message).not.toContain('hunter2');
  expect(failureOf(() => read('', { status: 429, retryAfter: '17' })).retryAfter).toBe(17);
});
