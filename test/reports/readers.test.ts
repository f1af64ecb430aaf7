import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { MAX_REPORT_BYTES, readReport, reportId, titleFrom } from '../../src/reports/readers.ts';
import type { Report } from '../../src/reports/report.ts';
import { UnreadableReport } from '../../src/reports/unreadable.ts';
import { encode } from './charset.ts';

// Every town, outlet and event in these fixtures is invented.

function read(path: string, content: string | Uint8Array): Report {
  return readReport(typeof content === 'string' ? Buffer.from(content) : content, path);
}

function fails(reason: string, message: RegExp, path: string, content: string | Uint8Array): void {
  assert.throws(
    () => read(path, content),
    (error) => error instanceof UnreadableReport && error.reason === reason && message.test(error.message),
  );
}

const story = 'أعلن مجلس بلدة تل ريما عودة الماء إلى الأحياء الشرقية بعد إصلاح المضخة.';

describe('readReport', () => {
  it('names a report by its path and its bytes', () => {
    const report = read('أخبار/تل-ريما.txt', story);
    assert.match(report.id, /^[\w-]{12}$/);
    assert.equal(report.id, reportId('أخبار/تل-ريما.txt'));
    assert.notEqual(report.id, reportId('أخبار/تل-ريما.md'));
    assert.equal(report.hash, createHash('sha256').update(story).digest('hex'));
    assert.equal(report.path, 'أخبار/تل-ريما.txt');
  });

  it('leaves what is unknown unknown', () => {
    const report = read('a.TXT', story);
    assert.deepEqual(
      { ...report, id: '', hash: '' },
      {
        id: '',
        hash: '',
        path: 'a.TXT',
        title: story,
        source: null,
        url: null,
        date: null,
        language: 'ar',
        text: story,
      },
    );
  });

  it('keeps a text letter for letter', () => {
    const text = '  نصٌّ فيه ـ تطويل\t و\u200f اتجاه \n\n\n سطر  ';
    assert.equal(read('a.txt', `\ufeff${text}`).text, text);
  });

  it('says why a file gives no report', () => {
    fails('unknown-format', /\.pdf.*\.txt/, 'a.pdf', story);
    fails('unknown-format', /No reader/, 'constructor', story);
    fails('empty', /./, 'a.txt', '');
    fails('empty', /no text/, 'a.txt', ' \n — \n');
    fails('empty', /no text/, 'a.md', '---\ntitle: عنوان\n---\n');
    fails('empty', /no text/, 'a.html', '<html><body><script>var a = 1</script></body></html>');
    fails('too-large', /21 MB.*20/, 'a.txt', new Uint8Array(MAX_REPORT_BYTES + 1));
    fails('binary', /binary/, 'a.txt', new Uint8Array(10));
  });
});

describe('titles', () => {
  it('are the first sentence, cut after a word within 90 characters', () => {
    assert.equal(titleFrom(`عاد الماء. ${story}`), 'عاد الماء.');
    const title = titleFrom(`${story.slice(0, -1)} التي تعطلت في العاصفة الأخيرة وبقيت متوقفة ثلاثة أيام.`);
    assert.ok(title.length <= 90 && title.endsWith('…'), title);
    assert.ok(`${story} التي`.includes(title.slice(0, 40)));
    assert.ok(/\p{L}…$/u.test(title));
    assert.equal(titleFrom('x'.repeat(200)).length, 90);
    assert.equal(titleFrom('***\n# عودة   الماء\nنص'), 'عودة الماء');
    assert.equal(titleFrom(''), '');
  });
});

