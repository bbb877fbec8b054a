/** What the package brings along and the compiler needs: data and Rego, read by the platform. */
import type { RegoSource } from '../model/plant.ts';

export interface ShippedFiles {
  /** `zones/**`: protocols, endpoint classes, ATT&CK ids, zone templates. */
  readonly catalogue: readonly { readonly path: string; readonly text: string }[];
  /** `policies/zonewright/*.rego` without tests. */
  readonly policies: readonly RegoSource[];
  /** JSON Schema of plant files. */
  readonly plantSchema: object;
  /** JSON Schema of `input`. */
  readonly inputSchema: object;
}
