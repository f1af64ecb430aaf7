import { z } from 'zod';
import { defineButton } from '../callback-data.ts';

/** What to do with a sent file whose name another report has. The file is in the message replied to. */
export const replaceButton = defineButton('r', { action: z.enum(['replace', 'keep', 'no']) });
