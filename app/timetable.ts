import { Cron } from 'croner';

export interface Timetable {
  /** The next time, or null when there is none. */
  next(): Date | null;
  stop(): void;
}

/** Runs `work` at the times of a cron expression, read as London's clock; a run that takes long delays none and doubles none. */
export function timetable(pattern: string, work: () => Promise<void>): Timetable {
  const cron = new Cron(pattern, { timezone: 'Europe/London', protect: true, unref: true }, work);
  return { next: () => cron.nextRun(), stop: () => cron.stop() };
}
