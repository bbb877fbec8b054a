/** What the package brings along and the compiler needs: data and Rego, read by the platform. */
import type { RegoSource } from '../model/plant.ts';

export interface ShippedFiles {
  /** `zones/**`: protocols, endpoint classes, ATT&CK ids, zone templates. */
  readonly catalogue: readonly { readonly path: string; readonly text: string }[];
  /** `policies/zonewright/*.rego` without tests. */
  readonly policies: readonly RegoSource[];
  /** `policies/rules/**.rego` without tests: the rules and the library that they share. */
  readonly rules: readonly RegoSource[];
  /** JSON Schema of plant files. */
  readonly plantSchema: object;
  /** JSON Schema of `input`. */
  readonly inputSchema: object;
  /** JSON Schema of the `input` of rules. */
  readonly ruleInputSchema: object;
}
