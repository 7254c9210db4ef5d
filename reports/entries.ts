import type { Definition } from './definitions/definition.ts';
import { saysMore, withChosen, wordsOfChoice } from './run/title.ts';

/** One entry of the catalogue: a report as it opens, or one form of it that its header lists (a split, a period). */
export interface Entry {
  /** `neet-by-month`, `neet-by-month/by=ward`. */
  id: string;
  report: string;
  title: string;
  /** What the form sets; empty for the report as it opens. */
  params: Readonly<Record<string, string>>;
  /** Path and query of its page. */
  url: string;
}

/** The entries of one report: itself, then each option but the default of every parameter that says `entries: true`. */
export function entriesOf(d: Definition): Entry[] {
  const entry = (params: Readonly<Record<string, string>>, words: readonly string[]): Entry => {
    const query = new URLSearchParams(params).toString();
    return {
      id: query === '' ? d.id : `${d.id}/${query}`,
      report: d.id,
      title: withChosen(d.title, words),
      params,
      url: query === '' ? `/reports/${d.id}` : `/reports/${d.id}?${query}`,
    };
  };
  const forms = d.params
    .filter((param) => param.entries)
    .flatMap((param) =>
      Object.keys(param.options ?? {})
        .filter((value) => value !== String(param.default))
        .map((value) => entry({ [param.name]: value }, [wordsOfChoice(param, value)])),
    );
  const usual = d.params
    .filter((param) => param.type === 'choice' && param.default !== null)
    .filter((param) => saysMore(param, String(param.default)))
    .map((param) => wordsOfChoice(param, String(param.default)));
  return [entry({}, usual), ...forms];
}

/** Every entry of the catalogue, report by report. */
export const catalogueEntries = (reports: readonly Definition[]): Entry[] => reports.flatMap(entriesOf);
