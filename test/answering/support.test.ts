import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { supports } from '../../src/answering/support.ts';
import { PROJECT_ROOT } from '../../src/config.ts';
import { Lexicon } from '../../src/language/concepts.ts';

// The towns, bodies, people and events are invented. Claims are what a language model may write of a quote.

const lexicon = Lexicon.load(path.join(PROJECT_ROOT, 'models', 'glossary'));
const outlets = ['وكالة ميزان'];

interface Case {
  readonly quote: string;
  /** Said by the quote. */
  readonly yes: readonly string[];
  /** Not said by it, or the contrary. */
  readonly no: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  truce: {
    quote:
      'قالت بعثة مراقبة وقف إطلاق النار في محافظة السنديان، الأحد، إن الهدنة الموقعة بين “قوات حرس الوادي” و”لواء الجسر” ما زالت صامدة في معظم الجبهات، على الرغم من تسجيل 17 خرقاً منذ دخولها حيز التنفيذ.',
    yes: [
      'The truce mission says the truce is still holding on most fronts.',
      'تقول بعثة المراقبة إن الهدنة ما زالت صامدة في معظم الجبهات رغم تسجيل 17 خرقاً.',
      'The report says 17 violations of the truce were recorded.',
    ],
    no: [
      'The truce has collapsed on most fronts.',
      'The truce is holding on all fronts.',
      'The report says 71 violations were recorded.',
      'لم تعد الهدنة صامدة في معظم الجبهات.',
      'The truce is not holding on most fronts.',
      'سبعة وعشرون خرقاً سجلت منذ دخولها حيز التنفيذ.',
    ],
  },
  signed: {
    quote:
      'وكان الطرفان قد وقّعا الاتفاق في 3 أيار/مايو الجاري في بلدة عين الصفصاف، بعد محادثات استمرت أحد عشر يوماً برعاية مجلس شيوخ المحافظة.',
    yes: ['يقول التقرير إن الطرفين وقعا الاتفاق في بلدة عين الصفصاف بعد محادثات استمرت 11 يوماً.'],
    no: [
      'The parties did not sign the agreement.',
      'لم يوقع الطرفان الاتفاق.',
      'The talks lasted twelve days.',
      'The parties signed the agreement before talks.',
      'The parties signed the agreement in Damascus.',
      'وقع الطرفان الاتفاق في 11 أيار.',
    ],
  },
  dead: {
    quote: 'ولم يُسجَّل سقوط قتلى منذ بدء الهدنة، فيما أصيب مدنيان بجروح طفيفة.',
    yes: [
      'The report says no deaths were recorded since the truce began.',
      'لم يسجل سقوط قتلى منذ بدء الهدنة، بحسب التقرير.',
    ],
    no: [
      'The report says deaths were recorded since the truce began.',
      'سجل سقوط قتلى منذ بدء الهدنة.',
      'Five civilians were injured.',
      'أصيب خمسة مدنيين بجروح طفيفة.',
      'No civilians were injured.',
      'لم يصب مدنيان بجروح.',
    ],
  },
  accuse: {
    quote: 'واتهم المتحدث باسم “حرس الوادي”، الرائد نضال القرناني، “لواء الجسر” بحفر خنادق جديدة شرق البلدة.',
    yes: [
      'اتهم المتحدث نضال القرناني لواء الجسر بحفر خنادق جديدة.',
      'The spokesman accused the Bridge Brigade of digging new trenches east of the town.',
    ],
    no: [
      'حفر لواء الجسر خنادق جديدة شرق البلدة.',
      'The Bridge Brigade dug new trenches east of the town.',
      'اتهم لواء الجسر حرس الوادي بحفر خنادق.',
      'اتهم لواء الجسر نضال القرناني بحفر خنادق.',
    ],
  },
  deny: {
    quote:
      'نفى قائد “لواء الجسر” سرحان الهديري هذه الاتهامات، وقال إن ما يجري هناك أعمال صيانة لقنوات الري طلبها المزارعون أنفسهم.',
    yes: ['نفى قائد لواء الجسر هذه الاتهامات.', 'The commander of the brigade denied the accusations.'],
    no: [
      'The commander confirmed the accusations.',
      'The farmers denied the accusations.',
      'أكد قائد لواء الجسر هذه الاتهامات.',
    ],
  },
  back: {
    quote: 'عادت نحو 140 عائلة إلى منازلها في عين الصفصاف منذ توقف القتال.',
    yes: [
      'The report says about 140 families returned to their homes.',
      'عادت نحو 140 عائلة إلى منازلها بحسب التقرير.',
    ],
    no: [
      '140 families left their homes.',
      'عادت 410 عائلات إلى منازلها.',
      'All families returned to their homes.',
    ],
  },
  arrest: {
    quote: 'واعتقل المجلس وفق المصادر 64 عنصراً من الشرطة العسكرية.',
    yes: [
      'According to the report, the council arrested 64 members of the military police.',
      'ذكر التقرير أن المجلس اعتقل 64 عنصراً.',
    ],
    no: [
      'The council arrested 64 officers of the army.',
      'The military police arrested 64 members of the council.',
      'اعتقلت الشرطة العسكرية 64 عنصراً من المجلس.',
      'The council killed 64 members of the military police.',
    ],
  },
  demand: {
    quote: 'طالب المجلس البلدي بالإفراج عن عشرين معتقلاً قبل نهاية الشهر.',
    yes: [
      'The municipal council demanded the release of twenty detainees.',
      'طالب المجلس بالإفراج عن 20 معتقلاً.',
    ],
    no: [
      'The municipal council released twenty detainees.',
      'أفرج المجلس البلدي عن عشرين معتقلاً.',
      'Twenty detainees were released.',
      'The council refused the release of twenty detainees.',
    ],
  },
  will: {
    quote: 'وقال الناطق شوقي البلوري إن الطريق إلى السد سيفتح صباح الخميس.',
    yes: [],
    no: [
      'The road to the dam opened on Thursday morning.',
      'فتح الطريق إلى السد صباح الخميس.',
      'The road to the dam will not open on Thursday.',
    ],
  },
  trucks: {
    quote: 'ووصلت عشرون شاحنة من القمح إلى مخبز بلدة سلوم قبل غروب الشمس.',
    yes: [
      'The report says twenty trucks of wheat arrived in the town of Sallum.',
      'وصلت 20 شاحنة قمح إلى مخبز سلوم.',
    ],
    no: [
      'Thirty trucks of wheat arrived in Sallum.',
      'Twenty trucks of weapons arrived in Sallum.',
      'وصلت عشرون شاحنة من القمح بعد غروب الشمس.',
    ],
  },
  school: {
    quote: "The storm damaged 61 of the region's 184 schools, and two pupils were injured.",
    yes: ['أصيب تلميذان، بحسب التقرير.'],
    no: [
      'تضررت 184 مدرسة وأصيب 61 تلميذاً.',
      '61 pupils were injured.',
      'The storm damaged two schools.',
      'أصيب ثلاثة تلاميذ.',
    ],
  },
  seed: {
    quote:
      'فرضت قوات الاحتلال الأميركي هدنة بين ميليشيات “قسد” و”مجلس دير الزور العسكري” بعد أيام من الاشتباكات المتبادلة بين الطرفين.',
    yes: [
      'The report says American occupation forces imposed a truce between the SDF and the Deir Ezzor Military Council.',
      'يقول التقرير إن قوات الاحتلال الأميركي فرضت هدنة بين قسد ومجلس دير الزور العسكري.',
    ],
    no: [
      'The SDF imposed a truce on American forces.',
      'فرضت قسد هدنة على قوات الاحتلال الأميركي.',
      'Russia imposed a truce between the SDF and the Deir Ezzor Military Council.',
      'American forces imposed a truce because of clashes.',
    ],
  },
  attack: {
    quote: 'هاجم لواء الجسر موقعاً لقوات حرس الوادي فجر الثلاثاء.',
    yes: ['يقول التقرير إن لواء الجسر هاجم موقعاً لحرس الوادي.'],
    no: [
      'The Valley Guard attacked the Bridge Brigade on Tuesday.',
      'هاجمت قوات حرس الوادي لواء الجسر.',
      'The Bridge Brigade threatened to attack a position.',
      'The Bridge Brigade may attack a position of the Valley Guard.',
    ],
  },
};

