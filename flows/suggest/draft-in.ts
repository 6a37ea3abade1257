/** The YAML in what a model said: the last block of it, or all of the text where there is no block. */
export const draftIn = (said: string): string => {
  const blocks = [...said.matchAll(/```[a-zA-Z]*[ \t]*\r?\n([\s\S]*?)(?:```|$)/g)].map(
    ([, text = '']) => text,
  );
  const text = blocks.findLast((one) => one.includes('document')) ?? blocks.at(-1) ?? said;
  return `${text.replaceAll('\u0000', '').trim()}\n`;
};
