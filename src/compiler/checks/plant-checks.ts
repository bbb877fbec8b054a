/** The rules that every plant is checked against. */
import { checkAmbiguousIds } from './ambiguous-ids.ts';
import { checkAssetAddresses } from './asset-addresses.ts';
import { checkAssetZones } from './asset-zones.ts';
import { checkBoundaries } from './boundaries.ts';
import type { PlantCheck } from './check-context.ts';
import { checkCrossingScopes } from './crossing-scopes.ts';
import { checkEmptySelectors } from './empty-selectors.ts';
import { checkEndpointClasses } from './endpoint-classes.ts';
import { checkEnforcedFunctions } from './enforced-functions.ts';
import { checkEnforcement } from './enforcement.ts';
import { checkGrantAccountability } from './grant-accountability.ts';
import { checkGrantDates } from './grant-dates.ts';
import { checkNat } from './nat.ts';
import { checkObjects } from './objects.ts';
import { checkOperations } from './operations.ts';
import { checkOverlappingNetworks } from './overlapping-networks.ts';
import { checkPortForwards } from './port-forwards.ts';
import { checkProtocols } from './protocols.ts';
import { checkScopes } from './scopes.ts';
import { checkTranslatedScopes } from './translated-scopes.ts';
import { checkWindows } from './windows.ts';

/** A new rule is a new file and a new line here. */
export const plantChecks: readonly PlantCheck[] = [
  checkAmbiguousIds,
  checkScopes,
  checkOverlappingNetworks,
  checkAssetZones,
  checkAssetAddresses,
  checkEndpointClasses,
  checkWindows,
  checkEmptySelectors,
  checkCrossingScopes,
  checkEnforcement,
  checkProtocols,
  checkOperations,
  checkEnforcedFunctions,
  checkObjects,
  checkGrantDates,
  checkGrantAccountability,
  checkBoundaries,
  checkTranslatedScopes,
  checkNat,
  checkPortForwards,
];
