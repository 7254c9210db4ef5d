import { withForbidden } from '../render/markup.ts';
import type { Line } from './lines.ts';
import { readMarkup } from './markup.ts';
import type { Zip } from './zip.ts';

/**
 * What a Word document shows, in order: every paragraph, table cell, picture's words, header, footer, footnote and
 * comment. Empty paragraphs, fonts, colours, sizes and styles are left out, since every program saves them its own way.
 */
export async function wordPrint(zip: Zip): Promise<Line[]> {
  const body = await readParts(zip, ['word/document.xml'], 'text');
  const edges = await readEdges(zip);
  const others = zip.names.filter((name) => /^word\/(footnotes|endnotes|comments\w*)\.xml$/.test(name));
  return [...body, ...edges, ...(await readParts(zip, others, 'remark'))];
}

async function readParts(zip: Zip, names: readonly string[], where: string): Promise<Line[]> {
  const lines: Line[] = [];
  for (const name of names) {
    const reader = new ParagraphReader();
    await readMarkup(await zip.text(name), reader);
    lines.push(...reader.texts.map((text) => ({ where, text })));
  }
  return lines;
}

/** The headers and footers that sections refer to; those that say the same count once. */
async function readEdges(zip: Zip): Promise<Line[]> {
  const targets = new Map<string, string>();
  const used = new Set<string>();
  const none = { text: () => undefined, close: () => undefined };
  await readMarkup((await zip.text('word/_rels/document.xml.rels')) || '<none/>', {
    open(_, { Id = '', Target = '' }) {
      targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `word/${Target}`);
    },
    ...none,
  });
  await readMarkup(await zip.text('word/document.xml'), {
    open(name, attributes) {
      if (/:(header|footer)Reference$/.test(name)) used.add(targets.get(attributes['r:id'] ?? '') ?? '');
    },
    ...none,
  });
  const found = new Map<string, Line[]>();
  for (const name of [...used].sort()) {
    if (!zip.names.includes(name)) continue;
    const where = name.includes('header') ? 'header' : 'footer';
    const lines = await readParts(zip, [name], where);
    found.set(JSON.stringify(lines), lines);
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, lines]) => lines);
}

/** Elements whose presence changes what people see and that we never write. */
const MARKED = /:(altChunk|object|sym|pict|subDoc|del|ins|moveFrom|moveTo|vanish|hidden|specVanish)$/;
const OFF = /^(0|false|off)$/;

/** Gathers the text of paragraphs; the running page numbers of a field read as `#`. */
class ParagraphReader {
  readonly texts: string[] = [];
  private readonly open_: string[] = [];
  private inText = false;
  private runs = 0;
  /** Fields that are open, innermost last: their code so far, their result, and which of the two is being read. */
  private readonly fields: { code: string; result: string; inResult: boolean }[] = [];

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const tag = local(name);
    if (tag === 'p') this.open_.push('');
    if (tag === 'r') this.runs++;
    if (tag === 't' || tag === 'instrText') this.inText = true;
    if (tag === 'tab' && this.runs > 0) this.add('\t');
    if ((tag === 'br' || tag === 'cr') && this.runs > 0) this.add('\n');
    if (tag === 'noBreakHyphen') this.add('-');
    if (tag === 'docPr') this.add(`{picture: ${attributes.descr ?? ''}}`);
    if (tag === 'fldSimple')
      this.fields.push({ code: attributes['w:instr'] ?? '', result: '', inResult: true });
    if (tag === 'fldChar') this.fieldMark(attributes['w:fldCharType'] ?? '');
    if (MARKED.test(name) && !OFF.test(attributes['w:val'] ?? '')) this.add(`{${tag}}`);
  }

  text(text: string): void {
    if (this.inText) this.add(text);
  }

  close(name: string): void {
    const tag = local(name);
    if (tag === 't' || tag === 'instrText') this.inText = false;
    if (tag === 'r') this.runs--;
    if (tag === 'fldSimple') this.endField();
    if (tag !== 'p') return;
    const text = withForbidden(this.open_.pop() ?? '');
    if (text !== '') this.texts.push(text);
  }

  private fieldMark(kind: string): void {
    if (kind === 'begin') this.fields.push({ code: '', result: '', inResult: false });
    const last = this.fields.at(-1);
    if (kind === 'separate' && last !== undefined) last.inResult = true;
    if (kind === 'end') this.endField();
  }

  private endField(): void {
    const { code, result } = this.fields.pop() ?? { code: '', result: '' };
    const kind = code
      .trim()
      .replace(/\s+/g, ' ')
      .replace(/ \\\* ?(ARABIC|MERGEFORMAT)/gi, '');
    const isPage = /^(PAGE|NUMPAGES)$/i.test(kind) && /^\d*$/.test(result);
    this.add(isPage ? `{${kind}}` : `{${kind}}${result}`);
  }

  private add(text: string): void {
    const field = this.fields.at(-1);
    if (field !== undefined) field[field.inResult ? 'result' : 'code'] += text;
    else if (this.open_.length > 0) this.open_[this.open_.length - 1] += text;
    else if (text.trim() !== '') this.texts.push(text);
  }
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);
