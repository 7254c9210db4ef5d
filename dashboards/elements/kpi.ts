import { html, LitElement } from 'lit';

/** Adds to a server-drawn tile the month under the pointer; without script the tile already says everything. */
export class CasehouseKpi extends LitElement {
  override render() {
    return html`<slot></slot>`;
  }

  override firstUpdated(): void {
    const figure = this.querySelector<HTMLElement>('.spark');
    const line = figure?.querySelector('svg');
    if (!figure || !line) return;
    const months = this.months();
    if (months.length < 2) return;
    line.addEventListener('pointermove', (event) => {
      const box = line.getBoundingClientRect();
      const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
      this.show(figure, months, Math.round(share * (months.length - 1)));
    });
    line.addEventListener('pointerleave', () => this.show(figure, months, null));
  }

  /** Months oldest first, as the tile's table holds them. */
  private months(): { label: string; text: string; value: number | null }[] {
    const rows = [...this.querySelectorAll('.tile-table tbody tr')].reverse();
    return rows.map((row) => {
      const cell = row.querySelector('td');
      const value = cell?.dataset.value;
      return {
        label: row.querySelector('th')?.textContent ?? '',
        text: cell?.textContent ?? '',
        value: value === undefined ? null : Number(value),
      };
    });
  }

  private show(figure: HTMLElement, months: ReturnType<CasehouseKpi['months']>, at: number | null): void {
    const start = figure.querySelector<HTMLElement>('.spark-start');
    const here = figure.querySelector('.spark-here');
    if (!start || !here) return;
    start.dataset.own ??= start.innerHTML;
    const month = at === null ? null : months[at];
    if (at === null || !month || month.value === null) {
      start.innerHTML = start.dataset.own;
      here.setAttribute('d', '');
      return;
    }
    start.textContent = `${month.label} `;
    start.append(Object.assign(document.createElement('b'), { textContent: month.text }));
    const values = months.flatMap((item) => (item.value === null ? [] : [item.value]));
    const low = Math.min(...values);
    const span = Math.max(...values) - low || 1;
    here.setAttribute(
      'd',
      `M${5 + (at / (months.length - 1)) * 230} ${35 - ((month.value - low) / span) * 30}h0`,
    );
  }
}

customElements.define('casehouse-kpi', CasehouseKpi);
