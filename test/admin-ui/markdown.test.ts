import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readBlocks, type Block, type Inline } from '../../admin-ui/src/approvals/markdown-blocks.ts';

const text = (value: string): Inline => ({ kind: 'text', text: value });
const paragraph = (...parts: Inline[]): Block => ({ kind: 'paragraph', parts });

test('headings, paragraphs, lists, quotes and code stand apart', () => {
  expect(
    readBlocks(
      '# Order\r\n\nCame\nbroken.\n- one\n- two\n\n1. first\n2) second\n> said\n> so\n```\n# no *mark*\n```\nend',
    ),
  ).toEqual([
    { kind: 'heading', parts: [text('Order')] },
    paragraph(text('Came\nbroken.')),
    { kind: 'list', ordered: false, items: [[text('one')], [text('two')]] },
    { kind: 'list', ordered: true, items: [[text('first')], [text('second')]] },
    { kind: 'quote', parts: [text('said\nso')] },
    { kind: 'code', text: '# no *mark*' },
    paragraph(text('end')),
  ]);
});

test('marks within a line', () => {
  expect(readBlocks('a **b *c* d** `d*e*` _f_ [g](https://h.example/i)')).toMatchObject([
    {
      parts: [
        text('a '),
        { kind: 'strong', parts: [text('b '), { kind: 'em', parts: [text('c')] }, text(' d')] },
        text(' '),
        { kind: 'code', text: 'd*e*' },
        text(' '),
        { kind: 'em', parts: [text('f')] },
        text(' '),
        { kind: 'link', to: 'https://h.example/i', parts: [text('g')] },
      ],
    },
  ]);
});

test.each(['javascript:alert(1)', 'data:text/html,x', '/s/default/', 'JAVASCRIPT:x', '//evil.example'])(
  'what leads to %s is no link',
  (to) => {
    expect(readBlocks(`[press](${to})`)).toEqual([paragraph(text(`[press](${to})`))]);
  },
);

test.each(['snake_case_name', '2 * 3 * 4', 'a*', '**', '<b>x</b>', '[a] (b)'])('%s is text', (given) => {
  expect(readBlocks(given)).toEqual([paragraph(text(given))]);
});

const lettersOf = (parts: readonly Inline[]): string =>
  parts
    .map((part) => (part.kind === 'text' || part.kind === 'code' ? part.text : lettersOf(part.parts)))
    .join('');

test('no word is lost, whatever is written', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('word', '*', '**', '_', '`', '[', '](', ')', ' ', '\n')),
      (pieces) => {
        const blocks = readBlocks(pieces.join(''));
        const said = blocks
          .map((block) => ('parts' in block ? lettersOf(block.parts) : JSON.stringify(block)))
          .join(' ');
        return said.split('word').length >= pieces.filter((piece) => piece === 'word').length + 1;
      },
    ),
    { numRuns: 2_000, examples: [[['`', '`', '`', 'word', '\n', '`', '`', '`', 'word']]] },
  );
});

test('64 KB of marks that never end are read', () => {
  for (const piece of ['*', '**a', '[', '`', '_a', '[a](', '> ', '- '])
    expect(readBlocks(piece.repeat(Math.ceil(65_536 / piece.length))).length).toBeGreaterThan(0);
});
