/**
 * The templates that exporters have defined, by exporter and observation domain (RFC 3954 5.1, RFC 7011 3.1), and the
 * data sets that came before their template. Memory is bounded over all exporters.
 */

import type { PlaceUnit } from '../../model/conversation.ts';
import type { Tally } from '../tally.ts';
import { createHeldSets, type HeldSet, type WaitingSets } from './held-sets.ts';
import type { Template } from './template.ts';

/** Templates of one stream of records of one exporter. */
export interface ObservationDomain {
  /** Number of the domain in the messages. */
  readonly id: number;
  readonly templates: Map<number, Template>;
  readonly waiting: WaitingSets;
  /** When the exporter started, in milliseconds since the Unix epoch; 0 as long as it has not said so. */
  startedMillis: number;
}

export interface TemplateStore {
  /** The domain of an exporter, made when it is new. */
  domain(exporter: number, version: 9 | 10, id: number): ObservationDomain;
  /** Takes a definition, in place of an older one; answers the sets that waited for it. */
  define(domain: ObservationDomain, id: number, template: Template): readonly HeldSet[];
  withdraw(domain: ObservationDomain, id: number): void;
  /** Forgets all templates of one kind. */
  withdrawAll(domain: ObservationDomain, areOptions: boolean): void;
  /** Keeps a set until its template comes. */
  hold(domain: ObservationDomain, set: HeldSet): void;
  /** Counts the sets whose template never came. */
  finish(): void;
}

const mostDomains = 1024;
const mostFields = 65_536;

/** An empty store. */
export function createTemplateStore(tally: Tally, unit: PlaceUnit): TemplateStore {
  /** The one used last comes last. */
  const domains = new Map<number, ObservationDomain>();
  const held = createHeldSets(({ domain, template, position }) => {
    const text = `data with template ${template} of domain ${domain}, which never came; exporters repeat templates every few minutes`;
    tally.broken('no-template', unit, position, text);
  });
  let fields = 0;

  function remove(domain: ObservationDomain, id: number): void {
    fields -= domain.templates.get(id)?.elements.length ?? 0;
    domain.templates.delete(id);
  }

  function forget(key: number, domain: ObservationDomain): void {
    for (const id of [...domain.templates.keys()]) remove(domain, id);
    domains.delete(key);
  }

  /** Makes room by forgetting the domains that were not used for longest. */
  function makeRoom(needed: number, current: ObservationDomain): void {
    for (const [key, domain] of domains) {
      if (fields + needed <= mostFields) return;
      if (domain !== current) forget(key, domain);
    }
    if (fields + needed > mostFields) for (const id of [...current.templates.keys()]) remove(current, id);
  }

  return {
    domain(exporter, version, id) {
      const key = (exporter * 2 + (version === 9 ? 0 : 1)) * 2 ** 32 + id;
      const known = domains.get(key);
      if (known !== undefined) {
        domains.delete(key);
        domains.set(key, known);
        return known;
      }
      const [oldest] = domains;
      if (domains.size >= mostDomains && oldest !== undefined) forget(oldest[0], oldest[1]);
      const created: ObservationDomain = { id, templates: new Map(), waiting: new Map(), startedMillis: 0 };
      domains.set(key, created);
      return created;
    },
    define(domain, id, template) {
      remove(domain, id);
      makeRoom(template.elements.length, domain);
      domain.templates.set(id, template);
      fields += template.elements.length;
      return held.take(domain.waiting, id);
    },
    withdraw: remove,
    withdrawAll(domain, areOptions) {
      for (const [id, template] of [...domain.templates]) if (template.isOptions === areOptions) remove(domain, id);
    },
    hold(domain, set) {
      if (set.bytes.length > 0) held.hold(domain.waiting, set);
    },
    finish: held.finish,
  };
}
