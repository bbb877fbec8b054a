/** Devices as text: what each told about itself, and where it can be looked up. */
import type { Palette } from '../diagnostics/palette.ts';
import { counted, escapeText } from '../diagnostics/words.ts';
import type { DevicesReport, SeenDevice, SeenFact } from '../model/devices.ts';

export function renderDevices({ devices }: DevicesReport, palette: Palette): string {
  const facts = devices.reduce((sum, device) => sum + device.facts.length, 0);
  const blocks = devices.map((device) => renderDevice(device, palette));
  return [...blocks, `${counted(devices.length, 'device')}, ${counted(facts, 'fact')}`, ''].join('\n');
}

function renderDevice(device: SeenDevice, palette: Palette): string {
  const width = Math.max(...device.facts.map((fact) => fact.field.length));
  return `${[headLine(device, palette), ...device.facts.map((fact) => factLine(fact, width, palette))].join('\n')}\n`;
}

function headLine({ address, unit, asset, zone }: SeenDevice, palette: Palette): string {
  const name = unit === null ? address : `${address} unit ${unit}`;
  const whole = asset === null ? name : `${asset} ${name}`;
  return palette.code(escapeText(`${whole} [${zone ?? 'no zone'}]`));
}

function factLine({ field, value, protocol, count, evidence }: SeenFact, width: number, palette: Palette): string {
  const times = count === 1 ? 'once' : `${count} times`;
  const place = `${protocol}, ${times}; ${evidence.file} ${evidence.unit} ${evidence.position}`;
  return `  ${field.padEnd(width)}  ${escapeText(value)}  ${palette.label(escapeText(place))}`;
}
