import { Button } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../messages/messages-context.tsx';
import { InlineCode } from '../show/inline-code.tsx';

const few = 8;

/** What the import had to guess or leave out. */
export const NoteList = ({ notes }: { readonly notes: readonly string[] }) => {
  const t = useT();
  const [all, setAll] = useState(false);
  const shown = all ? notes : notes.slice(0, few);
  return (
    <>
      <ul style={{ paddingInlineStart: 18 }}>
        {shown.map((note, at) => (
          <li key={`${at} ${note}`} className="any-break" lang="en">
            <InlineCode text={note} />
          </li>
        ))}
      </ul>
      {shown.length < notes.length && (
        <Button mt={8} size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
          {t('connectors.allNotes', { count: notes.length })}
        </Button>
      )}
    </>
  );
};
