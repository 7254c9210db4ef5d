import { UnreadableReturn } from './text.ts';

const allowed = /^&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});/;
const LONGEST = 10;
const starts = /<!--|<!\[CDATA\[|&/g;
const ENDS: Record<string, string> = { '<!--': '-->', '<![CDATA[': ']]>' };

/**
 * Finds an & that begins no reference, with its line. The parser would read on to the next semicolon and then complain of something
 * else, and this is the commonest fault of returns made by hand.
 */
export class AmpersandGuard {
  private carry = '';
  private until: string | null = null;
  private line = 1;

  write(text: string): void {
    this.scan(this.carry + text, false);
  }

  end(): void {
    this.scan(this.carry, true);
  }

  /** Looks through `text`, keeping back an end that could be the beginning of something. */
  private scan(text: string, isLast: boolean): void {
    const safe = isLast ? text.length : Math.max(0, text.length - LONGEST);
    let at = 0;
    while (at < safe) {
      if (this.until !== null) {
        const end = text.indexOf(this.until, at);
        if (end < 0) break;
        at = end + this.until.length;
        this.until = null;
      }
      starts.lastIndex = at;
      const found = starts.exec(text);
      if (!found || found.index >= safe) break;
      if (found[0] !== '&') this.until = ENDS[found[0]]!;
      else if (!allowed.test(text.slice(found.index))) this.refuse(text, found.index);
      at = found.index + found[0].length;
    }
    const kept = Math.max(at, safe);
    this.line += count(text.slice(0, kept));
    this.carry = text.slice(kept);
  }

  private refuse(text: string, at: number): never {
    const line = this.line + count(text.slice(0, at));
    const shown = /^&[^\s<]{0,12}/.exec(text.slice(at))![0];
    throw new UnreadableReturn(
      'F01',
      `Line ${line}: the file is not well-formed XML: ${shown === '&' ? 'a plain &' : `${shown} is not a known reference`}.`,
      'Write a plain & as &amp; and make the file again.',
      line,
    );
  }
}

const count = (text: string): number => text.split('\n').length - 1;
