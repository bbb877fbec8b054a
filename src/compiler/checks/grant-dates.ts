/** Grants hold at some time, and those that are over are removed. */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { PlantCheck } from './check-context.ts';

export const checkGrantDates: PlantCheck = function* ({ plant, options }) {
  for (const conduit of plant.conduits) {
    for (const { id, starts, expires } of conduit.allow) {
      if (expires === null) continue;
      const grant = `${conduit.id}/${id}`;
      if (starts !== null && starts.value > expires.value) {
        const args = { grant, starts: starts.value, expires: expires.value };
        yield diagnose('grant/never-valid', starts.at, args, [{ at: expires.at, what: 'it expires here' }]);
      } else if (expires.value < options.today) {
        yield diagnose('grant/expired', expires.at, { grant, expires: expires.value });
      }
    }
  }
};
