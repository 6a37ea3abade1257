import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rangeOf, readAddress } from '../../platform/egress/address.ts';
import { isAllowed, parseAllowList } from '../../platform/egress/allow-list.ts';
import { verifies } from '../setup/verifies.ts';

const address = (text: string) => {
  const read = readAddress(text);
  if (read === null) throw new Error(`${text} is no address`);
  return read;
};

const closed = [
  ...['0.0.0.0', '0.1.2.3', '10.0.0.0', '10.255.255.255', '100.64.0.1', '100.100.100.200', '100.127.255.255'],
  ...['127.0.0.1', '127.255.255.254', '169.254.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255'],
  ...['192.0.0.1', '192.0.0.192', '192.0.2.1', '192.88.99.1', '192.168.0.1', '192.168.255.255', '198.18.0.1'],
  ...['198.19.255.255', '198.51.100.1', '203.0.113.1', '224.0.0.1', '239.255.255.255', '240.0.0.1'],
  ...['255.255.255.255', '168.63.129.16', '192.52.193.1', '192.31.196.1', '192.175.48.1'],
  ...[
    '::',
    '::1',
    '::2',
    '::127.0.0.1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::ffff:0:127.0.0.1',
  ],
  ...['64:ff9b::7f00:1', '64:ff9b::808:808', '64:ff9b:1::1', '2002:7f00:1::', '2002:808:808::1'],
  ...['2001::1', '2001:0:7f00:1::', '2001:2::1', '2001:10::1', '2001:20::1', '2001:db8::1', '3fff::1'],
  ...['100::1', '5f00::1', 'fc00::1', 'fd00:ec2::254', 'fd20:ce::254', 'fe80::1', 'febf::1', 'fec0::1'],
  ...['ff02::1', 'ff0e::1', '1::1', '4000::1', '8000::1', 'e000::1', '2620:4f:8000::1'],
];
const open = [
  ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'],
  ...['128.0.0.0', '169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '191.255.255.255'],
  ...['192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255'],
  ...['2606:4700:4700::1111', '2a00:1450:4001::1', '2400:cb00::1', '3ffe::1', '2003::1'],
];

test.each(closed)('%s is not public', (text) => {
  expect(rangeOf(address(text))).not.toBe('public');
});

test.each(open)('%s is public', (text) => {
  expect(rangeOf(address(text))).toBe('public');
});

test.each([
  '127.1',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '127.0.0.01',
  '',
  'a',
  '1.2.3.4.5',
  'fe80::1%lo',
  ':::',
])('%j is no address in canonical form', (text) => {
  expect(readAddress(text)).toBeNull();
});

test('one address has one text', () => {
  expect(address('2001:DB8:0:0::0:1').text).toBe(address('2001:db8::1').text);
});

describe('the list of allowed addresses', () => {
  const v4 = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
  const port = fc.integer({ min: 1, max: 65_535 });

  test('an address with a port allows exactly this address and this port', () => {
    fc.assert(
      fc.property(fc.tuple(v4, v4), fc.tuple(port, port), ([one, other], [onePort, otherPort]) => {
        const { entries, problems } = parseAllowList([`${one.join('.')}:${onePort}`]);
        expect(problems).toEqual([]);
        expect(isAllowed(entries, address(one.join('.')), onePort)).toBe(true);
        expect(isAllowed(entries, address(one.join('.')), otherPort)).toBe(onePort === otherPort);
        expect(isAllowed(entries, address(other.join('.')), onePort)).toBe(one.join('.') === other.join('.'));
      }),
    );
  });

  test('a prefix allows the addresses that share its bits and no others', () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, 2n ** 32n - 1n),
        fc.bigInt(0n, 2n ** 32n - 1n),
        fc.nat(32),
        (base, other, prefix) => {
          const size = 2n ** BigInt(32 - prefix);
          const first = (base / size) * size;
          const text = (value: bigint) =>
            [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
          const { entries, problems } = parseAllowList([`${text(first)}/${prefix}`]);
          expect(problems).toEqual([]);
          expect(isAllowed(entries, address(text(other)), 443)).toBe(other >= first && other < first + size);
          expect(isAllowed(entries, address(text(first + size - 1n)), 443)).toBe(true);
        },
      ),
    );
  });

  test('a range of ports allows its ends, and nothing beside it', () => {
    fc.assert(
      fc.property(port, port, port, (a, b, asked) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const { entries } = parseAllowList([`[fd00::]/8:${low}-${high}`]);
        expect(isAllowed(entries, address('fdab::1'), asked)).toBe(asked >= low && asked <= high);
        expect(isAllowed(entries, address('fe00::1'), asked)).toBe(false);
      }),
    );
  });

  test('IPv4 entries do not allow the same address inside IPv6', () => {
    const { entries } = parseAllowList(['127.0.0.1', '0.0.0.0/0']);
    expect(isAllowed(entries, address('::ffff:127.0.0.1'), 80)).toBe(false);
  });

  test('any text is read or named as wrong, never both and never thrown at', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (text) => {
        const { entries, problems } = parseAllowList([text]);
        expect(entries.length + problems.length).toBe(1);
      }),
    );
  });

  verifies('foundation.egress.allow', 'every wrong entry is named', () => {
    const wrong = [
      ...[
        '10.0.0.0/33',
        '10.1.2.3/16',
        '127.0.0.1:0',
        '127.0.0.1:90-80',
        '127.0.0.1:1-2-3',
        '127.0.0.1:65536',
      ],
      ...[
        '127.1',
        'localhost',
        '::1',
        '[::1',
        '[127.0.0.1]',
        '[::1]/129',
        '10.0.0.0/',
        '10.0.0.0/08',
        '',
        '*',
      ],
      ...['127.0.0.1:80:90', '127.0.0.1/32/32', '127.0.0.1:+80', '[fe80::1%lo]'],
    ];
    const { entries, problems } = parseAllowList(['127.0.0.1', ...wrong]);
    expect(entries).toHaveLength(1);
    expect(problems.map(({ message }) => /^"([^"]*)"/.exec(message)?.[1])).toEqual(wrong);
  });
});
