/** The page of a change: what it says, and that nothing of a plant is more than text in it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderDiffHtml } from '../../src/report/change-page/change-page.ts';
import { pageScript } from '../../src/report/change-page/page-script.ts';
import { pageStyle } from '../../src/report/change-page/page-style.ts';
import { changeMapOf, diffReportOf } from '../support/diff-report-of.ts';
import { hostileText } from '../support/hostile-text.ts';
import { expectInertMarkup } from '../support/inert-markup.ts';
import { runs } from '../support/runs.ts';

describe('the page of a change', () => {
  test('has nothing of a plant in it that is not text', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const page = renderDiffHtml(diffReportOf(text), changeMapOf(text));
        expectInertMarkup(page, [pageScript.markup, pageStyle.markup]);
        expect(page.match(/<article /g)).toHaveLength(3);
      }),
      { numRuns: runs(100) },
    );
  });

  test('allows its own style and script and nothing else', () => {
    const [, policy = ''] =
      /Content-Security-Policy" content="([^"]*)"/.exec(renderDiffHtml(diffReportOf('x'), changeMapOf('x'))) ?? [];
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; script-src 'sha256-[A-Za-z0-9+/=]{44}'; base-uri 'none'; form-action 'none'$/,
    );
  });

  test('tells what opens and closes by words and signs and not by colour alone', () => {
    const page = renderDiffHtml(diffReportOf('x'), changeMapOf('x'));
    expect(page).toContain('>1 +1 −1 ?</text>');
    expect(page).toContain('aria-label="1: x1 and x2, 1 opened (high), 1 closed, 1 rule not compared"');
    expect(page).toContain('class="strand opens"');
    expect(page).toContain('class="strand closes"');
    expect(page).toContain('new zone, was x, inside +1 −1 ?, 1 asset moved');
  });

  test('says who must agree, and what boundaries enforce otherwise', () => {
    const page = renderDiffHtml({ ...diffReportOf('x'), approvedBy: ['@X'] }, changeMapOf('x'));
    expect(page).toContain('<li>x (one of x and x), for what opens into x (high): given</li>');
    expect(page).toContain('<h3>Boundary x </h3>');
    expect(page).toContain('exact before, wider now: cannot enforce operations</li>');
    expect(page).toContain(
      '<summary>x: 1 line added, 0 lines removed</summary><pre>@@ -0,0 +1 @@\n+&quot;x&quot;</pre>',
    );
    const [boundary] = diffReportOf('x').boundaries ?? [];
    if (boundary === undefined) throw new Error('no boundary');
    const same = { ...boundary, enforcement: [], files: [] };
    expect(renderDiffHtml({ ...diffReportOf('x'), boundaries: [same] }, changeMapOf('x'))).toContain(
      'Its configuration stays as it is.',
    );
  });

  test('says that nothing changes when nothing does', () => {
    const none = { presence: 'kept', opened: [], closed: [], uncompared: [] } as const;
    const { map } = changeMapOf('x');
    const report = {
      ...diffReportOf('x'),
      opened: [],
      moved: [],
      uncompared: [],
      summary: { ...diffReportOf('x').summary, opened: 0, moved: 0 },
    };
    const page = renderDiffHtml(report, {
      map,
      zones: map.zones.map(() => ({ presence: 'kept', before: null, inside: none, moved: [] })),
      links: [none],
    });
    expect(page).toContain('nothing is opened and nothing is closed');
    expect(page).toContain('<p>Nothing.</p>');
    expect(page).not.toMatch(/<a class="link [^"]*changed|<article [^>]*class="changed"/);
  });
});
