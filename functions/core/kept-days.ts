/** How long run records are kept, and what no longer holds: a year, and the month in which it is audited. */
export const keptDays = 400;
