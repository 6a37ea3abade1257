/**
 * Hands bytes to the reader's downloads. As bytes and nothing else: what another side made must not open as a page of
 * ours.
 */
export const saveFile = (content: Blob, name: string): void => {
  const url = URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Not at once: some browsers look the address up only after the press.
  setTimeout(() => URL.revokeObjectURL(url));
};
