import { Fragment, useMemo, type ReactNode } from 'react';
import { readBlocks, type Block, type Inline } from './markdown-blocks.ts';
import styles from './markdown.module.css';

/** A text that somebody else has written: letters and lines, no pictures, no HTML; a link shows where it leads. */
export const Markdown = ({ text }: { readonly text: string }) => {
  const blocks = useMemo(() => readBlocks(text), [text]);
  return (
    <div className={styles['text']}>
      {blocks.map((block, at) => (
        <Piece key={at} block={block} />
      ))}
    </div>
  );
};

const Piece = ({ block }: { readonly block: Block }): ReactNode => {
  switch (block.kind) {
    case 'heading':
      return <h2>{block.parts.map(inline)}</h2>;
    case 'paragraph':
      return <p>{block.parts.map(inline)}</p>;
    case 'quote':
      return <blockquote>{block.parts.map(inline)}</blockquote>;
    case 'code':
      return (
        <pre tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      );
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul';
      return (
        <List>
          {block.items.map((item, at) => (
            <li key={at}>{item.map(inline)}</li>
          ))}
        </List>
      );
    }
    default:
      return block satisfies never;
  }
};

const inline = (part: Inline, at: number): ReactNode => {
  switch (part.kind) {
    case 'text':
      return <Fragment key={at}>{part.text}</Fragment>;
    case 'code':
      return <code key={at}>{part.text}</code>;
    case 'strong':
      return <strong key={at}>{part.parts.map(inline)}</strong>;
    case 'em':
      return <em key={at}>{part.parts.map(inline)}</em>;
    case 'link':
      return (
        <Fragment key={at}>
          <a href={part.to} className="link" target="_blank" rel="noopener noreferrer nofollow">
            {part.parts.map(inline)}
          </a>{' '}
          <span className="muted">({hostOf(part.to)})</span>
        </Fragment>
      );
    default:
      return part satisfies never;
  }
};

/** What the label says and where it leads may be two things. */
const hostOf = (address: string): string => {
  try {
    return new URL(address).host;
  } catch {
    return address;
  }
};
