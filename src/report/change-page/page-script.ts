/**
 * What the page of a change does in a browser: shows the details of what is chosen, zooms, filters, and goes from change to
 * change by keys. It reads nothing but the page that it is in. It is text here, as nothing of it runs in Node;
 * `test/browser/change-page.test.ts` runs it.
 */
import type { Markup } from '../markup.ts';

export const pageScript: Markup = {
  markup: `'use strict';
(() => {
  const root = document.documentElement;
  root.classList.add('js');
  const byId = (id) => document.getElementById(id);
  const [view, map] = [byId('view'), byId('map')];
  const [width, height] = [Number(map.getAttribute('width')), Number(map.getAttribute('height'))];
  let scale = 1;

  const zoom = (next) => {
    const [x, y] = [(view.scrollLeft + view.clientWidth / 2) / scale, (view.scrollTop + view.clientHeight / 2) / scale];
    scale = Math.min(3, Math.max(0.05, next));
    map.setAttribute('width', String(Math.round(width * scale)));
    map.setAttribute('height', String(Math.round(height * scale)));
    // Few labels keep their size on the screen; many would cover the map.
    map.style.setProperty('--zoom', String(changed.length > 40 ? 1 : scale));
    view.scrollTo(x * scale - view.clientWidth / 2, y * scale - view.clientHeight / 2);
  };
  const whole = () => zoom(Math.min(1.3, (view.clientWidth - 4) / width, (view.clientHeight - 4) / height));

  const parts = [...map.querySelectorAll('a')];
  const isChanged = (part) => part.matches('.changed, .new, .gone');
  const changed = parts.filter(isChanged);
  const targetOf = (part) => part.getAttribute('href').slice(1);

  // One stop of the Tab key for the whole map; arrows move inside it.
  let current = null;
  const makeCurrent = (part) => {
    if (current !== null) current.setAttribute('tabindex', '-1');
    current = part;
    if (part !== null) part.setAttribute('tabindex', '0');
  };
  for (const part of parts) part.setAttribute('tabindex', '-1');
  makeCurrent(changed[0] ?? parts[0] ?? null);

  const bring = (part) => {
    const end = part.querySelector('.number, .box').getBoundingClientRect();
    const frame = view.getBoundingClientRect();
    const outside = end.left < frame.left || end.right > frame.right || end.top < frame.top || end.bottom > frame.bottom;
    if (outside) view.scrollBy((end.left + end.right - frame.left - frame.right) / 2, (end.top + end.bottom - frame.top - frame.bottom) / 2);
  };

  const select = () => {
    for (const old of document.querySelectorAll('.selected')) old.classList.remove('selected');
    const id = location.hash.slice(1);
    const article = /^(pair|zone)-\\d+$/.test(id) ? byId(id) : null;
    root.classList.toggle('chosen', article !== null);
    if (article === null) return;
    article.classList.add('selected');
    const part = parts.find((each) => targetOf(each) === id);
    if (part === undefined) return;
    part.classList.add('selected');
    makeCurrent(part);
    bring(part);
    article.scrollIntoView({ block: 'start' });
  };

  const step = (by) => {
    const list = changed.length > 0 ? changed : parts;
    const at = list.indexOf(current);
    const next = list[(at === -1 ? 0 : at + by + list.length) % list.length];
    if (next === undefined) return;
    makeCurrent(next);
    next.focus({ preventScroll: true });
    bring(next);
  };
  const keys = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  map.addEventListener('keydown', (event) => {
    const by = keys[event.key];
    if (by === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    step(by);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    history.replaceState(null, '', location.pathname + location.search);
    select();
    byId('changes').querySelector('a')?.focus();
  });

  byId('smaller').addEventListener('click', () => zoom(scale / 1.4));
  byId('larger').addEventListener('click', () => zoom(scale * 1.4));
  byId('whole').addEventListener('click', whole);
  byId('only').addEventListener('change', (event) => root.classList.toggle('only', event.target.checked));
  view.addEventListener('wheel', (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(scale * (event.deltaY < 0 ? 1.15 : 1 / 1.15));
  }, { passive: false });

  const items = [...byId('all').children].map((item) => [item, item.textContent.toLowerCase()]);
  byId('find').addEventListener('input', (event) => {
    const wanted = event.target.value.toLowerCase();
    for (const [item, text] of items) item.hidden = !text.includes(wanted);
  });

  // By itself a browser takes the focus away when it goes to a place of the same page.
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a');
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, '', link.getAttribute('href'));
    select();
    if (map.contains(link)) return;
    const heading = document.querySelector('article.selected h2');
    heading?.setAttribute('tabindex', '-1');
    heading?.focus({ preventScroll: true });
  });
  addEventListener('popstate', select);
  addEventListener('hashchange', select);
  whole();
  select();
})();
`,
};
