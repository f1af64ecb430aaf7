/**
 * Questions over the even-numbered passages of a set train the ranking; those over the odd ones are
 * only ever measured.
 */
export function isTrainingHalf(passageId: string): boolean {
  return Number(/(\d+)$/.exec(passageId)?.[1] ?? 1) % 2 === 0;
}
