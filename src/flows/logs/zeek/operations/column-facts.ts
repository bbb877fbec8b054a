/** Facts about a device that stand in columns of their own. */
import type { IdentityField } from '../../../../model/identity.ts';
import type { LogRecord } from '../../log-record.ts';
import type { RowFact } from './operation-log.ts';

/** Columns by the field that they tell. */
export type FactColumns = Partial<Readonly<Record<IdentityField, string>>>;

/** What a row tells; columns that are unset or empty tell nothing, nor does a number without a name. */
export function columnFacts(row: LogRecord, about: RowFact['about'], columns: FactColumns): readonly RowFact[] {
  return Object.entries(columns).flatMap(([field, column]): RowFact[] => {
    const value = row.text(column);
    return value === null || value === '' || /^unknown/i.test(value)
      ? []
      : [{ about, field: field as IdentityField, value }];
  });
}
