import type { TextTable } from '../word/table.ts';
import type { Look, Paper, Tag } from './paper.ts';

const LINE = 1.2;
const PAD = { side: 3.75, top: 3 };

/**
 * A table on the paper: its headings are header cells of their columns and are drawn again, as decoration, on every
 * page; a row goes over a page's end only where it is taller than half a page.
 */
export function pdfTable(paper: Paper, { headings, numeric, rows, size, widths: twips }: TextTable): void {
  const widths = twips.map((width) => width / 20);
  const [plain, bold]: Look[] = [{ size }, { size, weight: 'bold' }];
  const inner = (i: number) => widths[i]! - 2 * PAD.side;
  const wrap = (texts: readonly string[], look: Look) =>
    texts.map((text, i) => paper.lines(text, look, inner(i)));
  const head = wrap(headings, bold!);
  const height = (cells: readonly string[][]) =>
    Math.max(...cells.map((lines) => lines.length)) * size * LINE;
  const headHeight = height(head) + 2 * PAD.top;
  const total = widths.reduce((sum, width) => sum + width, 0);
  const cell = (lines: readonly string[], i: number, look: Look) => {
    const { x, y } = paper.place;
    const left = x + widths.slice(0, i).reduce((sum, width) => sum + width, 0) + PAD.side;
    paper.draw(lines, left, y + PAD.top, look, numeric[i] ? left + inner(i) : null);
  };
  const rule = (heavy: boolean) => {
    const { x, y } = paper.place;
    paper.artifact('Layout', () => {
      paper.pdf
        .moveTo(x, y)
        .lineTo(x + total, y)
        .lineWidth(heavy ? 1.5 : 0.5);
      paper.pdf.stroke(heavy ? '#0B0C0C' : '#B1B4B6');
    });
  };
  const again = () => {
    paper.page();
    paper.artifact('Pagination', () => {
      for (const [i, lines] of head.entries()) cell(lines, i, bold!);
    });
    paper.space(headHeight);
    rule(true);
  };

  const table = paper.tag('Table');
  if (paper.left < headHeight + 3 * size * LINE) paper.page();
  const thead = paper.tag('THead', table);
  const headRow = paper.tag('TR', thead);
  for (const [i, lines] of head.entries()) {
    const th = paper.tag('TH', headRow, { scope: 'Column' } as PDFKit.Mixins.StructureElementOptions);
    th.add(() => cell(lines, i, bold!));
    th.end();
  }
  headRow.end();
  thead.end();
  paper.space(headHeight);
  rule(true);
  const body = paper.tag('TBody', table);
  for (const texts of rows) {
    bodyRow(paper, body, wrap(texts, plain!), {
      size,
      cell: (lines, i) => cell(lines, i, plain!),
      again,
      rule,
    });
  }
  body.end();
  table.end();
  paper.space(10);
}

interface Drawing {
  size: number;
  cell(lines: readonly string[], i: number): void;
  /** Begins a page with the headings. */
  again(): void;
  rule(heavy: boolean): void;
}

function bodyRow(
  paper: Paper,
  body: Tag,
  cells: readonly string[][],
  { size, cell, again, rule }: Drawing,
): void {
  const line = size * LINE;
  const most = Math.max(...cells.map((lines) => lines.length));
  const height = most * line + 2 * PAD.top;
  if (paper.left < height && height < paper.pdf.page.height / 2) again();
  const row = paper.tag('TR', body);
  const tags = cells.map(() => paper.tag('TD', row));
  for (let at = 0; at < most; ) {
    if (paper.left < line + 2 * PAD.top) again();
    const fit = Math.max(1, Math.floor((paper.left - 2 * PAD.top) / line));
    for (const [i, lines] of cells.entries()) {
      const here = lines.slice(at, at + fit);
      if (here.length > 0) tags[i]!.add(() => cell(here, i));
    }
    paper.space(Math.min(fit, most - at) * line + 2 * PAD.top);
    at += fit;
  }
  for (const tag of tags) tag.end();
  row.end();
  rule(false);
}
