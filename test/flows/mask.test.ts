import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openMasker } from '../../flows/run/mask.ts';
import { sensitiveFields, sensitiveInput } from '../../flows/engine/sensitive.ts';

const input = (schema: object, sensitive: string[] = []) => ({
  input: { schema: schema as never },
  sensitive,
});

test('finds what the schema of the input marks, in objects and lists', () => {
  const find = sensitiveInput(
    input({
      properties: {
        phone: { type: 'string', 'x-sensitive': true },
        cards: { items: { properties: { number: { 'x-sensitive': true } } } },
      },
    }),
  );
  expect(find?.({ phone: '+4930123', cards: [{ number: 4111 }, { number: 4222 }], name: 'Ada' })).toEqual([
    '+4930123',
    4111,
    4222,
  ]);
});

test('finds fields by their name wherever they are, and places by their pointer', () => {
  const find = sensitiveInput(input({}, ['token', '/contact/email']));
  expect(find?.({ contact: { email: 'a@b.example' }, deep: [{ token: 'abcd' }] })).toEqual([
    'a@b.example',
    'abcd',
  ]);
  expect(sensitiveFields({ sensitive: ['token'] })?.([{ token: 'abcd' }])).toEqual(['abcd']);
  expect(sensitiveInput(input({ type: 'object' }))).toBeNull();
});

test('masks a value in every text that is made of it, and puts it back', () => {
  const masker = openMasker();
  masker.add(['+4930123', 'say "hi"']);
  const json = JSON.stringify({ phone: '+4930123', text: 'call +4930123 and say "hi"' });
  const masked = masker.mask(json);
  expect(masked).not.toContain('4930123');
  expect(masked).not.toContain('hi');
  expect(JSON.parse(masked)).toEqual({ phone: '***1***', text: 'call ***1*** and ***2***' });
  expect(masker.unmask(masked)).toBe(json);
});

test('a number stays a number after it was masked, and its digits are masked in texts', () => {
  const masker = openMasker();
  masker.add([15551230000]);
  const json = JSON.stringify({ phone: 15551230000, text: 'a,15551230000,b', other: 1 });
  const masked = masker.mask(json);
  expect(masked).not.toContain('15551230000');
  expect(JSON.parse(masker.unmask(masked))).toEqual(JSON.parse(json));
});

test('secrets are masked by their names, and need not be kept', () => {
  const masker = openMasker();
  masker.addSecrets({ crm: { user: 'ada', password: 'correct horse' } });
  expect(masker.mask('{"header":"Basic correct horse"}')).toBe('{"header":"Basic ***crm.1***"}');
  expect(masker.kept()).toEqual({});
});

test('what was kept restores the values in another process', () => {
  const masker = openMasker();
  masker.add(['secret value', 123456]);
  const json = JSON.stringify({ a: 'secret value', b: 123456 });
  const other = openMasker();
  other.restore(masker.kept());
  expect(other.unmask(masker.mask(json))).toBe(json);
  expect(other.add(['secret value'])).toBe(false);
});

test('any JSON comes back as it was, and shows none of the values', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.array(fc.oneof(fc.string({ minLength: 4 }), fc.integer({ min: 1000 }))),
      (value, secret) => {
        const masker = openMasker();
        masker.add(secret);
        const json = JSON.stringify({ value, secret });
        const masked = masker.mask(json);
        const body: unknown = JSON.parse(masked);
        expect(JSON.parse(masker.unmask(masked))).toEqual(JSON.parse(json));
        expect((body as { secret: unknown[] }).secret.some((one) => secret.includes(one as never))).toBe(
          false,
        );
      },
    ),
  );
});

test('what looks like a mark comes back as it came, and stands for nothing', () => {
  const masker = openMasker();
  masker.addSecrets({ crm: 'correct horse' });
  masker.add(['+4930123', 4111111]);
  for (const text of [
    '***crm***',
    '***1***',
    '***#2***',
    '****1****',
    'a***',
    '***crm****1***',
    '**+4930123**',
  ])
    for (const given of [{ text }, { text: `${text}${text}`, number: 4111111, secret: 'correct horse' }]) {
      const masked = masker.mask(JSON.stringify(given));
      for (const value of ['correct', '4930123', '4111111']) expect(masked).not.toContain(value);
      expect(JSON.parse(masker.unmask(masked))).toEqual(given);
    }
  // One that knows the values that this one did not.
  const masked = openMasker().mask('{"text":"x ***crm*** ***1***"}');
  expect(masker.unmask(masked)).not.toContain('horse');
  expect(JSON.parse(masked)).toEqual({ text: 'x ***crm*** ***1***' });
});

test('a value is not looked for inside of the marks of others', () => {
  const masker = openMasker();
  masker.addSecrets({ password: 'a long password', other: 'password' });
  const json = '{"a":"a long password","b":"password*","c":"*password**a long password"}';
  expect(masker.unmask(masker.mask(json))).toBe(json);
});
