import { describe, expect, test } from '@jest/globals';
import { openPasswords } from '../../gateway/passwords/hash.ts';
import { passwordProblem } from '../../gateway/passwords/rules.ts';
import { refusalCode } from '../setup/gateway.ts';

const owner = { name: 'Grace Hopper', email: 'grace.hopper@navy.example' };

describe('a chosen password', () => {
  test.each([
    ['correct horse battery staple five', 'long words'],
    ['Tr0ub4dor&3-x9', 'mixed signs'],
    ['пароль на кириллице', 'another alphabet'],
    ['🐎🔋📎✅🐎🔋📎✅🐙🦑🦐🦞', 'twelve signs outside the first plane'],
    ['grace notes in a minor key', 'a word of the name in a longer sentence'],
    ['x'.repeat(20) + 'y1z2w3', 'long'],
  ])('is taken: %s (%s)', (password) => {
    expect(passwordProblem(password, owner)).toBeUndefined();
  });

  test.each([
    ['short', /at least 12/],
    ['12345678901', /at least 12/],
    ['🐎🔋📎✅🐎🔋', /at least 12/],
    ['a'.repeat(257), /at most 256/],
    ['aaaaaaaaaaaaaaaa', /five different/],
    ['abababababab', /five different/],
    ['123456789012', /keyboard|tried first/],
    ['abcdefghijklmnop', /keyboard/],
    ['qwertyuiopas', /keyboard|tried first/],
    ['poiuytrewqpo', /keyboard/],
    ['password2024', /tried first/],
    ['P@ssw0rd-2024!', /tried first/],
    ['Password1234', /tried first/],
    ['passwordpassword', /tried first/],
    ['welcomewelcome1', /tried first/],
    ['administrator', /tried first/],
    ['letmein12345!', /tried first/],
    ['Sommer2026!!!', /tried first/],
    ['correcthorsebatterystaple', /tried first/],
    ['grace.hopper1', /name or e-mail/],
    ['GraceHopper99', /name or e-mail/],
    ['grace.hopper@navy.example', /name or e-mail/],
    ['nul\0nul\0nul\0x', /NUL/],
  ])('is refused: %j', (password, reason) => {
    expect(passwordProblem(password, owner)).toMatch(reason);
  });

  test('is measured in characters, not in bytes, and whichever way they are composed', () => {
    expect(passwordProblem('é'.repeat(6) + 'abcdef', owner)).toBeUndefined();
    expect(passwordProblem('e\u0301'.repeat(6) + 'abcde', owner)).toMatch(/has 11/);
  });
});

describe('hashing', () => {
  const passwords = openPasswords();

  test('is argon2id in PHC form, different each time, and knows the password again', async () => {
    const [one, two] = await Promise.all([
      passwords.hash('the same words'),
      passwords.hash('the same words'),
    ]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(two);
    expect(await passwords.verify('the same words', one)).toBe(true);
    expect(await passwords.verify('the same word', one)).toBe(false);
    expect(await passwords.verify('The same words', one)).toBe(false);
    expect(passwords.isOutdated(one)).toBe(false);
  });

  test('takes the same letters from any keyboard', async () => {
    const stored = await passwords.hash('caf\u00e9 \u212bngstr\u00f6m');
    expect(await passwords.verify('cafe\u0301 A\u030angstro\u0308m', stored)).toBe(true);
  });

  test.each([
    ['nobody', null],
    ['nothing', ''],
    ['another scheme', '$2b$12$abcdefghijklmnopqrstuv'],
    [
      'argon2i',
      '$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    ],
    [
      'gigabytes of memory',
      '$argon2id$v=19$m=9999999,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    ],
    ['an empty hash', '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$'],
  ])('answers no to %s', async (_what, stored) => {
    expect(await passwords.verify('anything', stored)).toBe(false);
  });

  test('goes on in turn, and says that it is busy instead of queueing without end', async () => {
    const narrow = openPasswords({ atOnce: 1, waiting: 3 });
    const all = await Promise.all(
      Array.from({ length: 10 }, () =>
        narrow.verify('x', null).then(
          () => 'done',
          async (error: unknown) => refusalCode(Promise.reject(error as Error)),
        ),
      ),
    );
    expect(all.filter((outcome) => outcome === 'done')).toHaveLength(4);
    expect(all.filter((outcome) => outcome === 'overloaded')).toHaveLength(6);
    expect(await narrow.verify('x', null)).toBe(false);
  });
});
