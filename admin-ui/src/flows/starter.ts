/** The text that a new flow begins with: it can be published and run as it is. */
export const starterText = (about: {
  readonly name: string;
  readonly namespace: string;
  readonly title: string;
}): string => `document:
  dsl: '1.0.3'
  namespace: ${about.namespace}
  name: ${about.name}
  version: '0.1.0'
  title: ${JSON.stringify(about.title)}
do:
  - greet:
      set:
        message: Hello
`;

/** The hub's own rule for names of flows and namespaces; it has the last word. */
export const isFlowName = (text: string): boolean => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text);
