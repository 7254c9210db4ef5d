import { html, LitElement } from 'lit';

type Direction = 'ascending' | 'descending';

/** Makes a server-drawn table sortable by its headers and lets it be copied as tab-separated text. */
export class CasehouseTable extends LitElement {
  private status: HTMLElement | null = null;

  override render() {
    return html`<slot></slot>`;
  }

  override firstUpdated(): void {
    const table = this.querySelector('table');
    if (!table) return;
    table.querySelectorAll<HTMLTableCellElement>('thead th').forEach((head, at) => {
      this.addSort(table, head, at);
    });
    this.addTools(table);
  }

  private addSort(table: HTMLTableElement, head: HTMLTableCellElement, at: number): void {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    const sign = document.createElement('span');
    sign.setAttribute('aria-hidden', 'true');
    sign.textContent = '↕';
    button.append(head.textContent ?? '', sign);
    head.replaceChildren(button);
    button.addEventListener('click', () => {
      const figures = head.classList.contains('figure');
      const before = head.getAttribute('aria-sort');
      // Figures are wanted largest first, words from A.
      const direction: Direction =
        before === null
          ? figures
            ? 'descending'
            : 'ascending'
          : before === 'ascending'
            ? 'descending'
            : 'ascending';
      this.sort(table, at, direction);
      this.say(`Sorted by ${button.firstChild?.textContent ?? ''}, ${direction}.`);
    });
  }

  private sort(table: HTMLTableElement, at: number, direction: Direction): void {
    table.querySelectorAll('thead th').forEach((head, i) => {
      const sign = head.querySelector('.sort span');
      if (i === at) head.setAttribute('aria-sort', direction);
      else head.removeAttribute('aria-sort');
      if (sign) sign.textContent = i !== at ? '↕' : direction === 'ascending' ? '↑' : '↓';
    });
    const body = table.tBodies[0];
    if (!body) return;
    const rows = [...body.rows];
    const totals = rows.filter((row) => row.classList.contains('total'));
    const sorted = rows
      .filter((row) => !row.classList.contains('total'))
      .map((row, place) => ({ row, place, key: keyOf(row, at) }))
      .sort((a, b) => compare(a.key, b.key, direction) || a.place - b.place);
    body.append(...sorted.map((item) => item.row), ...totals);
  }

  private addTools(table: HTMLTableElement): void {
    const tools = document.createElement('div');
    tools.className = 'table-tools';
    const copy = document.createElement('button');
    copy.type = 'button';
    copy.className = 'quiet';
    copy.textContent = 'Copy the table';
    const status = document.createElement('span');
    status.setAttribute('role', 'status');
    status.className = 'muted';
    this.status = status;
    copy.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(tabSeparated(table));
        this.say(`Copied ${table.tBodies[0]?.rows.length ?? 0} rows. Paste them into a spreadsheet.`);
      } catch {
        this.say('The browser did not allow copying. Select the table and copy it, or take the CSV file.');
      }
    });
    tools.append(copy, status);
    this.append(tools);
  }

  private say(text: string): void {
    if (this.status) this.status.textContent = text;
  }
}

const keyOf = (row: HTMLTableRowElement, at: number): string | number | null => {
  const cell = row.cells[at];
  const value =
    cell?.dataset.value ?? (cell?.dataset.type === undefined ? (cell?.textContent?.trim() ?? null) : null);
  if (value === null || value === '' || value === '–' || value.startsWith('[')) return null;
  return Number.isNaN(Number(value)) ? value : Number(value);
};

function compare(a: string | number | null, b: string | number | null, direction: Direction): number {
  // Hidden and missing values stand last whichever way, so that their place tells nothing.
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const order =
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : String(a).localeCompare(String(b), 'en-GB', { numeric: true });
  return direction === 'ascending' ? order : -order;
}

/** The table as tab-separated text: numbers without thousands separators or unit, as spreadsheets read them. */
export function tabSeparated(table: HTMLTableElement): string {
  const line = (row: HTMLTableRowElement) =>
    [...row.cells]
      .map((cell) => {
        const text = cell.querySelector('.sort')?.firstChild?.textContent ?? cell.textContent ?? '';
        return (cell.classList.contains('figure') && cell.dataset.value) || text.replace(/\s+/g, ' ').trim();
      })
      .join('\t');
  return [...table.rows].map(line).join('\n');
}

customElements.define('casehouse-table', CasehouseTable);
