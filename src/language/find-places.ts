/** Where a thing is declared and where it is named. */
import type { FileReading } from '../compiler/parse/read-file.ts';
import { type Located, sourceTextOf } from '../compiler/parse/source-text.ts';
import { nameSignsOf } from '../compiler/parse/yaml-signs.ts';
import type { Kind } from './file-shape.ts';
import { type Mark, marksOf } from './marks.ts';
import type { PlantView } from './plant-view.ts';

/** A thing by what it is and its id. */
interface Thing {
  readonly kind: Kind;
  readonly id: string;
}

/** Where what stands at an offset is declared; several places only where several things may be meant. */
export function definitionsAt(view: PlantView, file: string, offset: number): readonly Located[] {
  const sign = signAt(view, file, offset);
  if (sign !== null) return anchorsOf(view, file, sign.name).slice(0, 1);
  const mark = markAt(view.readings.get(file), offset);
  const thing = mark === null ? null : thingOf(mark, view);
  return thing === null ? [] : declarationsOf(thing, view);
}

/** Every place that names what stands at an offset, with or without its declaration. */
export function referencesAt(
  view: PlantView,
  file: string,
  offset: number,
  declarations: 'with' | 'without',
): readonly Located[] {
  const sign = signAt(view, file, offset);
  if (sign !== null) {
    const anchors = declarations === 'with' ? anchorsOf(view, file, sign.name) : [];
    return [...anchors, ...signsOf(view, file).filter((each) => each.kind === 'alias' && each.name === sign.name)];
  }
  const mark = markAt(view.readings.get(file), offset);
  const thing = mark === null ? null : thingOf(mark, view);
  if (thing === null) return [];
  const named = [...view.readings.values()]
    .flatMap((reading) => marksOf(reading).references.get(thing.id) ?? [])
    .filter((each) => each.kinds.includes(thing.kind) && thingOf(each, view)?.kind === thing.kind);
  const at = named.map((each) => each.at);
  return declarations === 'with' ? [...declarationsOf(thing, view), ...at] : at;
}

/** The mark that holds an offset. */
function markAt(reading: FileReading | undefined, offset: number): Mark | null {
  if (reading === undefined) return null;
  return marksOf(reading).all.find(({ at }) => at.start <= offset && offset <= at.end) ?? null;
}

/** A bare word of a grant is the asset of that id, or else the zone. */
function thingOf({ kinds, id }: Mark, view: PlantView): Thing | null {
  const kind = kinds.find((each) => view.declared(each).has(id)) ?? kinds[0];
  return kind === undefined ? null : { kind, id };
}

function declarationsOf({ kind, id }: Thing, view: PlantView): readonly Located[] {
  if (kind === 'allowlist') return packagesOf(`plant.allow.${id}`, view);
  const declared = view.declared(kind).get(id);
  if (declared !== undefined) return [declared.at];
  // A grant of a conduit that stands for several zone pairs has the pair behind its id.
  const bare = kind === 'grant' ? view.declared(kind).get(id.replace(/[[(].*$/s, '')) : undefined;
  return bare === undefined ? [] : [bare.at];
}

function packagesOf(name: string, { files }: PlantView): readonly Located[] {
  return files.rego.flatMap(({ path, text }) => {
    const source = sourceTextOf(path, text);
    const match = /^package\s+(\S+)/m.exec(source.text);
    if (match === null || match[1] !== name) return [];
    const start = match.index + match[0].length - name.length;
    return [{ source, start, end: start + name.length }];
  });
}

function signsOf(view: PlantView, file: string) {
  const [first] = view.readings.get(file)?.documents ?? [];
  return first === undefined ? [] : nameSignsOf(first.tree.source);
}

function signAt(view: PlantView, file: string, offset: number) {
  return signsOf(view, file).find(({ start, end }) => start <= offset && offset <= end) ?? null;
}

function anchorsOf(view: PlantView, file: string, name: string): readonly Located[] {
  return signsOf(view, file).filter((each) => each.kind === 'anchor' && each.name === name);
}
