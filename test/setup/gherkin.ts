/** A scenario of the conformance kit: its steps, each with the text block that stands below it. */
export interface Scenario {
  readonly feature: string;
  readonly name: string;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly text: string;
  readonly block: string;
}

/** As much of Gherkin as the kit uses. */
export const readFeature = (text: string): Scenario[] => {
  const lines = text.split('\n');
  const scenarios: { feature: string; name: string; steps: { text: string; block: string }[] }[] = [];
  let feature = '';
  for (let at = 0; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').trim();
    if (line.startsWith('Feature:')) feature = line.slice('Feature:'.length).trim();
    else if (line.startsWith('Scenario:')) {
      scenarios.push({ feature, name: line.slice('Scenario:'.length).trim(), steps: [] });
    } else if (/^(Given|When|Then|And) /.test(line)) {
      scenarios.at(-1)?.steps.push({ text: line.replace(/^\w+ /, ''), block: '' });
    } else if (line.startsWith('"""')) {
      const indent = (lines[at] ?? '').indexOf('"""');
      const block: string[] = [];
      for (at += 1; !(lines[at] ?? '"""').trim().startsWith('"""'); at += 1)
        block.push((lines[at] ?? '').slice(indent));
      const step = scenarios.at(-1)?.steps.at(-1);
      if (step !== undefined) step.block = block.join('\n');
    }
  }
  return scenarios;
};
