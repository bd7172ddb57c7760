import { marked } from 'marked';
import { expect, test } from 'vitest';
import { code, fenced, inline } from '../../src/reporters/markdown/write.ts';
import { check, trace } from '../../src/reporters/markdown.ts';
import { OPTIONS } from './options.ts';
import * as reports from './reports.ts';

const html = (markdown: string): string => marked.parse(markdown, { async: false, gfm: true });
const text = (rendered: string): string =>
  rendered
    .replace(/<[^>]*>/g, '')
    .replace(/&(lt|gt|amp|quot|#39|#64|#58|#119|#87);/g, (entity) => ENTITIES[entity] ?? entity);
const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
  '&#64;': '@',
  '&#58;': ':',
  '&#119;': 'w',
  '&#87;': 'W',
};

test.each(['clean', 'broken', 'undecided'] as const)('the page of a %s network', async (name) => {
  await expect(check(reports.NAMED[name], OPTIONS)).toMatchFileSnapshot(`golden/${name}.md`);
});

test.each([
  ['partial', reports.partialTrace],
  ['unknown', reports.unknownTrace],
] as const)('a trace that is %s', async (name, traced) => {
  await expect(trace(traced)).toMatchFileSnapshot(`golden/trace-${name}.md`);
});

test.each([
  '<script>alert(1)</script>',
  '<!-- a',
  '&lt;',
  '[a](http://b.example)',
  '![a](b)',
  '**a** _b_ ~~c~~',
  '`a`',
  '``` a',
  'a | b',
  '# a',
  '- a',
  '+ a',
  '1. a',
  '> a',
  '@somebody',
  'http://a.example',
  'www.a.example',
  'WWW.a.example',
  '#12',
  '\\',
  'a\\|b',
  '[^1]',
  '$a$',
  '===',
  '---',
])('%j stays text', (hostile) => {
  for (const page of [
    inline(hostile),
    `| ${inline(hostile)} | x |\n| --- | --- |\n| ${inline(hostile)} | y |`,
  ]) {
    const rendered = html(page);
    expect(rendered).not.toMatch(/<(a|script|img|em|strong|del|code|h\d|ul|ol|blockquote|hr|pre)\b/);
    expect(text(rendered)).toContain(hostile);
  }
});

test.each(['a', '`', '``', 'a`b``c', '` a'])('a code span of %j holds it', (hostile) => {
  const rendered = html(code(hostile));
  expect(rendered.match(/<code>/g)).toHaveLength(1);
  expect(text(rendered).trim()).toBe(hostile);
});

test.each(['```\n# out', '~~~\nout', '``````'])('a fence of %j holds it', (hostile) => {
  const rendered = html(`${fenced(hostile, 'sh')}\n\nafter`);
  expect(rendered.match(/<pre>/g)).toHaveLength(1);
  expect(rendered).toMatch(/<\/pre>\n<p>after<\/p>/);
});

test('every state is there: findings, open questions, gaps, what did not run', () => {
  const page = check(reports.broken, OPTIONS);
  for (const heading of [
    '❌ error',
    '⚠️ warning',
    '❓ undecided',
    'Not read',
    'Assumed',
    'Rules that did not run',
  ])
    expect(page).toContain(`#### ${heading}`);
});
