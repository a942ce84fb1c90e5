import { html } from '../../html.ts';

/** What people act on: fixes, apps, checklists. */
export const lists = html`<style>
  .left-out {
    padding: 0.6rem 0.9rem;
    background: var(--unknown-paper);
    border: 1px dashed var(--unknown);
  }
  .tally {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 1.5rem;
    list-style: none;
    padding: 0;
  }
  .rule {
    margin-top: 1.9rem;
  }
  .rule > * + * {
    margin-top: 0.8rem;
  }
  .fix {
    padding: 0.8rem 1.1rem;
    background: var(--raised);
    border-radius: 3px;
  }
  .fix ol {
    padding-left: 1.3rem;
    margin: 0.2rem 0 0.4rem;
  }
  .apps {
    list-style: none;
    padding: 0;
  }
  .app {
    padding: 1.1rem 0;
    border-bottom: 1px solid var(--line);
  }
  .app:first-child {
    border-top: 1px solid var(--line);
  }
  .app .mark {
    margin-left: 0.4rem;
    vertical-align: 0.12em;
  }
  .pairs > div {
    display: grid;
    grid-template-columns: 8.5rem minmax(0, 1fr);
    gap: 0 1rem;
    margin-top: 0.6rem;
  }
  .pairs dt {
    color: var(--soft);
    font-size: 0.875rem;
    line-height: 1.7;
  }
  .pairs ul {
    padding-left: 1.1rem;
    list-style: disc;
  }
  .checklist {
    list-style: none;
    padding: 0;
  }
  .checklist li {
    display: grid;
    grid-template-columns: 8.5rem minmax(0, 1fr);
    gap: 0 1rem;
    padding: 0.6rem 0;
    border-top: 1px solid var(--line);
  }
  .checklist li:last-child {
    border-bottom: 1px solid var(--line);
  }
  @media screen and (max-width: 34rem) {
    .pairs > div,
    .checklist li {
      grid-template-columns: minmax(0, 1fr);
      gap: 0.3rem;
    }
  }
</style>`;
