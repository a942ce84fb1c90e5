import { isObject, textOf, type JsonObject } from '../tenant/wire.ts';

/** Characters or elements. Source: https://docs.slack.dev/reference/block-kit/blocks */
export const limits = {
  blocks: 50,
  sectionText: 3000,
  fields: 10,
  fieldText: 2000,
  headerText: 150,
  contextElements: 10,
  actionElements: 25,
  buttonText: 75,
  url: 3000,
  altText: 2000,
  id: 255,
  /** All text of a message. Not in Slack's reference: about where `msg_blocks_too_long` begins. */
  allText: 13_200,
} as const;

type Check = (block: JsonObject) => boolean;

const checks: Readonly<Record<string, Check>> = {
  section: isSection,
  header: (block) => isText(block['text'], limits.headerText, ['plain_text']),
  context: (block) => isList(block['elements'], limits.contextElements, isContextElement),
  actions: (block) => isList(block['elements'], limits.actionElements, isElement),
  image: isImage,
  divider: () => true,
};

/** What Slack would call wrong with a message's blocks; null when it would post them. */
export function blockError(blocks: unknown): 'invalid_blocks' | 'msg_blocks_too_long' | null {
  if (!Array.isArray(blocks) || blocks.length > limits.blocks) return 'invalid_blocks';
  if (!blocks.every(isBlock)) return 'invalid_blocks';
  const ids = blocks.flatMap((block: JsonObject) => textOf(block['block_id']) || []);
  if (new Set(ids).size < ids.length) return 'invalid_blocks';
  return textLength(blocks) > limits.allText ? 'msg_blocks_too_long' : null;
}

function isBlock(block: unknown): boolean {
  if (!isObject(block)) return false;
  const check = checks[textOf(block['type'])];
  const id = block['block_id'];
  return check !== undefined && (id === undefined || isString(id, limits.id)) && check(block);
}

function isSection(block: JsonObject): boolean {
  const { text, fields, accessory } = block;
  if (text === undefined && fields === undefined) return false;
  return (
    (text === undefined || isText(text, limits.sectionText)) &&
    (fields === undefined ||
      isList(fields, limits.fields, (field) => isText(field, limits.fieldText))) &&
    (accessory === undefined || isElement(accessory))
  );
}

function isContextElement(element: unknown): boolean {
  if (isObject(element) && element['type'] === 'image') return isImage(element);
  return isText(element, limits.sectionText);
}

function isElement(element: unknown): boolean {
  if (!isObject(element)) return false;
  if (element['type'] === 'image') return isImage(element);
  const { url, value, style } = element;
  return (
    element['type'] === 'button' &&
    isText(element['text'], limits.buttonText, ['plain_text']) &&
    (url === undefined || (isString(url, limits.url) && URL.canParse(url))) &&
    (value === undefined || isString(value, limits.fieldText)) &&
    (style === undefined || style === 'primary' || style === 'danger')
  );
}

function isImage(block: JsonObject): boolean {
  return isString(block['image_url'], limits.url) && isString(block['alt_text'], limits.altText);
}

function isText(
  text: unknown,
  most: number,
  types: readonly string[] = ['plain_text', 'mrkdwn'],
): boolean {
  return isObject(text) && types.includes(textOf(text['type'])) && isString(text['text'], most);
}

function isString(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= most;
}

function isList(value: unknown, most: number, holds: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.length <= most && value.every(holds);
}

function textLength(value: unknown): number {
  if (Array.isArray(value)) return sum(value.map(textLength));
  if (!isObject(value)) return 0;
  return sum(
    Object.entries(value).map(([key, inner]) =>
      key === 'text' && typeof inner === 'string' ? inner.length : textLength(inner),
    ),
  );
}

function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
