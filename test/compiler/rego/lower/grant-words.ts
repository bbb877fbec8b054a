/** A plan grant in one line, for tables of examples. */
import type { PlanGrant, PlanObject, PlanOperation, PlanService } from '../../../../src/model/plan.ts';
import type { IntegerRange } from '../../../../src/model/plant.ts';

/** As `hist > plc-a,plc-b: modbus tcp/502 read, holding 100-119 unit 1, during night`; `*` for every endpoint that exists. */
export function grantWords(grant: PlanGrant): string {
  const limits = [
    grant.objects?.map(objectWords).join(' or '),
    grant.windows.length === 0 ? undefined : `during ${grant.windows.join(' and ')}`,
  ].filter((each) => each !== undefined);
  const operations = grant.operations === null ? '*' : grant.operations.map(operationWords).join(' ');
  const service = `${grant.protocol} ${grant.services.map(serviceWords).join(' ')}`;
  const what = [`${service}: ${operations}`, ...limits].join(', ');
  return `${endpointWords(grant.sources, 3)} > ${endpointWords(grant.destinations, 5)}: ${what}`;
}

function endpointWords(ids: readonly string[], all: number): string {
  return ids.length === all ? '*' : ids.map((id) => id.slice(id.indexOf('/') + 1).replace('*', 'undeclared')).join(',');
}

function serviceWords({ transport, ports }: PlanService): string {
  return `${transport}/${rangeWords(ports)}`;
}

function operationWords({ class: type, name }: PlanOperation): string {
  return name === null ? type : `${type}.${name}`;
}

function objectWords({ unit, table, range }: PlanObject): string {
  return [table ?? '*', range === null ? null : rangeWords(range), unit === null ? null : `unit ${rangeWords(unit)}`]
    .filter((each) => each !== null)
    .join(' ');
}

function rangeWords({ from, to }: IntegerRange): string {
  return from === to ? String(from) : `${from}-${to === Number.MAX_SAFE_INTEGER ? '' : to}`;
}
