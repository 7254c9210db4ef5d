import PDFDocument from 'pdfkit';
import { FONT_FILES } from '../fonts.ts';
import { Letters, type Weight } from './letters.ts';

/** A structure element of the document, as readers for blind people walk through them. */
export type Tag = PDFKit.PDFStructureElement;

/** How a text is set. */
export interface Look {
  size: number;
  weight?: Weight;
  colour?: string;
}

const INK = '#0B0C0C';
export const QUIET = '#505A5F';
const MARGIN = 56.7;
/** Room at the foot of a page for where the figures come from. */
const FOOT = 84;
const LINE = 1.2;

/** What a document says of itself. */
export interface Info {
  title: string;
  author: string;
  subject: string;
  keywords: string;
  producer: string;
  made: Date;
}

/** A tagged A4 document that is written from top to bottom; sizes are points. */
export class Paper {
  readonly pdf: PDFKit.PDFDocument;
  private readonly root: Tag;
  private readonly letters: Record<Weight, Letters>;
  private y = 0;

  constructor({ title, author, subject, keywords, producer, made }: Info) {
    this.letters = { regular: new Letters('regular'), bold: new Letters('bold') };
    this.pdf = new PDFDocument({
      size: 'A4',
      margin: MARGIN,
      pdfVersion: '1.7',
      subset: 'PDF/UA' as 'PDF/A-1',
      lang: 'en-GB',
      tagged: true,
      displayTitle: true,
      bufferPages: true,
      autoFirstPage: false,
      font: FONT_FILES.regular,
      info: {
        Title: title,
        Author: author,
        Subject: subject,
        Keywords: keywords,
        Creator: 'Casehouse',
        Producer: producer,
        CreationDate: made,
        ModDate: made,
      },
    });
    this.root = this.pdf.struct('Document');
    this.pdf.addStructure(this.root);
  }

  /** Whether a text had letters that the font lacks. */
  get lacked(): boolean {
    return this.letters.regular.lacked || this.letters.bold.lacked;
  }

  /** Width between the margins. */
  get width(): number {
    return this.pdf.page.width - 2 * MARGIN;
  }

  /** Height that is left on the page. */
  get left(): number {
    return this.pdf.page.height - FOOT - this.y;
  }

  /** Begins a page, upright or lying. */
  page(lying = this.pdf.page?.width > this.pdf.page?.height): void {
    this.pdf.addPage({ size: 'A4', layout: lying ? 'landscape' : 'portrait', margin: MARGIN });
    this.y = MARGIN;
  }

  /** A structure element at the end of another, or of the document; the caller ends it. */
  tag(type: string, parent: Tag = this.root, options: PDFKit.Mixins.StructureElementOptions = {}): Tag {
    const tag = this.pdf.struct(type, options);
    parent.add(tag);
    return tag;
  }

  /** Lines of a text as the page shows them. */
  lines(text: string, { size, weight = 'regular' }: Look, width: number): string[] {
    const letters = this.letters[weight];
    return letters.lines(letters.shown(text), size, width);
  }

  /** A text over the whole width, on as many pages as it takes; `keep` is the height that must stay below it. */
  text(type: string, text: string, look: Look, { before = 0, after = 7, keep = 0 } = {}): void {
    const lines = this.lines(text, look, this.width);
    const height = look.size * LINE;
    this.space(before);
    if (this.left < Math.min(lines.length, 3) * height + keep) this.page();
    const tag = this.tag(type);
    for (let at = 0; at < lines.length; ) {
      if (this.left < height) this.page();
      const fit = Math.max(1, Math.floor(this.left / height));
      const here = lines.slice(at, at + fit);
      tag.add(() => this.draw(here, MARGIN, this.y, look));
      this.y += here.length * height;
      at += here.length;
    }
    tag.end();
    this.y += after;
  }

  /** A heading, which also goes into the bookmarks. */
  heading(level: 1 | 2, text: string, keep = 60): void {
    const look: Look = level === 1 ? { size: 20, weight: 'bold' } : { size: 14, weight: 'bold' };
    this.text(`H${level}`, text, look, { before: level === 1 ? 0 : 14, after: level === 1 ? 10 : 6, keep });
    this.pdf.outline.addItem(this.letters.bold.shown(text));
  }

  /** A picture over the width with its words, scaled to fit the page. */
  figure(png: Buffer, alt: string, natural: { width: number; height: number }): void {
    const scale = Math.min(
      1,
      this.width / natural.width,
      (this.pdf.page.height - FOOT - MARGIN) / natural.height,
    );
    const [width, height] = [natural.width * scale, natural.height * scale];
    if (this.left < height) this.page();
    const box = [MARGIN, this.y, MARGIN + width, this.y + height];
    const options = { alt, bbox: box, placement: 'Block' } as PDFKit.Mixins.StructureElementOptions;
    const tag = this.tag('Figure', this.root, options);
    const y = this.y;
    tag.add(() => {
      this.pdf.image(png, MARGIN, y, { width, height });
    });
    tag.end();
    this.y += height + 10;
  }

  /** Draws lines from a place down; `right` aligns them on a right edge. */
  draw(lines: readonly string[], x: number, y: number, look: Look, right: number | null = null): void {
    const { size, weight = 'regular', colour = INK } = look;
    this.pdf.font(FONT_FILES[weight]).fontSize(size).fillColor(colour);
    for (const [i, line] of lines.entries()) {
      const from = right === null ? x : right - this.letters[weight].width(line.trimEnd(), size);
      // An empty line would be no content at all.
      if (line !== '') this.pdf.text(line, from, y + i * size * LINE, { lineBreak: false });
    }
  }

  /** Something that is no content: rules, repeated headings, the foot of the page. */
  artifact(type: 'Pagination' | 'Layout', draw: () => void): void {
    this.pdf.markContent('Artifact', { type });
    draw();
    this.pdf.endMarkedContent();
  }

  /** Moves down. */
  space(points: number): void {
    this.y += points;
  }

  /** Left edge and present height, for a table. */
  get place(): { x: number; y: number } {
    return { x: MARGIN, y: this.y };
  }

  /** The foot of every page: where the figures come from on the left, the page's number on the right. */
  footers(texts: readonly string[]): void {
    const { count } = this.pdf.bufferedPageRange();
    const look: Look = { size: 9, colour: QUIET };
    for (let n = 0; n < count; n++) {
      this.pdf.switchToPage(n);
      const { page } = this.pdf;
      page.margins.bottom = 0;
      const y = page.height - FOOT + 22;
      this.artifact('Pagination', () => {
        this.draw(
          texts.map((text) => this.letters.regular.shown(text)),
          MARGIN,
          y,
          look,
        );
        this.draw([`Page ${n + 1} of ${count}`], 0, y, look, page.width - MARGIN);
      });
    }
  }

  /** Ends the document and gives its bytes. */
  async bytes(): Promise<Buffer> {
    const blocks: Buffer[] = [];
    this.pdf.on('data', (block: Buffer) => blocks.push(block));
    const done = new Promise<void>((resolve, reject) => {
      this.pdf.once('end', resolve).once('error', reject);
    });
    this.root.end();
    this.pdf.end();
    await done;
    return Buffer.concat(blocks);
  }
}
