import {
  AlignmentType,
  Footer,
  type IStylesOptions,
  type ISectionOptions,
  LineRuleType,
  PageNumber,
  PageOrientation,
  Paragraph,
  TextRun,
} from 'docx';
import type { Stamp } from '../../result.ts';
import { provenance } from '../stamp.ts';
import { textWidth } from './widths.ts';

const SHORT = 11_906;
const LONG = 16_838;
const MARGIN = 1_134;

/** Width between the margins of A4, in twentieths of a point. */
export const ROOM = { upright: SHORT - 2 * MARGIN, lying: LONG - 2 * MARGIN } as const;

/** Width of a chart in CSS pixels. */
export const CHART_WIDTH = Math.floor(ROOM.upright / 15);

/** Height in CSS pixels of a chart that has a page of its own. */
const OWN_PAGE = 850;
/** Height of an upright page between its margins, less the footer and a line to spare. */
const PAGE_HEIGHT = 925;
/** Letters of a chart that is drawn smaller than this are too small to read. */
const SMALLEST = 0.72;

/** How much a chart of this height is drawn smaller, and whether it fits on the first page under these texts. */
export function chartPlace(natural: number, { title, texts }: { title: string; texts: readonly string[] }) {
  const lines = (text: string, points: number) => Math.ceil((textWidth(text, points) * 1.05) / ROOM.upright);
  const above =
    45 + 32 * (lines(title, 20) - 1) + texts.reduce((sum, text) => sum + 10 + 19.2 * lines(text, 12), 54);
  const scale = Math.min(1, (PAGE_HEIGHT - above) / natural);
  const fits = scale >= SMALLEST;
  return { fits, scale: fits ? scale : Math.min(1, OWN_PAGE / natural) };
}

/** A4 with margins of 2 cm. */
export const paper = (lying: boolean): ISectionOptions['properties'] => ({
  page: {
    size: {
      width: SHORT,
      height: LONG,
      orientation: lying ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
    },
    margin: { top: MARGIN, right: MARGIN, bottom: MARGIN, left: MARGIN },
  },
});

const INK = '0B0C0C';
const font = 'Arial';

/** Arial, 12 points for text, real heading styles, British English. */
export const styles: IStylesOptions = {
  default: {
    document: {
      run: { font, size: 24, color: INK, language: { value: 'en-GB' } },
      paragraph: { spacing: { after: 140, line: 288, lineRule: LineRuleType.AUTO } },
    },
    heading1: {
      run: { font, size: 40, bold: true, color: INK },
      paragraph: { spacing: { before: 0, after: 200 }, keepNext: true },
    },
    heading2: {
      run: { font, size: 28, bold: true, color: INK },
      paragraph: { spacing: { before: 360, after: 120 }, keepNext: true },
    },
    caption: {
      run: { font, size: 24, bold: true, italics: false, color: INK },
      paragraph: { spacing: { before: 60, after: 100 }, keepNext: true },
    },
  },
  paragraphStyles: [
    {
      id: 'TableText',
      name: 'Table text',
      basedOn: 'Normal',
      quickFormat: true,
      run: { size: 24 },
      paragraph: { spacing: { before: 0, after: 0, line: 252, lineRule: LineRuleType.AUTO } },
    },
    { id: 'Quiet', name: 'Quiet', basedOn: 'Normal', run: { color: '505A5F' } },
  ],
};

/** Where the figures come from, and the page number, at the foot of every page. */
export function footer(stamp: Stamp): Footer {
  const small = { font, size: 18, color: '505A5F' };
  const pages = new TextRun({
    ...small,
    children: ['Page ', PageNumber.CURRENT, ' of ', PageNumber.TOTAL_PAGES],
  });
  return new Footer({
    children: [
      ...provenance(stamp).map(
        (text) => new Paragraph({ children: [new TextRun({ ...small, text })], spacing: { after: 0 } }),
      ),
      new Paragraph({ alignment: AlignmentType.RIGHT, spacing: { after: 0 }, children: [pages] }),
    ],
  });
}
