import { readFileSync } from 'node:fs';
import { create, type Font } from 'fontkit';
import { FONT_FILES } from '../fonts.ts';
import { shownText } from '../markup.ts';

/** Weight of letters. */
export type Weight = keyof typeof FONT_FILES;

/** What stands for a letter that the font lacks. */
export const MISSING = '□';

const TAB = '    ';

/** The widths of one weight's letters, and what it can show. */
export class Letters {
  private readonly font: Font;
  private readonly widths = new Map<string, number>();
  private readonly known = new Map<string, boolean>();
  /** Whether a text had letters that the font lacks. */
  lacked = false;

  constructor(weight: Weight) {
    this.font = create(readFileSync(FONT_FILES[weight])) as Font;
  }

  /** The text with what the page can show: no control characters, tabs as spaces, `□` for letters of other scripts. */
  shown(text: string): string {
    let out = '';
    for (const letter of shownText(text).replaceAll('\t', TAB).replaceAll('\r', '')) {
      if (letter === '\n' || this.has(letter)) {
        out += letter;
        continue;
      }
      this.lacked = true;
      out += MISSING;
    }
    return out;
  }

  /** Width in points of a text at a size, without kerning, which makes it narrower if anything. */
  width(text: string, size: number): number {
    let units = 0;
    for (const letter of text) units += this.advance(letter);
    return (units / this.font.unitsPerEm) * size;
  }

  /** A shown text as lines that fit a width; a word that is wider than a line is broken. */
  lines(text: string, size: number, width: number): string[] {
    return text.split('\n').flatMap((line) => this.wrapped(line, size, width));
  }

  private wrapped(text: string, size: number, width: number): string[] {
    const lines: string[] = [];
    let line = '';
    for (const word of text.split(/(?<= )/)) {
      if (line !== '' && this.width((line + word).trimEnd(), size) > width) {
        lines.push(line); // with its space, or who reads it aloud runs two words together
        line = '';
      }
      line += word;
      while (this.width(line.trimEnd(), size) > width && [...line].length > 1) {
        const room = this.room(line, size, width);
        lines.push(room);
        line = line.slice(room.length);
      }
    }
    lines.push(line.trimEnd());
    return lines;
  }

  /** The longest beginning that fits, at least one letter. */
  private room(text: string, size: number, width: number): string {
    let fits = '';
    for (const letter of text) {
      if (fits !== '' && this.width(fits + letter, size) > width) break;
      fits += letter;
    }
    return fits;
  }

  private has(letter: string): boolean {
    const known = this.known.get(letter);
    if (known !== undefined) return known;
    const has = this.font.hasGlyphForCodePoint(letter.codePointAt(0)!);
    this.known.set(letter, has);
    return has;
  }

  private advance(letter: string): number {
    const known = this.widths.get(letter);
    if (known !== undefined) return known;
    const width = this.font.glyphForCodePoint(letter.codePointAt(0)!).advanceWidth;
    this.widths.set(letter, width);
    return width;
  }
}
