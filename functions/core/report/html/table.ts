import { html, type Html, type Value } from '../html.ts';

interface Column {
  readonly label: string;
  /** `number`: to the right; `short`: words of ours that stay on a line. */
  readonly kind?: 'number' | 'short';
}

interface Table {
  readonly caption: Value;
  readonly columns: readonly Column[];
  /** The first cell of each names its row. */
  readonly rows: readonly (readonly Value[])[];
  /** On narrow screens each row stays a row; where it is not set, it becomes a card. */
  readonly stays?: true;
}

/** A table that is one for eyes, for screen readers and for paper. Its roles are written down: in some browsers cards lose those of the elements. */
export function table({ caption, columns, rows, stays }: Table): Html {
  return html`<table role="table" class="${stays ? 'stays' : 'cards'}">
    <caption>
      ${caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map(head)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map((cells) => row(cells, columns))}
    </tbody>
  </table>`;
}

function head({ label, kind }: Column): Html {
  return html`<th role="columnheader" scope="col" class="${kind ?? 'words'}">${label}</th>`;
}

function row(cells: readonly Value[], columns: readonly Column[]): Html {
  const [first = null, ...others] = cells;
  return html`<tr role="row">
    <th role="rowheader" scope="row" class="${columns[0]?.kind ?? 'words'}">${first}</th>
    ${others.map((value, at) => cell(value, columns[at + 1]))}
  </tr> `;
}

function cell(value: Value, column: Column | undefined): Html {
  return html`<td
    role="cell"
    class="${column?.kind ?? 'words'}"
    data-label="${column?.label ?? ''}"
  >
    ${typeof value === 'string' ? value : html`<div>${value}</div>`}
  </td>`;
}
