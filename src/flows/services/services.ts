/** The services that are recognised by their first bytes, in the order in which they are tried. */
import { datagramServices } from './datagram-services.ts';
import type { Service } from './service.ts';
import { textServices } from './text-services.ts';
import { tls } from './tls.ts';
import { windowsServices } from './windows-services.ts';

export const services: readonly Service[] = [tls, ...textServices, ...windowsServices, ...datagramServices];
