import type { Html } from '../html.ts';
import { base } from './style/base.ts';
import { figures } from './style/figures.ts';
import { lists } from './style/lists.ts';
import { print } from './style/print.ts';
import { tables } from './style/tables.ts';

/** In this order, since later ones win. */
export const styles: readonly Html[] = [base, figures, lists, tables, print];

/** Of each sheet, in the same order: the page allows these and no other style. A test tells what they must be. */
export const styleHashes: readonly string[] = [
  'sha256-2x7MSibSi8EDNXeEKmz4h+97LSJGIumFRmedDCo+5uI=',
  'sha256-C5lF2ekPZ6jot1QKKga7jY9/MQmsAumqCYETJpqMnXc=',
  'sha256-DrH8Ye/Et0cBA15jWBdGBelzCYISujV+L6rRRorq03g=',
  'sha256-GjB98CVw8GlJhX1u74u7C6ehAkW36FREsEJBumB7B00=',
  'sha256-3gdLvkyaloHhbijFx5BoxLkCBAS7SS5aj3sgo4wiUKg=',
];
