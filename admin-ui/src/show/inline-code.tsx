import { Fragment } from 'react';

/** A sentence in which `names` stand between backticks, as the hub writes its descriptions. */
export const InlineCode = ({ text }: { readonly text: string }) =>
  text
    .split('`')
    .map((part, index) =>
      index % 2 === 1 ? <code key={index}>{part}</code> : <Fragment key={index}>{part}</Fragment>,
    );