describe('front matter', () => {
  const expected = {
    title: 'عودة الماء',
    source: 'صحيفة الوادي',
    url: 'https://rima.example/1',
    date: '2023-08-12',
  };
  const blocks = [
    'title: عودة الماء\nsource: صحيفة الوادي\nurl: https://rima.example/1\ndate: 2023-08-12\ntags: [a, b]',
    'Title: "عودة   الماء"\noutlet: صحيفة الوادي\nlink: https://rima.example/1\npublished: 12 آب 2023',
    'العنوان: عودة الماء\nالمصدر: صحيفة الوادي\nالرابط: https://rima.example/1\nالتاريخ: ١٢ أغسطس/آب ٢٠٢٣',
    '# a comment\n\ntitle: >\n  عودة\n  الماء\npublisher: صحيفة الوادي\nurl: https://rima.example/1\ndate: "12/8/2023"',
  ];
  for (const block of blocks) {
    for (const path of ['a.txt', 'a.md']) {
      it(`${path}: ${block.slice(0, 24).replaceAll('\n', '⏎')}`, () => {
        const { title, source, url, date, text } = read(
          path,
          `---\r\n${block.replaceAll('\n', '\r\n')}\r\n---\r\n\r\n${story}`,
        );
        assert.deepEqual({ title, source, url, date }, expected);
        assert.equal(text, story);
      });
    }
  }

  it('takes the language it names', () => {
    assert.equal(read('a.txt', `---\nlanguage: en\n---\n${story}`).language, 'en');
    assert.equal(read('a.txt', `---\nlanguage: fr\n---\n${story}`).language, 'other');
    assert.equal(read('a.txt', `---\ntitle: x\n---\n${story}`).language, 'ar');
  });

  it('leaves a date or address that is none unknown', () => {
    const report = read(
      'a.txt',
      `---\ntitle: a\ndate: قريبا\nurl: javascript:alert(1)\nsource:\n---\n${story}`,
    );
    assert.deepEqual([report.date, report.url, report.source], [null, null, null]);
  });

  it('is not a rule at the top of a text', () => {
    for (const text of [
      `---\n${story}`,
      `---\n\n${story}\n---\nنص`,
      `---\nملاحظة: نص\n${story}`,
      `----\n${story}`,
    ]) {
      assert.equal(read('a.txt', text).text, text);
    }
  });

  it('that is broken names the line', () => {
    fails('front-matter', /line 3/, 'a.txt', `---\ntitle: a\nsource: [b\n---\n${story}`);
    fails('front-matter', /line 3/, 'a.md', `---\ntitle: a\nurl: "b\n---\n${story}`);
    fails('front-matter', /line 2.*title/, 'a.txt', `---\ntitle: [a, b]\n---\n${story}`);
    fails('front-matter', /line 1/, 'a.txt', `---\ntitle: a\n${story}`);
    fails('front-matter', /line 3/, 'a.txt', `---\ntitle: a\ntitle: b\n---\n${story}`);
  });

  it('can not be made to grow by aliases', () => {
    const bomb = 'a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b]';
    assert.throws(() => read('a.txt', `---\n${bomb}\n---\n${story}`), UnreadableReport);
  });

  it('named like a part of every object is only unknown', () => {
    assert.equal(read('a.txt', `---\n__proto__: x\nconstructor: y\ntitle: a\n---\n${story}`).title, 'a');
  });
});

describe('Markdown', () => {
  it('becomes the text a reader sees, headings and items on lines of their own', () => {
    const text = read(
      'a.md',
      '# عودة **الماء**\n\nأعلن [المجلس](https://rima.example) عودة `الماء` &amp; الخبز.\nوقال *إنه* سعيد.\n\n- بند\n- بند **ثان**\n\n3. أول\n4. ثان\n\n> نقل\n\n| أ | ب |\n|---|---|\n| 1 | 2 |\n\n***\n\n![صورة](a.png)\n\nختام<br>وداع<script>alert(1)</script>',
    ).text;
    assert.equal(
      text,
      'عودة الماء\n\nأعلن المجلس عودة الماء & الخبز. وقال إنه سعيد.\n\n- بند\n- بند ثان\n\n3. أول\n4. ثان\n\nنقل\n\nأ\tب\n1\t2\n\nختام\nوداع',
    );
  });

  it('takes its first heading for the title', () => {
    assert.equal(read('a.md', `# عودة الماء\n\n${story}`).title, 'عودة الماء');
  });
});

