import { z } from 'zod';
import { defineButton } from '../callback-data.ts';
import { locales } from '../texts.ts';

/** The button that chooses a chat's language. */
export const languageButton = defineButton('l', { locale: z.enum(locales) });
