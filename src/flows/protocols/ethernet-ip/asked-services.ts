/**
 * What is remembered of a message with CIP requests until it is answered: the module that they go to, and for each a
 * description and the slot where it was counted. A second slot of one request has a description of its own.
 */

/** Where the module stands, and where the first request begins. */
export const askedModule = 0;
export const firstAsked = 1;
export const numbersPerAsked = 2;

/** In place of the service: a request that carries the others, and a further slot of the request before it. */
export const carrierService = 0x100;
export const sameService = 0x101;

const services = 0x200;
const attributes = 0x1_0000;

/** Packs service, class and attribute into one number; `absent` is allowed for the last two. */
export function describeService(service: number, classId: number, attribute: number): number {
  return ((classId + 1) * services + service) * attributes + ((attribute + 1) % attributes);
}

export function describedService(description: number): number {
  return Math.floor(description / attributes) % services;
}

export function describedClass(description: number): number {
  return Math.floor(description / attributes / services) - 1;
}

export function describedAttribute(description: number): number {
  return (description % attributes) - 1;
}
