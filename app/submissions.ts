import type { CalendarMonth, MonthState } from '../operational/submissions/calendar.ts';
import type { Step, Submission } from '../operational/submissions/submission.ts';
import { longDay, longMonth } from '../reports/render/words.ts';

/** Returns in lines for the terminal: number, month, authorities, state, records, file. */
export function submissionLines(submissions: readonly Submission[]): string {
  if (submissions.length === 0) return 'No return was made yet.';
  return submissions
    .map(
      (s) =>
        `${String(s.id).padStart(4)}  ${s.periodEnd.slice(0, 7)}  ${s.laCodes.join(' ')}  ${s.state.padEnd(10)}  ${String(s.records).padStart(9)} records  ${s.file}`,
    )
    .join('\n');
}

/** One return with the steps of its life, in lines. */
export const submissionText = (s: Submission, steps: readonly Step[]): string =>
  [
    `Return ${s.id} for ${longMonth(s.periodEnd)}, ${s.laCodes.join(' and ')}: ${s.state}.`,
    `  ${s.records.toLocaleString('en-GB')} records, edition ${s.edition}, snapshot ${s.snapshot}`,
    `  ${s.file}, SHA-256 ${s.sha256}`,
    ...steps.map(
      (step) =>
        `  ${longDay(step.at.slice(0, 10))} ${step.at.slice(11, 16)} UTC  ${step.state === 'draft' ? 'made' : step.state}${step.user ? ` by ${step.user}` : ''}${step.note ? `: ${step.note}` : ''}`,
    ),
  ].join('\n');

/** States that need more than their own word. */
const STATE_WORDS: Partial<Record<MonthState, string>> = {
  'to-come': 'to come',
  before: 'not made here',
};

/** The return calendar in lines: month, due day, state, and the evidence. */
export const calendarLines = (months: readonly CalendarMonth[]): string =>
  months
    .map((m) => {
      const due = `due ${m.dueOn}${/\bA\b|M-low/.test(m.dueConfidence) ? ' (assumed)' : ''}`;
      const sent = m.sentOn === null ? '' : `, sent ${m.sentOn}${m.onTime ? '' : ', late'}`;
      const file = m.submission === null ? '' : `  return ${m.submission.id}: ${m.submission.file}`;
      return `${m.periodEnd.slice(0, 7)}  ${m.laCodes.join(' ')}  ${due}  ${STATE_WORDS[m.state] ?? m.state}${sent}${file}`;
    })
    .join('\n');
