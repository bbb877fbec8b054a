/** Questions that say less than another one, for the smallest example of a disagreement. */
import type { PolicyQuestion } from './policy-question.ts';

/** Each differs in one field, the largest step first. */
export function simplerQuestions(question: PolicyQuestion): readonly PolicyQuestion[] {
  const { object } = question.request;
  if (object === null) return [];
  const { first, count } = object;
  const objects = [
    null,
    { ...object, first: null, count: null },
    ...(first !== null && count !== null && count > 1
      ? [
          { ...object, count: 1 },
          { ...object, first: first + count - 1, count: 1 },
          { ...object, count: 2 },
        ]
      : []),
    ...(object.unit === null ? [] : [{ ...object, unit: null }]),
    ...(object.table === null ? [] : [{ ...object, table: null }]),
  ].filter((each) => JSON.stringify(each) !== JSON.stringify(object));
  return objects.map((each) => ({ ...question, request: { ...question.request, object: each } }));
}
