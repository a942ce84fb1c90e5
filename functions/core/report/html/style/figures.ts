import { html } from '../../html.ts';

/** What is read first: the verdict, the numbers, the chart, and marks that say in words what their colour says. */
export const figures = html`<style>
  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr));
    gap: 0.75rem 2rem;
    margin: 1.1rem 0 1.4rem;
  }
  .facts dt,
  .figure dt,
  .label {
    color: var(--soft);
    font-size: 0.8125rem;
    line-height: 1.4;
  }
  .record {
    grid-template-columns: 1fr;
  }
  .verdict {
    margin: 1.75rem 0 1.5rem;
    padding: 1.1rem 1.3rem;
    border: 1px solid;
    border-radius: 3px;
    font: 1.3rem/1.4 var(--serif);
  }
  .verdict p {
    color: var(--ink);
  }
  .verdict .mark {
    margin-right: 0.4rem;
    vertical-align: 0.15em;
  }
  .verdict.bad {
    border-color: var(--bad);
    background: var(--bad-paper);
  }
  .verdict.warn {
    border-color: var(--warn);
    background: var(--warn-paper);
  }
  .verdict.good {
    border-color: var(--good);
    background: var(--good-paper);
  }
  .verdict.unknown {
    border: 1px dashed var(--unknown);
    background: var(--unknown-paper);
  }
  .figures {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    gap: 1.4rem 2rem;
    margin: 0 0 1rem;
  }
  .figures.four {
    grid-template-columns: repeat(4, 1fr);
  }
  .figure {
    border-top: 2px solid var(--line);
    padding-top: 0.6rem;
  }
  .figure .value {
    font: 600 2.1rem/1.15 var(--serif);
    letter-spacing: -0.01em;
    overflow-wrap: break-word;
  }
  .figure .note {
    color: var(--soft);
    font-size: 0.875rem;
    line-height: 1.45;
    margin-top: 0.15rem;
  }
  .figure.bad {
    border-color: var(--bad);
  }
  .figure.warn {
    border-color: var(--warn);
  }
  .figure.good {
    border-color: var(--good);
  }
  .figure.unknown {
    border-top: 2px dashed var(--unknown);
  }
  .figure.bad .value,
  .mark.bad {
    color: var(--bad);
  }
  .figure.warn .value,
  .mark.warn {
    color: var(--warn);
  }
  .figure.good .value,
  .mark.good {
    color: var(--good);
  }
  .figure.unknown .value,
  .mark.unknown {
    color: var(--unknown);
  }
  .mark {
    display: inline-block;
    padding: 0.1em 0.5em;
    border: 1px solid;
    border-radius: 2px;
    color: var(--soft);
    font: 600 0.75rem/1.5 var(--sans);
    white-space: nowrap;
  }
  .mark.unknown {
    border-style: dashed;
  }
  .severity {
    font-weight: 600;
    white-space: nowrap;
  }
  .severity::before {
    content: '';
    display: inline-block;
    width: 0.55em;
    height: 0.55em;
    margin-right: 0.45em;
    border: 1px solid;
    background: currentColor;
  }
  .severity.critical,
  .severity.high {
    color: var(--bad);
  }
  .severity.medium {
    color: var(--warn);
  }
  .severity.low,
  .severity.info {
    color: var(--unknown);
  }
  .severity.high::before {
    border-radius: 50%;
  }
  .severity.medium::before {
    transform: rotate(45deg);
  }
  .severity.low::before,
  .severity.info::before {
    background: none;
  }
  .beside {
    display: grid;
    grid-template-columns: minmax(0, 1.7fr) minmax(0, 1fr);
    gap: 1rem 3rem;
    align-items: start;
  }
  figcaption {
    color: var(--soft);
    font-size: 0.8125rem;
    padding-bottom: 0.4rem;
  }
  .chart {
    display: block;
    width: 100%;
    height: auto;
    overflow: visible;
  }
  .chart text {
    fill: var(--soft);
    font: 12px var(--sans);
  }
  .chart .total {
    fill: var(--ink);
    font-weight: 600;
  }
  .chart .base {
    stroke: var(--ink);
  }
  .chart .grid {
    stroke: var(--line);
    stroke-dasharray: 2 3;
  }
  rect.strict {
    fill: var(--strict);
  }
  rect.permissive {
    fill: var(--permissive);
  }
  rect.unknown {
    stroke: var(--unknown);
    stroke-width: 0.75;
  }
  .unknown-ground {
    fill: var(--unknown-paper);
  }
  .unknown-line {
    fill: var(--unknown);
  }
  rect.gap {
    fill: none;
    stroke: var(--soft);
    stroke-dasharray: 4 4;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1.5rem;
    list-style: none;
    padding: 0.6rem 0;
    font-size: 0.9375rem;
  }
  .swatch {
    width: 0.85rem;
    height: 0.85rem;
    vertical-align: -0.08em;
    margin-right: 0.3rem;
  }
  details {
    margin: 0.25rem 0 0.75rem;
  }
  summary {
    cursor: pointer;
    color: var(--link);
    padding: 0.25rem 0;
  }
  @media screen and (max-width: 62rem) {
    .beside {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media screen and (max-width: 52rem) {
    .figures,
    .figures.four {
      grid-template-columns: 1fr 1fr;
    }
  }
  @media screen and (max-width: 34rem) {
    .verdict {
      font-size: 1.15rem;
      padding: 0.9rem 1rem;
    }
    .figures,
    .figures.four {
      gap: 1.1rem;
    }
    .figure .value {
      font-size: 1.6rem;
    }
    .chart text {
      font-size: 20px;
    }
    .chart .total {
      display: none;
    }
    .chart .total.last {
      display: inline;
    }
  }
</style>`;
