/** Every format that can be imported. */
import type { ForeignFormat } from './format.ts';
import { induform } from './induform.ts';
import { zcAsCode } from './zc-as-code.ts';

export const foreignFormats: readonly ForeignFormat[] = [induform, zcAsCode];
