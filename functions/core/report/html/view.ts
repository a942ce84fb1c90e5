import type { Posture } from '../../posture/schema.ts';
import { html, type Html } from '../html.ts';
import type { Limits } from './limits.ts';

/** A tenant as its part of the page shows it. */
export interface View {
  readonly posture: Posture;
  /** Begins the ids of its parts, such as `t1`; never text from a tenant. */
  readonly id: string;
  /** Of the headings of its parts: 2 where the page is of one tenant. */
  readonly level: 2 | 3;
  readonly limits: Limits;
}

/** A part of a tenant's report. */
export function part(view: View, slug: string, title: string, body: readonly Html[]): Html {
  return html` <section class="part">
    ${heading(view.level, title, `${view.id}-${slug}`)} ${body}
  </section>`;
}

/** A heading below that of a part. */
export function subheading(view: View, title: string | Html): Html {
  return view.level === 2 ? html`<h3>${title}</h3>` : html`<h4>${title}</h4>`;
}

/** A heading of something in a list below a subheading. */
export function itemHeading(view: View, title: Html): Html {
  return view.level === 2
    ? html`<h4 class="item">${title}</h4>`
    : html`<h5 class="item">${title}</h5>`;
}

export function heading(level: 2 | 3, title: string, id: string): Html {
  return level === 2 ? html`<h2 id="${id}">${title}</h2>` : html`<h3 id="${id}">${title}</h3>`;
}
