interface MarkedProps {
  readonly text: string;
  readonly words: string;
}

/** The text, with the words that were typed marked where they stand first in it. */
export const MarkedText = ({ text, words }: MarkedProps) => {
  const wanted = words.trim().toLowerCase();
  const at = wanted === '' ? -1 : text.toLowerCase().indexOf(wanted);
  if (at < 0) return text;
  const end = at + wanted.length;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, end)}</mark>
      {text.slice(end)}
    </>
  );
};
