import { expect, test } from '@jest/globals';
import { openLog } from '../../platform/log.ts';

const logged = (write: (log: ReturnType<typeof openLog>) => void): Record<string, unknown> => {
  const lines: string[] = [];
  write(openLog({ level: 'info', destination: { write: (line) => lines.push(line) } }));
  return JSON.parse(lines.join('')) as Record<string, unknown>;
};

test.each(['password', 'apiKey', 'api_key', 'API-Key', 'Set-Cookie', 'refresh_token', 'authorization'])(
  'the value of "%s" never reaches the log, however deep it stands',
  (name) => {
    const line = logged((log) => {
      log.info('done', { [name]: 's3cret', a: { b: [{ [name]: 's3cret' }] }, kept: 1 });
    });
    expect(JSON.stringify(line)).not.toContain('s3cret');
    expect(line).toMatchObject({ [name]: '[redacted]', a: { b: [{ [name]: '[redacted]' }] }, kept: 1 });
  },
);

test('what a child log carries is kept secret too', () => {
  const line = logged((log) => {
    log.child({ token: 's3cret', job: 'job_1' }).warn('done');
  });
  expect(line).toMatchObject({ level: 'warn', token: '[redacted]', job: 'job_1' });
});

test('an error keeps its code, its stack and its cause', () => {
  const line = logged((log) => {
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    log.error('failed', { error: new Error('no answer', { cause }) });
  });
  expect(line['error']).toMatchObject({
    name: 'Error',
    message: 'no answer',
    cause: { code: 'ECONNREFUSED', message: 'refused' },
  });
});

test('fields given are not changed, and a loop in them ends', () => {
  const fields: Record<string, unknown> = { token: 's3cret' };
  fields['self'] = fields;
  expect(
    JSON.stringify(
      logged((log) => {
        log.info('done', fields);
      }),
    ),
  ).not.toContain('s3cret');
  expect(fields['token']).toBe('s3cret');
});
