import type { GuardFigures, GuardResult } from './guard.ts';

const columns = [
  'questions',
  'first',
  'firstThree',
  'answered',
  'right',
  'refused',
  'answer',
  'related',
  'none',
  'wrong',
  'invented',
] as const satisfies readonly (keyof GuardFigures)[];

/** The figures as a table for a person, a row a group, then the ids of the questions that went wrong. */
export function guardTable({ all, by, misses }: GuardResult): string {
  const groups = Object.values(by).flatMap((figures) => Object.entries(figures));
  const lines = [
    ['', ...columns],
    ...[['all', all] as const, ...groups].map(([name, figures]) => [
      name,
      ...columns.map((column) => String(figures[column])),
    ]),
  ];
  const widths = lines[0]!.map((_, c) => Math.max(...lines.map((line) => line[c]!.length)));
  const table = lines.map((line) =>
    line.map((cell, c) => (c ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!))).join('  '),
  );
  const missed = Object.entries(misses).map(([name, ids]) => `${name}: ${ids.join(' ') || 'none'}`);
  return [...table, '', 'Questions that went wrong, by id', ...missed].join('\n');
}
