import type { Exchange } from './recorder.ts';
import type { World } from './world.ts';

/** What a function handed to SNS, as it went over the wire. */
export interface Published {
  readonly subject: string;
  /** The texts by protocol; `default` is what e-mail shows. */
  readonly texts: Readonly<Record<string, string>>;
  readonly bytes: number;
  readonly status: number;
}

/** Everything published so far, oldest first. */
export function published({ recorder }: World): Published[] {
  return recorder.exchanges.filter(isPublish).map(({ body, status }) => {
    const form = new URLSearchParams(body);
    const message = form.get('Message') ?? '';
    return {
      subject: form.get('Subject') ?? '',
      texts: JSON.parse(message) as Record<string, string>,
      bytes: Buffer.byteLength(message),
      status,
    };
  });
}

export function isPublish({ body }: Exchange): boolean {
  return body.startsWith('Action=Publish') || body.includes('&Action=Publish&');
}
