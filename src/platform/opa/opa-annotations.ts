/** METADATA as `opa inspect --annotations` reports it. */
import type { RegoAnnotation } from '../../compiler/rego/port.ts';
import { type OpaLocation, type PlaceNames, placeOf } from './opa-problems.ts';

export interface OpaInspection {
  readonly annotations?: readonly OpaAnnotation[];
}

interface OpaAnnotation {
  readonly path: readonly { readonly value: unknown }[];
  readonly location?: OpaLocation;
  readonly annotations: {
    readonly scope: string;
    readonly title?: string;
    readonly description?: string;
    readonly custom?: Readonly<Record<string, unknown>>;
    readonly entrypoint?: boolean;
  };
}

export function describeAnnotations(inspection: OpaInspection, names: PlaceNames): readonly RegoAnnotation[] {
  return (inspection.annotations ?? []).map(({ path, location, annotations: written }) => ({
    path: path.map((part) => String(part.value)).join('.'),
    scope: written.scope,
    ...(written.title === undefined ? {} : { title: written.title }),
    ...(written.description === undefined ? {} : { description: written.description }),
    ...(written.custom === undefined ? {} : { custom: written.custom }),
    ...(written.entrypoint === undefined ? {} : { entrypoint: written.entrypoint }),
    ...placeOf(location, names),
  }));
}
