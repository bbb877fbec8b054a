/** The files under `zones/` as they are written, once their schema has been checked. */
import type {
  Confidence,
  EndpointClass,
  NumberField,
  OperationClass,
  ProtocolLayer,
  Transport,
} from '../../model/catalogue.ts';
import type { InternalTraffic, Membership, ZoneKind } from '../../model/plant.ts';

/** What a protocol and an alias have in common. */
export interface RawEntry {
  readonly protocol: string;
  readonly title: string;
  readonly layer: ProtocolLayer;
  readonly source: string;
  readonly confidence: Confidence;
}

/** `protocols/<id>.yaml` with services. */
export interface RawProtocol extends RawEntry {
  readonly services: readonly RawService[];
  readonly codes?: string;
  readonly object?: {
    readonly unit?: NumberField;
    readonly tables?: readonly string[];
    readonly range?: NumberField;
  };
  readonly operations?: readonly RawOperation[];
  readonly zeek?: readonly string[];
  readonly suricata?: readonly string[];
}

/** `protocols/<id>.yaml` with members. */
export interface RawAlias extends RawEntry {
  readonly members: readonly string[];
}

/** One line under `services`. */
export interface RawService {
  readonly transport: Transport;
  /** A number, or `a-b`; every number of the transport when left out. */
  readonly ports?: readonly (number | string)[];
  readonly encrypted?: boolean;
  readonly dynamic?: boolean;
  readonly note?: string;
}

/** One line under `operations`. */
export interface RawOperation {
  readonly code: string;
  readonly name: string;
  readonly class: OperationClass | readonly OperationClass[];
  readonly table?: string;
  readonly attack?: readonly string[];
}

/** One entry of `endpoint-classes.yaml`. */
export type RawEndpointClass = Omit<EndpointClass, 'id'>;

/** `attack-ics.yaml`. */
export interface RawAttack {
  readonly classes: Readonly<Record<OperationClass, readonly string[]>>;
  readonly techniques: Readonly<
    Record<string, { readonly name: string; readonly v19?: { readonly id: string; readonly name: string } }>
  >;
}

/** `templates/<id>.yaml`. */
export interface RawTemplate {
  readonly template: string;
  readonly level: number;
  readonly kind: ZoneKind;
  readonly members: Membership;
  readonly internal: InternalTraffic;
  readonly 'security-level': number;
  readonly safety: boolean;
  readonly description: string;
}
