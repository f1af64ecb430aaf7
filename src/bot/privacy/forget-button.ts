import { z } from 'zod';
import { defineButton } from '../callback-data.ts';

/** The buttons that confirm /forget, or not. */
export const forgetButton = defineButton('f', { answer: z.enum(['yes', 'no']) });
