/** One thing of the space. */
export interface FoundObject {
  readonly id: string;
  readonly title: string;
  /** What stands below: its other name, or what it belongs to. */
  readonly about: string;
  /** The address of its page. */
  readonly to: string;
}
