import { writeFile } from 'node:fs/promises';
import {
  BorderStyle,
  Bookmark,
  Document,
  HeadingLevel,
  InternalHyperlink,
  Packer,
  Paragraph,
  type Table,
  TextRun,
} from 'docx';
import { writeWhole } from '../render/file.ts';
import { coreProperties } from '../render/properties.ts';
import type { Said } from '../render/seal.ts';
import { longDay, longInstant } from '../render/words.ts';
import { chart, paragraph, resultTable } from '../render/word/word.ts';
import { footer, paper, ROOM, styles } from '../render/word/page.ts';
import { runs, wordTable } from '../render/word/table.ts';
import { layout } from '../render/word/widths.ts';
import type { FilledPack } from './pack.ts';
import { packSaid } from './said.ts';

type Block = Paragraph | Table;
type Filled = FilledPack['sections'][number];

/** Writes a pack as one Word document: title, contents, each section with its comment, chart and table, and where all of it comes from. */
export async function writePackWord(filled: FilledPack, file: string): Promise<void> {
  const said = packSaid(filled);
  const parts: { blocks: Block[]; lying: boolean }[] = [{ blocks: opening(filled, said), lying: false }];
  let figures = 0;
  let tables = 0;
  for (const [i, each] of filled.sections.entries()) {
    const drawn = each.section.show.includes('chart') ? await chart(each.result, figures + 1) : null;
    const blocks = [...sectionHead(each, i), ...comment(each)];
    if (drawn !== null && drawn.blocks.length > 0) {
      figures++;
      // the section has a heading already
      blocks.push(...drawn.blocks.slice(1));
    }
    parts.push({ blocks, lying: false });
    let turned = false;
    if (each.section.show.includes('table')) {
      tables++;
      const { table, lying } = resultTable(each.result, tables);
      parts.push({ blocks: table.slice(1), lying });
      turned = lying;
    }
    // a page of its own for two notes would be nearly blank
    parts.push({ blocks: remarks(each), lying: turned });
  }
  parts.push({ blocks: about(filled), lying: false });
  const document = new Document({
    title: said.title,
    styles: { ...styles, paragraphStyles: [...(styles.paragraphStyles ?? []), ...COMMENT_STYLES] },
    sections: joined(parts).map(({ blocks, lying }) => ({
      properties: paper(lying),
      footers: { default: footer(said.stamp) },
      children: blocks,
    })),
  });
  const bytes = await Packer.toBuffer(document, undefined, [
    { path: 'docProps/core.xml', data: coreProperties(said) },
  ]);
  await writeWhole(file, (part) => writeFile(part, bytes, { flag: 'wx' }));
}

const COMMENT_STYLES = [
  {
    id: 'Commentary',
    name: 'Commentary',
    basedOn: 'Normal',
    paragraph: {
      indent: { left: 240 },
      border: { left: { style: BorderStyle.SINGLE, size: 24, color: '12436D', space: 10 } },
    },
  },
];

/** Parts that lie alike share a section of the document. */
function joined(
  parts: readonly { blocks: Block[]; lying: boolean }[],
): { blocks: Block[]; lying: boolean }[] {
  const out: { blocks: Block[]; lying: boolean }[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (last !== undefined && last.lying === part.lying) last.blocks.push(...part.blocks);
    else if (part.blocks.length > 0) out.push({ lying: part.lying, blocks: [...part.blocks] });
  }
  return out;
}

function opening({ pack, sections, run }: FilledPack, said: Said): Block[] {
  const { stamp } = said;
  const quiet = [
    `Data as at ${longDay(stamp.asAt)}, with what was known on ${longInstant(stamp.knownAt)}.`,
    `Made by ${stamp.person} on ${longInstant(stamp.ranAt)}${run === null ? '' : `, run ${run}`}.`,
  ].join(' ');
  return [
    new Paragraph({ spacing: { before: 1_800, after: 120 }, children: runs(stamp.authority ?? '') }),
    new Paragraph({
      heading: HeadingLevel.TITLE,
      spacing: { after: 160 },
      children: [new TextRun({ text: pack.title, bold: true, size: 60, font: 'Arial', color: '0B0C0C' })],
    }),
    new Paragraph({ spacing: { after: 240 }, children: [new TextRun({ text: pack.subtitle, size: 32 })] }),
    paragraph(quiet, 'Quiet'),
    new Paragraph({ heading: HeadingLevel.HEADING_2, children: runs('Contents') }),
    ...sections.map(
      ({ section }, i) =>
        new Paragraph({
          spacing: { after: 80 },
          children: [
            new InternalHyperlink({
              anchor: `section-${section.id}`,
              children: [
                new TextRun({ text: `${i + 1}. ${section.heading}`, color: '12436D', underline: {} }),
              ],
            }),
          ],
        }),
    ),
  ];
}

function sectionHead({ section, result }: Filled, i: number): Block[] {
  const title = new Bookmark({
    id: `section-${section.id}`,
    children: [new TextRun(`${i + 1}. ${section.heading}`)],
  });
  return [
    new Paragraph({ heading: HeadingLevel.HEADING_1, pageBreakBefore: true, children: [title] }),
    ...(section.question === null
      ? []
      : [
          new Paragraph({
            keepNext: true,
            children: [new TextRun({ text: section.question, italics: false, bold: true })],
          }),
        ]),
    paragraph(result.definition),
  ];
}

function comment({ comment }: Filled): Block[] {
  if (comment === null) return [];
  const who = `Comment by ${comment.writtenBy}, ${longInstant(comment.writtenAt)}`;
  return [
    new Paragraph({ style: 'Commentary', keepNext: true, children: runs(who, true) }),
    ...comment.body
      .split(/\n{2,}/)
      .map((text) => new Paragraph({ style: 'Commentary', children: runs(text) })),
  ];
}

const remarks = ({ result }: Filled): Block[] => [
  ...result.notes.map((text, i) => paragraph(`Note ${i + 1}. ${text}`, 'Quiet')),
  ...result.sources.map((text) => paragraph(`Source: ${text}`, 'Quiet')),
];

function about({ sections }: FilledPack): Block[] {
  const headings = ['Section', 'Report', 'Choices', 'Run', 'Result'];
  const rows = sections.map(({ section, result: { stamp } }, i) => [
    `${i + 1}. ${section.heading}`,
    `${stamp.report} ${stamp.version}`,
    Object.entries(stamp.parameters)
      .map(([name, value]) => `${name} ${value ?? 'all'}`)
      .join(', ') || 'none',
    stamp.runId,
    stamp.resultHash.slice(0, 12),
  ]);
  const { size, widths } = layout(
    { headings, rows, unbroken: headings.map(() => false) },
    ROOM.upright,
    ROOM.upright,
  );
  return [
    new Paragraph({
      heading: HeadingLevel.HEADING_1,
      pageBreakBefore: true,
      children: runs('About these figures'),
    }),
    paragraph(
      `All sections are of one snapshot, ${sections[0]!.result.stamp.snapshot}. Each report can be run again on it with the choices below and then gives the result whose hash begins as shown.`,
    ),
    wordTable({ headings, numeric: headings.map(() => false), rows, size, widths }),
  ];
}