describe('a claim that the quote says is taken, one that it does not say is not', () => {
  for (const [name, { quote, yes, no }] of Object.entries(cases)) {
    test(name, () => {
      for (const claim of yes) assert.ok(supports(claim, { quote, outlets }, lexicon), claim);
      for (const claim of no) assert.ok(!supports(claim, { quote, outlets }, lexicon), claim);
    });
  }
});

test('a quote supports itself, but not with another number in it', () => {
  for (const { quote } of Object.values(cases)) {
    assert.ok(supports(quote, { quote, outlets }, lexicon), quote);
    if (!/\d/.test(quote)) continue;
    for (const change of [1, 7, 100]) {
      const changed = quote.replace(/\d+/, (digits) => String(Number(digits) + change));
      assert.ok(!supports(changed, { quote, outlets }, lexicon), changed);
    }
  }
});

test('words of another quote are not taken', () => {
  const quotes = Object.values(cases).map(({ quote }) => quote);
  for (const claim of quotes) {
    for (const quote of quotes) if (quote !== claim) assert.ok(!supports(claim, { quote, outlets }, lexicon));
  }
});

test('the frame alone claims nothing; the outlet may be named', () => {
  const { quote } = cases.truce!;
  for (const frame of ['The report says so.', 'يقول التقرير ذلك.', 'بحسب وكالة ميزان.', '', '…']) {
    assert.ok(!supports(frame, { quote, outlets }, lexicon), frame);
  }
  assert.ok(supports('وفق وكالة ميزان ما زالت الهدنة صامدة.', { quote, outlets }, lexicon));
  assert.ok(!supports('وفق وكالة البلور ما زالت الهدنة صامدة.', { quote, outlets }, lexicon));
});

test('any texts: an answer, and none with a number that the quote lacks', () => {
  const word = fc.constantFrom(
    ...'لم الهدنة 17 truce not عشرون سيفتح , . mission [1] \u202e خرقاً 99'.split(' '),
  );
  const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(text, text, (claim, quote) => {
      const said = supports(claim, { quote, outlets: [] }, lexicon);
      if (/99/.test(claim) && !/99/.test(quote)) assert.ok(!said);
    }),
  );
});
