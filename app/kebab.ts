/** Words as part of a file's name: "Bilston South, by academic age" is `bilston-south-by-academic-age`. */
export const kebab = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[’']/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** File systems allow names of 255 bytes; what was chosen of a report takes no more than this of it. */
const LONGEST = 100;

/** What was chosen of a report as one part of a file's name; '' when nothing was. */
export const kebabChosen = (chosen: readonly string[] = []): string =>
  kebab(chosen.join(' ')).slice(0, LONGEST).replace(/-$/, '');
