/** What a document may weigh. Flows that people write have a hundredth of it. */
export const flowLimits = {
  /** UTF-16 units of text. */
  letters: 1024 * 1024,
  depth: 64,
  /** Values, with those that aliases stand for counted wherever they do. */
  values: 200_000,
  /** Tasks, with those of functions and extensions counted wherever they are used. */
  tasks: 5_000,
  /** Functions that call functions. */
  calls: 32,
  /** Functions from addresses that call functions from addresses. */
  elsewhere: 8,
  /** UTF-16 units of the texts from addresses, counted wherever they are used. */
  elsewhereLetters: 2 * 1024 * 1024,
  nameLetters: 200,
  /** Problems that are told at once. */
  problems: 100,
} as const;
