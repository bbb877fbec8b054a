/** The questions that an analysis of the allowed set answers, in the order of reports. */
export const questionNames = ['reach', 'breadth', 'activity', 'covered', 'use', 'enforcement', 'overlapping'] as const;

/** One of {@link questionNames}. */
export type QuestionName = (typeof questionNames)[number];
