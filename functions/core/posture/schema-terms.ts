import * as z from 'zod';
import { severities } from '../severity.ts';

export const instant = z.iso.datetime();
export const count = z.int().min(0);
export const seconds = z.number().min(0).meta({ description: 'Seconds' });
export const severity = z.enum(severities);
