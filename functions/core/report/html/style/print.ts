import { html } from '../../html.ts';

/** A4 in light colours: with what is folded, with the addresses of links, and with heads on every page of a table. */
export const print = html`<style>
  @page {
    size: A4;
    margin: 16mm 16mm 20mm;
    @bottom-left {
      content: 'Strictwatch posture report';
      color: #555a63;
      font: 8pt sans-serif;
    }
    @bottom-right {
      content: 'Page ' counter(page) ' of ' counter(pages);
      color: #555a63;
      font: 8pt sans-serif;
    }
  }
  @media print {
    :root {
      --paper: #ffffff;
    }
    html {
      font-size: 9.5pt;
    }
    body {
      max-width: none;
      padding: 0;
      line-height: 1.45;
    }
    * {
      print-color-adjust: exact;
      -webkit-print-color-adjust: exact;
    }
    nav,
    .skip,
    .back,
    summary {
      display: none;
    }
    .masthead {
      margin-top: 0;
    }
    h1 {
      font-size: 24pt;
    }
    .facts {
      grid-template-columns: repeat(3, 1fr);
    }
    .record {
      grid-template-columns: 1fr;
    }
    .beside {
      grid-template-columns: 1fr;
    }
    .chart {
      max-width: 150mm;
    }
    td.words,
    tbody th.words {
      min-width: 22mm;
    }
    th,
    td {
      padding: 1.3mm 3mm 1.3mm 0;
    }
    .overview table {
      font-size: 0.78rem;
    }
    .overview th,
    .overview td {
      padding-right: 1.5mm;
      overflow-wrap: normal;
    }
    .overview td {
      white-space: normal;
    }
    .part {
      margin-top: 9mm;
    }
    .tenant {
      break-before: page;
      margin-top: 0;
    }
    details::details-content {
      content-visibility: visible;
      display: block;
      block-size: auto;
    }
    h1,
    h2,
    h3,
    h4,
    h5,
    caption,
    .label,
    .fix,
    figcaption {
      break-after: avoid;
    }
    tr,
    .fix,
    .figure,
    .figures,
    .verdict,
    .chart,
    .legend,
    .checklist li,
    .fix li,
    pre {
      break-inside: avoid;
    }
    thead {
      display: table-header-group;
      break-after: avoid;
    }
    tbody tr:first-child {
      break-before: avoid;
    }
    p {
      orphans: 3;
      widows: 3;
    }
    a {
      color: inherit;
    }
    a[href^='https']::after {
      content: ' (' attr(href) ')';
      color: var(--soft);
      font-size: 0.9em;
      overflow-wrap: anywhere;
    }
  }
</style>`;