describe('HTML', () => {
  const body = [
    story,
    'وقال المجلس إن الماء سيصل غدا إلى بقية الأحياء، ثم شكر <b>العمال</b> على صبرهم.',
    story,
  ];
  const page = (head: string, around = '') => `<!doctype html><html lang="ar"><head>${head}</head><body>
    <nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/n">أخبار</a></li></ul></nav>${around}
    <article><h2>تفاصيل</h2>${body.map((p) => `<p>${p}</p>`).join('')}<ul><li>بند أول</li><li>بند ثان</li></ul></article>
    <div id="comments" class="comments"><p>تعليق قارئ لا علاقة له بالخبر</p></div>
    <footer>حقوق النشر محفوظة</footer><script>document.title = "تغير"</script></body></html>`;

  it('gives the main text, a line for each block', () => {
    const { text } = read('a.html', page('<title>x</title>'));
    assert.ok(text.includes(`${story}\n\nوقال المجلس`), text);
    assert.ok(text.includes('ثم شكر العمال على صبرهم.'), text);
    assert.ok(text.includes('- بند أول\n- بند ثان'), text);
    for (const noise of ['الرئيسية', 'تعليق قارئ', 'حقوق النشر', 'تغير', '<'])
      assert.ok(!text.includes(noise), noise);
  });

  it('takes title, source, address and date from its tags', () => {
    const report = read(
      'a.htm',
      page(`<title>غير هذا | صحيفة الوادي</title><meta property="og:title" content="عودة &quot;الماء&quot;">
        <meta property="og:site_name" content="صحيفة الوادي"><link rel="canonical" href="https://rima.example/1">
        <meta property="article:published_time" content="2023-08-12T10:00:00+03:00">`),
    );
    assert.deepEqual(
      [report.title, report.source, report.url, report.date],
      ['عودة "الماء"', 'صحيفة الوادي', 'https://rima.example/1', '2023-08-12T10:00:00+03:00'],
    );
  });

  it('falls back to title, og:url, JSON-LD and time', () => {
    const data =
      '{"@graph":[{"@type":"NewsArticle","datePublished":"2023-08-12","publisher":{"name":"صحيفة الوادي"}}]}';
    const first = read(
      'a.html',
      page(`<title>عودة الماء - صحيفة الوادي</title><meta property="og:url" content="https://rima.example/2">
        <script type="application/ld+json">{broken</script><script type="application/ld+json">${data}</script>`),
    );
    assert.deepEqual(
      [first.title, first.source, first.url, first.date],
      ['عودة الماء', 'صحيفة الوادي', 'https://rima.example/2', '2023-08-12'],
    );
    const second = read(
      'a.html',
      page('<title>عودة الماء | الوادي</title>', '<time datetime="2023-08-12">أمس</time>'),
    );
    assert.deepEqual([second.title, second.source, second.date], ['عودة الماء', null, '2023-08-12']);
    assert.equal(read('a.html', page('<link rel="canonical" href="file:///etc/passwd">')).url, null);
  });

  it('reads a page without html, head or body tags, or with little in it', () => {
    const report = read('a.html', `<title>عودة الماء</title><p>${story}<p>انتهى.`);
    assert.deepEqual([report.title, report.text], ['عودة الماء', `${story}\n\nانتهى.`]);
    assert.equal(
      read('a.html', '<html><body><div>عاد</div><div>الماء</div></body></html>').text,
      'عاد\n\nالماء',
    );
    assert.equal(read('a.html', 'عاد الماء').text, 'عاد الماء');
  });

  it('is decoded as it says, unless the bytes say otherwise', () => {
    const arabic = page('<meta charset="windows-1256"><title>عودة الماء</title>');
    assert.equal(read('a.html', encode(arabic, 'windows-1256')).title, 'عودة الماء');
    const wrong = page('<meta charset="iso-8859-1"><title>عودة الماء</title>');
    assert.equal(read('a.html', encode(wrong, 'windows-1256')).title, 'عودة الماء');
    const turkish = '<html><head><meta charset="windows-1254"></head><body><p>Gölbaşı köyü</p></body></html>';
    assert.equal(read('a.html', encode(turkish, 'windows-1254')).text, 'Gölbaşı köyü');
  });

  it('nested without end is skipped or read, never a crash', () => {
    const nested = `<html><body>${'<div>'.repeat(20_000)}${story}</body></html>`;
    try {
      assert.ok(read('a.html', nested).text.includes(story));
    } catch (error) {
      assert.ok(error instanceof UnreadableReport && error.reason === 'unreadable');
    }
  });
});
