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

/** A4, upright or lying, with margins of 2 cm. */
export interface Page {
  properties: ISectionOptions['properties'];
  /** Width between the margins, in twentieths of a point. */
  room: number;
  /** The same in CSS pixels, for the chart. */
  pixels: number;
  /** The tallest picture that fits with its caption, in CSS pixels. */
  tallest: number;
}

const SHORT = 11_906;
const LONG = 16_838;
const MARGIN = 1_134;

/** The page for a table of so many columns. */
export function page(columns: number): Page {
  const lying = columns > 6;
  const room = (lying ? LONG : SHORT) - 2 * MARGIN;
  return {
    properties: {
      page: {
        size: {
          width: SHORT,
          height: LONG,
          orientation: lying ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
        },
        margin: { top: MARGIN, right: MARGIN, bottom: MARGIN, left: MARGIN },
      },
    },
    room,
    pixels: Math.floor(room / 15),
    tallest: lying ? 440 : 660,
  };
}

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
    {
      id: 'UnderTable',
      name: 'Under table',
      basedOn: 'Normal',
      run: { size: 24 },
      paragraph: { spacing: { before: 100, after: 0 } },
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
