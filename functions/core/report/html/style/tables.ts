import { html } from '../../html.ts';

/** Tables; on narrow screens those with text become cards, each value below or beside the name of its column. */
export const tables = html`<style>
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.9375rem;
    line-height: 1.45;
  }
  caption {
    text-align: left;
    color: var(--soft);
    font-size: 0.8125rem;
    padding-bottom: 0.4rem;
  }
  th,
  td {
    padding: 0.55rem 1.25rem 0.55rem 0;
    text-align: left;
    vertical-align: top;
  }
  th:last-child,
  td:last-child {
    padding-right: 0;
  }
  thead th {
    border-bottom: 2px solid var(--ink);
    font-size: 0.8125rem;
    font-weight: 600;
    padding-bottom: 0.35rem;
    vertical-align: bottom;
    overflow-wrap: normal;
  }
  tbody th {
    font-weight: 400;
  }
  tbody tr {
    border-bottom: 1px solid var(--line);
  }
  td.words,
  tbody th.words {
    min-width: 9rem;
  }
  .short,
  .number {
    white-space: nowrap;
  }
  .number {
    text-align: right;
  }
  td p + p,
  th p + p {
    margin-top: 0.25rem;
  }
  table.stays {
    width: auto;
    min-width: min(100%, 24rem);
  }
  .stays th,
  .stays td {
    padding-right: 1.5rem;
  }
  .stays th:last-child,
  .stays td:last-child {
    padding-right: 0;
  }
  .stays th.words,
  .stays td.words {
    min-width: 0;
  }
  .rule table {
    table-layout: fixed;
  }
  .rule th:nth-child(1) {
    width: 45%;
  }
  .rule th:nth-child(2) {
    width: 11%;
  }
  .rule th:nth-child(3) {
    width: 14%;
  }
  .rule th:nth-child(4) {
    width: 13%;
  }
  @media screen and (max-width: 56rem) {
    .cards,
    .cards caption,
    .cards tbody,
    .cards tr,
    .cards th,
    .cards td {
      display: block;
    }
    .cards thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }
    .cards tr {
      padding: 0.7rem 0;
    }
    .cards tbody tr:first-child {
      border-top: 2px solid var(--ink);
    }
    .cards tbody th,
    .cards td {
      width: auto;
      padding: 0.15rem 0;
      min-width: 0;
      text-align: left;
      white-space: normal;
    }
    .cards tbody th {
      font-weight: 600;
    }
    .cards tbody th .aside {
      font-weight: 400;
    }
    .cards td {
      display: grid;
      grid-template-columns: 6.5rem minmax(0, 1fr);
      gap: 0 1rem;
    }
    .cards td::before {
      content: attr(data-label) / '';
      color: var(--soft);
      font-size: 0.8125rem;
      line-height: 1.7;
    }
    .rule th:nth-child(1) {
      width: auto;
    }
  }
  @media screen and (max-width: 34rem) {
    .stays {
      font-size: 0.875rem;
    }
    .stays thead th {
      white-space: normal;
    }
    .stays th,
    .stays td {
      padding-right: 0.7rem;
    }
  }
</style>`;
