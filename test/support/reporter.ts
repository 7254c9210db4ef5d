import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';
import { ROOT } from '../../base/settings.ts';

export type State = 'passed' | 'failed' | 'skipped';

/** One test of the last whole run, as kept for the ledger. */
export interface Outcome {
  /** Names of the groups around it and its own, outermost first. */
  names: string[];
  /** Path below the checkout. */
  file: string;
  state: State;
}

export const OUTCOMES_FILE = `${ROOT}test/output/outcomes.json`;

/** Keeps the name and state of every test; a file that cannot be read, or an error outside tests, is a failure of its own. */
export default class OutcomeReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const outcomes = modules.flatMap(outcomesOf);
    for (const error of errors)
      outcomes.push({ names: [`error outside tests: ${error.message}`], file: '', state: 'failed' });
    mkdirSync(dirname(OUTCOMES_FILE), { recursive: true });
    writeFileSync(OUTCOMES_FILE, `${JSON.stringify(outcomes, null, 1)}\n`);
  }
}

function outcomesOf(module: TestModule): Outcome[] {
  const file = module.moduleId.replace(ROOT, '');
  const outcomes: Outcome[] = [...module.children.allTests()].map((test) => {
    const { state } = test.result();
    return { names: namesOf(test), file, state: state === 'pending' ? 'failed' : state };
  });
  const hidden = module.state() === 'failed' && outcomes.every(({ state }) => state !== 'failed');
  return hidden ? [...outcomes, { names: ['the file itself'], file, state: 'failed' }] : outcomes;
}

function namesOf(test: {
  name: string;
  parent: { type: string; name?: string; parent?: unknown };
}): string[] {
  const names = [test.name];
  for (let group = test.parent; group.type === 'suite'; group = group.parent as typeof group)
    names.unshift(group.name!);
  return names;
}
