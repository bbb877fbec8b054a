/** Ids of one kind: those that the plant declares, and those that are shipped. */
import {
  describeEndpointClass,
  describeProtocol,
  describeTemplate,
  endpointClassLine,
  protocolLine,
} from '../describe/catalogue-words.ts';
import { declaredLine, describeDeclared } from '../describe/plant-words.ts';
import { describeRule } from '../describe/rule-words.ts';
import type { Kind } from '../file-shape.ts';
import type { PlantView } from '../plant-view.ts';
import type { Proposal } from './proposal.ts';

export function thingProposals(view: PlantView, kind: Kind, rank: number): readonly Proposal[] {
  return [...declared(view, kind, rank), ...shipped(view, kind, rank)];
}

function declared(view: PlantView, kind: Kind, rank: number): readonly Proposal[] {
  if (kind === 'allowlist') return allowlists(view, rank);
  if (kind === 'scope') return scopes(view, rank);
  return [...view.declared(kind).keys()].map((id) => ({
    kind,
    text: id,
    insert: id,
    detail: declaredLine(kind, id, view),
    documentation: () => describeDeclared(kind, id, view),
    rank,
  }));
}

function shipped({ setting: { catalogue, rules } }: PlantView, kind: Kind, rank: number): readonly Proposal[] {
  const of = (id: string, detail: string, documentation: (() => string) | null, ranked = rank): Proposal => ({
    kind,
    text: id,
    insert: id,
    detail,
    documentation,
    rank: ranked,
  });
  switch (kind) {
    case 'protocol':
      return [...catalogue.protocols.values()].map((each) =>
        // Protocols of plants first.
        of(each.id, protocolLine(each), () => describeProtocol(each), each.layer === 'ot' ? rank : rank + 1),
      );
    case 'class':
      return [...catalogue.endpointClasses.values()].map((each) =>
        of(each.id, endpointClassLine(each), () => describeEndpointClass(each)),
      );
    case 'template':
      return [...catalogue.templates.values()].map((each) =>
        of(each.id, each.description, () => describeTemplate(each), rank + 1),
      );
    case 'rule':
      return rules.map((each) => of(each.id, each.title, () => describeRule(each)));
    case 'pack':
      return [...new Set(rules.flatMap((each) => each.packs))].map((pack) => {
        const count = rules.filter((each) => each.packs.includes(pack)).length;
        return of(pack, `${count} rules`, null);
      });
    default:
      return [];
  }
}

/** A scope need not be declared; the plant's own has its name. */
function scopes(view: PlantView, rank: number): readonly Proposal[] {
  const used = [...view.zones().values()].map(({ scope }) => scope);
  const ids = new Set([...view.declared('scope').keys(), ...used, view.members().reader.plantId]);
  return [...ids].map((id) => ({
    kind: 'scope',
    text: id,
    insert: id,
    detail: 'scope',
    documentation: () => describeDeclared('scope', id, view),
    rank,
  }));
}

function allowlists({ files }: PlantView, rank: number): readonly Proposal[] {
  const names = files.rego.flatMap(({ path, text }) => {
    const name = /^package\s+plant\.allow\.([A-Za-z0-9_]+)/m.exec(text)?.[1];
    return name === undefined ? [] : [{ name, path }];
  });
  return names.map(({ name, path }) => ({
    kind: 'allowlist',
    text: name,
    insert: name,
    detail: path,
    documentation: null,
    rank,
  }));
}
