import type { SnapshotId } from '../../base/ids.ts';
import type { RunContext } from '../run/request.ts';
import { runReport } from '../run/run.ts';
import type { Result } from '../result.ts';
import type { Pack, PackSection } from './template.ts';

/** What somebody wrote for a section. */
export interface Comment {
  section: string;
  body: string;
  writtenBy: string;
  /** ISO instant. */
  writtenAt: string;
}

/** A pack with its results, all of one snapshot, and with what was written. */
export interface FilledPack {
  pack: Pack;
  /** Number of the run, by which comments are kept; null when it is not kept. */
  run: number | null;
  sections: readonly { section: PackSection; result: Result; comment: Comment | null }[];
}

/** Runs the reports of a pack, one after the other, on one snapshot. */
export async function runPack(
  context: RunContext,
  pack: Pack,
  { snapshot, versions = {} }: { snapshot: SnapshotId | null; versions?: Readonly<Record<string, string>> },
): Promise<FilledPack> {
  const sections: { section: PackSection; result: Result; comment: Comment | null }[] = [];
  let pinned = snapshot;
  for (const section of pack.sections) {
    const version = versions[section.id];
    const result = await runReport(context, {
      id: section.report,
      params: section.params,
      snapshot: pinned,
      knownAt: null,
      ...(version === undefined ? {} : { version }),
    });
    // The night's load may change what is current while the pack runs.
    pinned = result.stamp.snapshot;
    sections.push({ section, result, comment: null });
  }
  return { pack, run: null, sections };
}

/** The pack with the newest comment of each section. */
export function withComments(filled: FilledPack, run: number, comments: readonly Comment[]): FilledPack {
  const newest = new Map(comments.map((comment) => [comment.section, comment]));
  const sections = filled.sections.map((each) => ({ ...each, comment: newest.get(each.section.id) ?? null }));
  return { ...filled, run, sections };
}
