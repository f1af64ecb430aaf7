import type { Message } from 'grammy/types';
import { messageHtml } from './message-html.ts';

/** The width of a phone's screen, CSS pixels. */
export const WIDTH = 412;

/** A chat as a phone shows it. `botId` tells the bot's messages from the person's. */
export function chatPage(options: {
  readonly direction: 'rtl' | 'ltr';
  readonly title: string;
  readonly status: string;
  readonly messages: readonly Message[];
  readonly botId: number;
}): string {
  const { direction, title, status, messages, botId } = options;
  const body = messages.map((message) => messageHtml(message, message.from?.id === botId ? 'in' : 'out'));
  return `<!doctype html>
<html dir="${direction}"><head><meta charset="utf-8"><style>${style}</style></head>
<body><header><span class="face">ر</span><div><b>${title}</b><small>${status}</small></div></header>
<main>${body.join('\n')}</main></body></html>`;
}

const style = `
* { box-sizing: border-box; margin: 0; }
html { width: ${WIDTH}px; }
body { font: 16px/1.5 "Noto Sans Arabic", "Noto Sans", sans-serif; background: #dfe7dc; color: #111; }
header { display: flex; gap: 12px; align-items: center; padding: 10px 16px; background: #517da2; color: #fff; }
header small { display: block; font-size: 13px; opacity: .8; line-height: 1.2; }
.face { width: 40px; height: 40px; border-radius: 50%; background: #e8a33d; font-size: 20px; display: grid; place-items: center; }
main { padding: 10px 8px 14px; display: flex; flex-direction: column; gap: 8px; }
.message { max-width: 92%; }
.message.in { align-self: flex-start; }
.message.out { align-self: flex-end; }
.bubble { background: #fff; border-radius: 14px; padding: 7px 12px; box-shadow: 0 1px 1px #0002; }
.out .bubble { background: #e3fcd0; }
p { min-height: 1.5em; }
blockquote { background: #eaf3fb; border-inline-start: 3px solid #3390ec; border-radius: 5px; padding: 3px 10px; margin: 4px 0; white-space: pre-wrap; }
.reply { border-inline-start: 3px solid #3390ec; padding-inline-start: 8px; font-size: 14px; color: #57626b; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; margin-bottom: 4px; }
a { color: #2678b6; }
code { font-family: inherit; color: #8a4b08; }
.row { display: flex; gap: 4px; margin-top: 4px; }
.row span { flex: 1; text-align: center; background: #7c9379cc; color: #fff; border-radius: 8px; padding: 6px; font-size: 14px; }
`;
