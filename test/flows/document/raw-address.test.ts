import { expect, test } from '@jest/globals';
import { rawAddress, rawBelow } from '../../../flows/document/raw-address.ts';

const raw = 'https://raw.githubusercontent.com/o/r';

test.each([
  ['https://github.com/o/r/blob/main/a/f.yaml', `${raw}/main/a/f.yaml`],
  ['https://github.com/o/r/tree/v1/a', `${raw}/v1/a`],
  ['https://github.com/o/r/validateEmailAddress@v1.0.0', `${raw}/v1.0.0/validateEmailAddress/function.yaml`],
  ['https://github.com/o/r/releases/latest', 'https://github.com/o/r/releases/latest'],
  ['https://gitlab.com/g/s/p/-/blob/main/f.yaml', 'https://gitlab.com/g/s/p/-/raw/main/f.yaml'],
  ['https://git.example.com/g/p/-/tree/main/a', 'https://git.example.com/g/p/-/raw/main/a'],
  ['https://gitlab.com/api/v4/projects/1/f', 'https://gitlab.com/api/v4/projects/1/f'],
  ['https://example.com/blob/main/f.yaml?x=1', 'https://example.com/blob/main/f.yaml?x=1'],
])('a file: %s', (address, expected) => {
  expect(rawAddress(address)).toBe(expected);
});

test.each([
  ['https://github.com/o/r', `${raw}/HEAD/f`],
  ['https://github.com/o/r.git/', `${raw}/HEAD/f`],
  ['https://github.com/o/r/tree/main', `${raw}/main/f`],
  ['https://gitlab.com/g/p', 'https://gitlab.com/g/p/-/raw/HEAD/f'],
  ['https://example.com', 'https://example.com/f'],
  ['https://example.com/c/?key=1', 'https://example.com/c/f?key=1'],
])('a catalogue: %s', (root, expected) => {
  expect(rawBelow(root, '/f')).toBe(expected);
});
