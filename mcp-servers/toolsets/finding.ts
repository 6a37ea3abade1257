/** What is wrong, and where: a JSON pointer into the content of a toolset. */
export interface Finding {
  readonly path: string;
  readonly message: string;
  /** Within an expression. */
  readonly line?: number;
  readonly column?: number;
}
