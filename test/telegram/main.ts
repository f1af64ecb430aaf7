// A Bot API server to try the bot by hand, without Telegram: `node test/telegram/main.ts [port]`.
// Lines typed are sent by one person; `[text of a button]` presses it on the bot's last message.

import { createInterface } from 'node:readline';
import type { Message } from 'grammy/types';
import { BotApiServer } from './bot-api-server.ts';

const server = await BotApiServer.start({ port: Number(process.argv[2] ?? 0), guard: 2 ** 31 - 1 });
const person = server.user({ first_name: 'Person', language_code: process.argv[3] ?? 'ar' });
const say = (text: string) => process.stdout.write(`${text}\n`);
say(`TELEGRAM_API_ROOT=${server.apiRoot}\nBOT_TOKEN=${server.token}\n`);

let last: Message | undefined;
const show = (message: Message) => {
  last = message;
  const buttons = message.reply_markup?.inline_keyboard.flat().map(({ text }) => `[${text}]`) ?? [];
  say(`\n${message.text ?? '(no text)'}\n${buttons.join(' ')}`);
};
const listen = async (next: () => Promise<Message>): Promise<never> => {
  for (;;) show(await next());
};
void listen(() => person.hears());
void listen(() => person.chat.seesEdit());

for await (const line of createInterface({ input: process.stdin })) {
  const button = /^\[(.+)\]$/.exec(line.trim())?.[1];
  if (!button || !last) person.sends(line);
  else {
    try {
      const answer = await person.presses(last, button);
      if (answer.text) say(`(${answer.text})`);
    } catch (error) {
      say(String(error));
    }
  }
}
await server.close();
