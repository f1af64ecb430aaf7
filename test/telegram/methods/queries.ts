import { z } from 'zod';
import { badRequest } from '../errors.ts';
import { checkInlineResults } from '../limits.ts';
import { flag, integer, json, readAs } from '../params.ts';
import { tooOld } from '../world.ts';
import type { MethodTable } from './method.ts';

const callbackSchema = z.object({
  callback_query_id: z.string(),
  text: z.string().optional(),
  show_alert: flag.optional(),
  url: z.string().optional(),
  cache_time: integer.optional(),
});
const inlineSchema = z.object({
  inline_query_id: z.string(),
  results: json(z.array(z.unknown())),
  cache_time: integer.optional(),
  is_personal: flag.optional(),
  next_offset: z.string().optional(),
  button: json(z.record(z.string(), z.unknown())).optional(),
});

/** The methods that answer Telegram's queries. */
export const queryMethods: MethodTable = {
  answerCallbackQuery(world, raw) {
    const { callback_query_id, ...answer } = readAs(callbackSchema, raw);
    const query = world.callbacks.get(callback_query_id);
    if (!query) throw tooOld();
    if ((answer.text?.length ?? 0) > 200) throw badRequest('MESSAGE_TOO_LONG');
    query.answer(answer, world.now());
    return true;
  },

  answerInlineQuery(world, raw) {
    const { inline_query_id, ...answer } = readAs(inlineSchema, raw);
    const query = world.inlineQueries.get(inline_query_id);
    if (!query) throw tooOld();
    if (Buffer.byteLength(answer.next_offset ?? '') > 64) throw badRequest('NEXT_OFFSET_INVALID');
    query.answer({ ...answer, results: checkInlineResults(answer.results) }, world.now());
    return true;
  },
};
