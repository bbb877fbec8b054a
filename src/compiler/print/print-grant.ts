/** A grant as an entry of a conduit's `allow`; patches that add or change one grant are printed with it too. */
import type { ObjectLimit, WrittenGrant } from '../../model/plant.ts';
import { layOutFields, type Value } from './layout.ts';
import { selectorList } from './print-selector.ts';
import { list, mapping, parts, presentFields, range, text, textOrNumber, texts, valuesOf } from './values.ts';

/** The grant under its id, its lines indented by so many spaces; reading it gives the same grant. */
export function printGrant(grant: WrittenGrant, indent: number = 0): string {
  return layOutFields(presentFields([[grant.id, grantValue(grant)]]), indent)
    .map((line) => `${line}\n`)
    .join('');
}

/** The fields of a grant in the order in which a reader asks. */
export function grantValue(grant: WrittenGrant): Value {
  return parts([
    ['from', selectorList(grant.from)],
    ['to', selectorList(grant.to)],
    ['protocol', text(grant.protocol.value)],
    ['ports', list(valuesOf(grant.ports).map(textOrNumber))],
    ['operations', grant.operations === null ? null : texts(valuesOf(grant.operations))],
    ['objects', list(grant.objects.map(objectValue))],
    ['enforce', text(grant.enforce?.value)],
    ['during', text(grant.during?.value)],
    ['starts', text(grant.starts?.value)],
    ['expires', text(grant.expires?.value)],
    ['owner', text(grant.owner)],
    ['reason', text(grant.reason)],
    ['ticket', text(grant.ticket)],
  ]);
}

function objectValue(limit: ObjectLimit): Value {
  return mapping([
    ['unit', range(limit.unit)],
    ['table', text(limit.table)],
    ['range', range(limit.range)],
  ]);
}
