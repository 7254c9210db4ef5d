/** The styles of a spreadsheet's content, as far as they change what people see of a value. */
export class OdsStyles {
  /** Spelling of each data style, by its name. */
  private readonly data = new Map<string, string>();
  /** Data style of each cell style. */
  private readonly cells = new Map<string, string>();
  private readonly hidden = new Set<string>();
  private readonly heights = new Map<string, number>();
  private styleName = '';
  private dataName: string | null = null;
  private inText = false;

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const tag = name.slice(name.indexOf(':') + 1);
    if (name === 'style:style') {
      this.styleName = attributes['style:name'] ?? '';
      this.cells.set(this.styleName, attributes['style:data-style-name'] ?? '');
    }
    if (tag === 'table-properties' && attributes['table:display'] === 'false')
      this.hidden.add(this.styleName);
    if (tag === 'table-row-properties') {
      const height = centimetres(attributes['style:row-height'] ?? '');
      if (height !== null) this.heights.set(this.styleName, height);
    }
    if (/^(number|date|text|boolean|time|currency|percentage)-style$/.test(tag)) {
      this.dataName = attributes['style:name'] ?? '';
      this.data.set(this.dataName, '');
    } else if (this.dataName !== null) {
      this.part(tag, attributes);
    }
  }

  text(text: string): void {
    if (this.inText && this.dataName !== null) this.spell(`"${text}"`);
  }

  close(name: string): void {
    const tag = name.slice(name.indexOf(':') + 1);
    if (tag === 'text') this.inText = false;
    if (/-style$/.test(tag)) this.dataName = null;
  }

  /** How a cell of this style shows its value; '' when as it stands. */
  format(style: string): string {
    const spelled = this.data.get(this.cells.get(style) ?? '') ?? '';
    return spelled.replace(/\{([^}]*)\}/g, (_, name: string) => `{${this.data.get(name) ?? name}}`);
  }

  hides(style: string): boolean {
    return this.hidden.has(style);
  }

  /** Height of a row of this style in centimetres; null when it does not say. */
  height(style: string): number | null {
    return this.heights.get(style) ?? null;
  }

  private part(tag: string, attributes: Readonly<Record<string, string>>): void {
    const long = attributes['number:style'] === 'long' ? ' long' : '';
    switch (tag) {
      case 'text':
        this.inText = true;
        break;
      case 'number': {
        const grouped = attributes['number:grouping'] === 'true' ? ' grouped' : '';
        this.spell(`[number ${attributes['number:decimal-places'] ?? 'any'}${grouped}]`);
        break;
      }
      case 'map':
        this.spell(` if ${attributes['style:condition']} {${attributes['style:apply-style-name']}}`);
        break;
      case 'text-content':
      case 'text-properties':
        break;
      default:
        this.spell(`[${tag}${long}${attributes['number:textual'] === 'true' ? ' textual' : ''}]`);
    }
  }

  private spell(more: string): void {
    const name = this.dataName!;
    // "General" is a value as it stands.
    this.data.set(name, (this.data.get(name) ?? '') + (more === '[number any]' ? '' : more));
  }
}

function centimetres(length: string): number | null {
  const [, number, unit] = /^([\d.]+)(cm|mm|in|pt)$/.exec(length) ?? [];
  if (number === undefined) return null;
  const factor = { cm: 1, mm: 0.1, in: 2.54, pt: 2.54 / 72 }[unit as 'cm' | 'mm' | 'in' | 'pt'];
  return Number(number) * factor;
}
