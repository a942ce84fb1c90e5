import { html } from '../../html.ts';

/**
 * Colours and type. Fonts are those of the system: one of ours would be most of the page, and one from a server would
 * tell it who reads.
 */
export const base = html`<style>
  :root {
    color-scheme: light dark;
    --paper: #fdfcf9;
    --raised: #f4f2ec;
    --ink: #1c1e22;
    --soft: #555a63;
    --line: #d9d5cb;
    --link: #1a4f7a;
    --bad: #9a2c1c;
    --bad-paper: #faece7;
    --warn: #7a5207;
    --warn-paper: #faf1dc;
    --good: #22604a;
    --good-paper: #e8f3ed;
    --unknown: #525a68;
    --unknown-paper: #eceef1;
    --strict: #4f8a7b;
    --permissive: #c14a2c;
    --serif:
      ui-serif, 'Iowan Old Style', Charter, 'Source Serif 4', Georgia, Cambria, 'Noto Serif',
      'DejaVu Serif', serif;
    --sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif;
    --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace;
  }
  @media screen and (prefers-color-scheme: dark) {
    :root {
      --paper: #15181c;
      --raised: #1e2227;
      --ink: #e8e6e0;
      --soft: #aab0ba;
      --line: #383e46;
      --link: #93c5ee;
      --bad: #ff9f8a;
      --bad-paper: #33211d;
      --warn: #ebc06a;
      --warn-paper: #2f2818;
      --good: #86d3ae;
      --good-paper: #1a2a23;
      --unknown: #b6bdc9;
      --unknown-paper: #252a31;
      --strict: #5f9f8f;
      --permissive: #e06a4a;
    }
  }
  * {
    box-sizing: border-box;
  }
  html {
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
    background: var(--paper);
  }
  body {
    margin: 0 auto;
    padding: 0 1.25rem 3rem;
    max-width: 68rem;
    background: var(--paper);
    color: var(--ink);
    font: 1rem/1.55 var(--sans);
    font-variant-numeric: tabular-nums;
  }
  p,
  ul,
  ol,
  dl,
  dd,
  figure,
  pre {
    margin: 0;
  }
  ul,
  ol {
    padding-left: 1.2rem;
  }
  body,
  bdi,
  code,
  pre,
  td,
  dd,
  li {
    overflow-wrap: anywhere;
  }
  a {
    color: var(--link);
    text-underline-offset: 0.15em;
  }
  :focus-visible {
    outline: 3px solid var(--link);
    outline-offset: 3px;
    border-radius: 2px;
  }
  main:focus {
    outline: none;
  }
  .skip {
    position: absolute;
    left: -100rem;
    top: 0.5rem;
    padding: 0.5rem 0.75rem;
    background: var(--paper);
  }
  .skip:focus {
    left: 1rem;
    z-index: 1;
  }
  h1,
  h2,
  h3,
  h4,
  h5 {
    font-family: var(--serif);
    font-weight: 600;
    line-height: 1.2;
    margin: 0;
    text-wrap: balance;
  }
  h1 {
    font-size: clamp(2rem, 1.4rem + 2.6vw, 3rem);
    letter-spacing: -0.015em;
  }
  h2 {
    font-size: 1.6rem;
    letter-spacing: -0.01em;
  }
  h3 {
    font-size: 1.2rem;
  }
  h4 {
    font-size: 1.05rem;
  }
  h5 {
    font-size: 1rem;
  }
  code {
    font: 0.85em/1.45 var(--mono);
  }
  h3 code,
  h4 code {
    font-size: 0.75em;
    font-weight: 400;
    color: var(--soft);
  }
  pre {
    margin-top: 0.6rem;
    padding: 0.6rem 0.8rem;
    background: var(--raised);
    white-space: pre-wrap;
  }
  .aside {
    color: var(--soft);
    font-size: 0.875rem;
  }
  .masthead {
    border-top: 4px solid var(--ink);
    margin-top: 2rem;
    padding-top: 0.9rem;
  }
  .eyebrow {
    color: var(--soft);
    font-size: 0.8125rem;
    letter-spacing: 0.04em;
    margin-bottom: 0.9rem;
  }
  nav {
    border-top: 1px solid var(--line);
    border-bottom: 1px solid var(--line);
  }
  nav ul {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1.5rem;
    list-style: none;
    padding: 0.25rem 0;
  }
  nav a {
    display: inline-block;
    padding: 0.35rem 0;
    font-size: 0.9375rem;
    text-decoration: none;
  }
  nav a:hover {
    text-decoration: underline;
  }
  .part {
    margin-top: 2.75rem;
    padding-top: 1.1rem;
    border-top: 1px solid var(--line);
  }
  .part > * + * {
    margin-top: 0.9rem;
  }
  .part > h3,
  .part > h4 {
    margin-top: 2rem;
  }
  .part > .figures {
    margin-top: 1.3rem;
  }
  .tenant {
    margin-top: 4rem;
    border-top: 4px solid var(--ink);
    padding-top: 1.1rem;
  }
  .tenant > h2 {
    font-size: 2.1rem;
  }
  .tenant .part > h3 {
    font-size: 1.35rem;
    margin-top: 0;
  }
  .back {
    margin-top: 2rem;
  }
  footer {
    margin-top: 3.5rem;
    padding-top: 1rem;
    border-top: 4px solid var(--ink);
    color: var(--soft);
    font-size: 0.875rem;
  }
  @media screen and (max-width: 34rem) {
    body {
      padding: 0 1rem 2rem;
    }
  }
</style>`;
