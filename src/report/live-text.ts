/** Events of a live audit as lines for a person at a terminal. */
import type { Palette } from '../diagnostics/palette.ts';
import { counted, escapeText } from '../diagnostics/words.ts';
import type { LiveEvent } from '../model/live-event.ts';
import { conversationLine, enforcementWords, evidenceText, reasonWords } from './conversation-text.ts';

/** The event as lines that end with a line break. */
export function renderLiveEvent(event: LiveEvent, palette: Palette): string {
  switch (event.event) {
    case 'start': {
      const { plant, digest } = event.policy;
      return `${palette.code(escapeText(`${plant}  ${digest.slice(0, 19)}`))}  following ${escapeText(event.inputs.join(', '))}\n`;
    }
    case 'finding': {
      const { severity } = event.finding;
      const head = `${numbered(event.id)} ${palette.severity[severity](severity.padEnd(8))}`;
      const indent = ' '.repeat(numbered(event.id).length + 10);
      const enforced = enforcementWords(event.conversation);
      return [
        `${head} ${conversationLine(event.conversation)}`,
        `${indent}${palette.code(reasonWords(event.conversation))}`,
        ...(enforced === null ? [] : [`${indent}${enforced}`]),
        `${indent}${palette.label(`seen: ${evidenceText(event.conversation)}`)}`,
        '',
      ].join('\n');
    }
    case 'repeat':
      return `${numbered(event.id)} ${palette.label(`${event.count} times now, last ${event.last}`)}\n`;
    case 'given-up':
      return `${numbered(event.id)} ${palette.label(`${event.count} times in all, last ${event.last}; given up`)}\n`;
    case 'problem': {
      const place = event.position === null ? '' : ` ${event.unit} ${event.position}`;
      return `${escapeText(`${event.file}${place}: ${event.reason}`)}\n`;
    }
    case 'summary': {
      const { conversations, allowed, denied, unjudged, givenUp } = event.summary;
      const given = givenUp === 0 ? '' : `; ${givenUp} given up on the way`;
      return `${counted(conversations, 'conversation')}: ${allowed} allowed, ${denied} denied, ${unjudged} unjudged${given}\n`;
    }
  }
}

function numbered(id: number): string {
  return `#${id}`.padEnd(5);
}
