import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import { count } from "../src/core/counting";
import { functionWords } from "../src/core/function_words";
import { codePoints, codeUnits, cut, linesOf, plain, share, tidy } from "../src/core/pieces";
import {
  type BreakRules,
  type Selected,
  autoBreak,
  lineAt,
  oneLine,
  pullWordLine,
  pushWordLine,
  splitPlace,
  toggleDashes,
  toggleItalics,
  toggleNotes,
} from "../src/core/text";
import { flow, nearestWord, wordStarts } from "../src/core/words";

const latin = (locale: string, maxLength = 42, maxLines = 2): BreakRules => ({
  locale,
  counting: "latin",
  maxLines,
  maxLength,
});

// --- Breaking ----------------------------------------------------------------------------------

test("what fits on one line stands on one line", () => {
  assert.deepEqual(autoBreak(["I know", "that you know."], latin("en")), ["I know that you know."]);
  assert.deepEqual(autoBreak([], latin("en")), []);
  assert.deepEqual(autoBreak(["", " "], latin("en")), []);
});

test("lines break at punctuation, and never on a word that holds on to the next", () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ["en", "When I came home last night, the door was standing open.", [
      "When I came home last night,", "the door was standing open."]],
    ["en", "You should never have told him about the money in the house.", [
      "You should never have told him", "about the money in the house."]],
    ["en", "I think that we ought to go and talk to Mr. Henderson today.", [
      "I think that we ought to go", "and talk to Mr. Henderson today."]],
    ["fr", "Je ne sais pas ce que vous voulez dire par cette histoire.", [
      "Je ne sais pas ce que vous voulez dire", "par cette histoire."]],
    ["es-419", "No puedo creer que hayas vendido la casa de mi abuela.", [
      "No puedo creer", "que hayas vendido la casa de mi abuela."]],
    ["de", "Ich habe dir doch gesagt, dass du nicht hierherkommen sollst.", [
      "Ich habe dir doch gesagt,", "dass du nicht hierherkommen sollst."]],
  ]; // prettier-ignore
  for (const [locale, text, expected] of cases) {
    assert.deepEqual(autoBreak([text], latin(locale)), expected, text);
  }
});

test("no line ends on a function word where another break is as good", () => {
  const texts = [
    "He said the people of the valley would come down to the river in spring.",
    "She wanted to know whether the train from Paris had already arrived.",
    "They have been looking for a place to stay since the beginning of May.",
  ];
  const holds = functionWords("en").holds;
  for (const text of texts) {
    const [first = ""] = autoBreak([text], latin("en"));
    const last = first.split(" ").at(-1)?.toLowerCase() ?? "";
    assert.ok((holds.get(last) ?? 0) < 5, `"${first}" of "${text}"`);
    assert.ok(first.length <= 42);
  }
});

test("no line begins with a word that belongs to the one before it", () => {
  for (const [locale, text] of [
    ["tr", "Bunu senin güzel kardeşin için almıştım dün akşam"],
    ["hi", "कल शाम हमारे पुराने मकान में चोर घुस आये थे शायद"],
    ["hu", "Ott álltunk a kis fehér ház mellett tegnap este hatkor"],
  ] as const) {
    const second = autoBreak([text], latin(locale, 30))[1] ?? "";
    assert.ok(second, text);
    assert.ok(!functionWords(locale).trailing.has(second.split(" ")[0] as string), second);
  }
});

test("bottom-heavy where nothing else decides", () => {
  const [first = "", second = ""] = autoBreak(
    ["xxxx xxxx xxxx xxxx xxxx xxxx xxxx xxxx xxxx xxxx xxxx"],
    latin("zz"),
  );
  assert.equal(first.split(" ").length, 5);
  assert.equal(second.split(" ").length, 6);
});

test("text that fits nowhere is as little too long as can be, and nothing of it is lost", () => {
  const text = "word ".repeat(30).trim();
  const found = autoBreak([text], latin("en"));
  assert.equal(found.length, 2);
  assert.equal(found.join(" "), text);
  assert.ok(Math.abs((found[0] as string).length - (found[1] as string).length) <= 10);
  const long = autoBreak(["word ".repeat(400).trim()], latin("en", 42, 3));
  assert.equal(long.length, 3);
  assert.deepEqual(autoBreak(["Donaudampfschifffahrtsgesellschaftskapitänsmütze"], latin("de")), [
    "Donaudampfschifffahrtsgesellschaftskapitänsmütze",
  ]);
});

test("tags go with their words, and over a line's end as the server lets them", () => {
  assert.deepEqual(
    autoBreak(["<i>When I came home last night, the door was standing open.</i>"], latin("en")),
    ["<i>When I came home last night,", "the door was standing open.</i>"],
  );
  assert.deepEqual(
    autoBreak(["When I came home last night, <i>the door was standing open.</i>"], latin("en")),
    ["When I came home last night,", "<i>the door was standing open.</i>"],
  );
  assert.deepEqual(oneLine(["<i>When I came home,</i>", "<i>it was open.</i>"]), [
    "<i>When I came home, it was open.</i>",
  ]);
  assert.deepEqual(oneLine(["a <font> b", "c"]), ["a <font> b c"]);
});

test("two speakers keep a line each", () => {
  const rules = latin("en");
  assert.deepEqual(autoBreak(["-Where is", "he now?", "-In Rome."], rules), [
    "-Where is he now?",
    "-In Rome.",
  ]);
  assert.deepEqual(autoBreak(["Waar is hij?", "-In Rome."], latin("nl")), [
    "Waar is hij?",
    "-In Rome.",
  ]);
  assert.deepEqual(autoBreak(["- Si. - No."], latin("it")), ["- Si. - No."]);
});

test("Japanese breaks between words, after punctuation first, never inside a reading", () => {
  const rules: BreakRules = { locale: "ja", counting: "full-width", maxLines: 2, maxLength: 13 };
  const found = autoBreak(["昨日の夜、彼女は駅の前で待っていた"], rules);
  assert.deepEqual(found, ["昨日の夜、", "彼女は駅の前で待っていた"]);
  assert.deepEqual(oneLine(found), ["昨日の夜、彼女は駅の前で待っていた"]);
  for (const text of [
    "私たちはもう二度とあの場所には戻らないだろう",
    "それは「ありがとう」という言葉の意味を知らない人だった",
    "コンピューターのプログラムをつくるひとたちのために",
  ]) {
    const lines = autoBreak([text], rules);
    assert.equal(lines.join(""), text);
    assert.ok(lines.length === 2, text);
    assert.ok(lines.every((line) => !/^[、。ぁぃぅぇぉっゃゅょー」]/u.test(line)), lines.join("|"));
    assert.ok(!/[「]$/u.test(lines[0] as string));
  }
  const ruby = "昨日<ruby>東京特許許可局<rt>とうきょうとっきょきょかきょく</rt></ruby>へ行きました";
  const broken = autoBreak([ruby], { ...rules, maxLength: 9 });
  assert.ok(broken.every((line) => (line.match(/<ruby>/g) ?? []).length === (line.match(/<\/ruby>/g) ?? []).length));
  assert.equal(plain(broken.join("")), plain(ruby));
});

test("Thai and Chinese break by words, Korean at spaces, no character is torn", () => {
  const thai: BreakRules = { locale: "th", counting: "thai", maxLines: 2, maxLength: 20 };
  const text = "ฉันไม่รู้ว่าคุณกำลังพูดถึงเรื่องอะไรกันแน่";
  const lines = autoBreak([text], thai);
  assert.equal(lines.join(""), text);
  assert.equal(lines.length, 2);
  assert.ok(lines.every((line) => !/^[\u0e31\u0e33-\u0e3a\u0e47-\u0e4e]/u.test(line)), lines.join("|"));
  const zh: BreakRules = { locale: "zh-Hans", counting: "full-width", maxLines: 2, maxLength: 16 };
  assert.deepEqual(autoBreak(["如果你真的想知道答案，就应该自己去问他"], zh), [
    "如果你真的想知道答案，",
    "就应该自己去问他",
  ]);
  const ko: BreakRules = { locale: "ko", counting: "korean", maxLines: 2, maxLength: 16 };
  const found = autoBreak(["내가 어젯밤에 집에 왔을 때 문이 활짝 열려 있었어"], ko);
  assert.equal(found.join(" "), "내가 어젯밤에 집에 왔을 때 문이 활짝 열려 있었어");
  assert.ok(found.every((line) => count(line, "korean") <= 16));
  const family = "👨‍👩‍👧‍👦".repeat(30);
  assert.deepEqual(autoBreak([family], latin("en", 10)), [family]);
});

test("a flow has a space between lines, but not between ideographs", () => {
  assert.equal(flow(["one", "two"]), "one two");
  assert.equal(flow(["今日は", "いい天気"]), "今日はいい天気");
  assert.equal(flow(["今日は", "OK"]), "今日は OK");
  assert.equal(flow(["", "two"]), "two");
  assert.deepEqual(wordStarts("<i>one</i> two\nthree", "en").map(({ place }) => place), [3, 11, 15]);
  assert.deepEqual(wordStarts("prix : 5\u00a0€", "fr").map(({ place }) => place), [0, 5, 7]);
});

// --- Words over a line's border ----------------------------------------------------------------

test("the last word goes down, the first comes up", () => {
  assert.deepEqual(pushWordLine(["one two three", "four"], 0, "en"), ["one two", "three four"]);
  assert.deepEqual(pushWordLine(["one two three"], 0, "en"), ["one two", "three"]);
  assert.deepEqual(pushWordLine(["one", "two"], 0, "en"), ["one two"]);
  assert.deepEqual(pushWordLine(["one"], 0, "en"), ["one"]);
  assert.deepEqual(pushWordLine(["one", "two three"], 1, "en"), ["one", "two", "three"]);
  assert.deepEqual(pullWordLine(["one", "two three"], 0, "en"), ["one two", "three"]);
  assert.deepEqual(pullWordLine(["one", "two"], 0, "en"), ["one two"]);
  assert.deepEqual(pullWordLine(["one", "two"], 1, "en"), ["one", "two"]);
  assert.deepEqual(pullWordLine([], 0, "en"), []);
  assert.deepEqual(pushWordLine(["<i>one two</i>", "<i>three</i>"], 0, "en"), [
    "<i>one",
    "two three</i>",
  ]);
  assert.deepEqual(pushWordLine(["<i>one two</i>", "three"], 0, "en"), [
    "<i>one",
    "two</i> three",
  ]);
});

test("push and pull give the same words back, phrase by phrase in Japanese", () => {
  const lines = ["昨日の夜、彼女は駅で", "待っていた。"];
  const pushed = pushWordLine(lines, 0, "ja");
  assert.equal(pushed.join(""), lines.join(""));
  assert.notDeepEqual(pushed, lines);
  assert.deepEqual(pullWordLine(pushed, 0, "ja"), lines);
  const en = ["I will not", "go there."];
  assert.deepEqual(pullWordLine(pushWordLine(en, 0, "en"), 0, "en"), en);
});

// --- Italics -----------------------------------------------------------------------------------

/** A text with its selection marked by [ and ]. */
function marked(text: string): Selected {
  const start = text.indexOf("[");
  const end = text.indexOf("]") - 1;
  return { text: text.replace("[", "").replace("]", ""), start, end };
}
const shownBack = ({ text, start, end }: Selected): string =>
  `${text.slice(0, start)}[${text.slice(start, end)}]${text.slice(end)}`;

test("italics over a selection, and off again", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["a [word] here", "a <i>[word]</i> here"],
    ["a <i>[word]</i> here", "a [word] here"],
    ["<i>a [word] here</i>", "<i>a </i>[word]<i> here</i>"],
    ["[one\ntwo]", "<i>[one\ntwo]</i>"],
    ["<i>[one</i>\n<i>two]</i>", "[one\ntwo]"],
    ["<i>on[e</i> t]wo", "<i>on[e t]</i>wo"],
    ["a <b>[bold] word</b>", "a <i><b>[bold]</b></i><b> word</b>"],
    ["a [b <b>c]d</b>", "a <i>[b <b>c]</b></i><b>d</b>"],
  ];
  for (const [before, after] of cases) {
    assert.equal(shownBack(toggleItalics(marked(before))), after, before);
  }
});

test("italics with nothing selected are the whole cue's; the caret stays", () => {
  const on = toggleItalics({ text: "one\ntwo", start: 5, end: 5 });
  assert.deepEqual(on, { text: "<i>one\ntwo</i>", start: 8, end: 8 });
  assert.deepEqual(toggleItalics(on), { text: "one\ntwo", start: 5, end: 5 });
  assert.deepEqual(toggleItalics({ text: "  ", start: 1, end: 1 }), { text: "  ", start: 1, end: 1 });
});

test("italics tear neither readings nor characters, and nest", () => {
  const ruby = "<ruby>東京<rt>とうきょう</rt></ruby>へ";
  const half = toggleItalics({ text: ruby, start: 7, end: 8 });
  assert.equal(half.text, "<i><ruby>東京<rt>とうきょう</rt></ruby></i>へ");
  assert.equal(toggleItalics({ ...half }).text, ruby);
  const emoji = toggleItalics({ text: "👩‍🚀!", start: 0, end: 2 });
  assert.equal(emoji.text, "<i>👩‍🚀</i>!");
  const text = "<u>a <b>b c</b> d</u> e";
  for (let start = 0; start < text.length; start += 1) {
    for (let end = start; end <= text.length; end += 1) {
      const once = toggleItalics({ text, start, end });
      assert.equal(plain(once.text), plain(text));
      assertNested(once.text);
      assertNested(toggleItalics(once).text);
    }
  }
});

function assertNested(text: string): void {
  const open: string[] = [];
  for (const [, end, name] of text.matchAll(/<(\/?)([a-z]+)>/g)) {
    if (!end) open.push(name as string);
    else assert.equal(open.pop(), name, text);
  }
  assert.deepEqual(open, [], text);
}

// --- Dashes, notes -----------------------------------------------------------------------------

test("dashes as the guide has them, on and off", () => {
  const each = ["-", "-"] as const;
  const spaced = ["- ", "- "] as const;
  const second = ["", "-"] as const;
  assert.deepEqual(toggleDashes(["Yes.", "No."], "en", each), ["-Yes.", "-No."]);
  assert.deepEqual(toggleDashes(["Oui.", "Non."], "fr", spaced), ["- Oui.", "- Non."]);
  assert.deepEqual(toggleDashes(["Ja.", "Nee."], "nl", second), ["Ja.", "-Nee."]);
  assert.deepEqual(toggleDashes(["-Yes.", "-No."], "en", each), ["Yes.", "No."]);
  assert.deepEqual(toggleDashes(["- Oui.", "– Non."], "fr", spaced), ["Oui.", "Non."]);
  assert.deepEqual(toggleDashes(["Ja.", "-Nee."], "nl", second), ["Ja.", "Nee."]);
  assert.deepEqual(toggleDashes(["<i>Yes.</i>", "No."], "en", each), ["<i>-Yes.</i>", "-No."]);
  assert.deepEqual(toggleDashes(["Are you there? Yes, I am."], "en", each), [
    "-Are you there?",
    "-Yes, I am.",
  ]);
  assert.deepEqual(toggleDashes(["Only one"], "en", each), ["Only one"]);
  assert.deepEqual(toggleDashes([], "en", each), []);
});

test("note signs on and off, inside styles", () => {
  assert.deepEqual(toggleNotes(["La la"]), ["♪ La la ♪"]);
  assert.deepEqual(toggleNotes(["♪ La la ♪"]), ["La la"]);
  assert.deepEqual(toggleNotes(["La la", "lo lo"]), ["♪ La la", "lo lo ♪"]);
  assert.deepEqual(toggleNotes(["♪ La la", "lo lo ♪"]), ["La la", "lo lo"]);
  assert.deepEqual(toggleNotes(["<i>La la</i>"]), ["<i>♪ La la ♪</i>"]);
  assert.deepEqual(toggleNotes(["<i>♪ La la ♪</i>"]), ["<i>La la</i>"]);
  assert.deepEqual(toggleNotes(["♪ La la"]), ["♪ La la ♪"]);
  assert.deepEqual(toggleNotes([]), ["♪ ♪"]);
});

// --- Splitting ---------------------------------------------------------------------------------

test("a split cuts at a word, wherever the caret is", () => {
  const text = "I know him.\nHe is a friend.";
  assert.equal(splitPlace(text, 3, "en"), 2);
  assert.equal(splitPlace(text, 12, "en"), 12);
  assert.equal(splitPlace(text, 0, "en"), 12, "caret at the start: the line's end");
  assert.equal(splitPlace(text, text.length, "en"), 12);
  assert.equal(splitPlace("One. Two three four", 19, "en"), 5);
  assert.equal(splitPlace("word", 2, "en"), undefined);
  assert.equal(splitPlace("", 0, "en"), undefined);
  assert.equal(nearestWord("one two", 0, "en"), 4);
  assert.equal(lineAt(text, 11), 0);
  assert.equal(lineAt(text, 12), 1);
});

test("places in code units and code points; a cut keeps styles and characters whole", () => {
  assert.equal(codePoints("a😀b", 3), 2);
  assert.equal(codeUnits("a😀b", 2), 3);
  assert.deepEqual(cut("<i>one two</i>", 7), ["<i>one </i>", "<i>two</i>"]);
  assert.deepEqual(cut("a👩‍🚀b", 3), ["a", "👩‍🚀b"]);
  assert.deepEqual(cut("<i>a</i>", 1), ["", "<i>a</i>"]);
  assert.equal(tidy("<i>a</i> <i>b</i><b></b>"), "<i>a b</i>");
  assert.deepEqual(linesOf("<i> a </i>\n\n b "), ["<i>a</i>", "b"]);
  assert.equal(share("ab cd", 3), 0.5);
});

// --- As the server does it -----------------------------------------------------------------------

declare const ROOT: string;
const read = <T>(name: string): T[] =>
  JSON.parse(readFileSync(path.join(ROOT, "tests/vectors", name), "utf8")) as T[];

interface TextVector {
  readonly text: string;
  readonly plain: string;
  readonly tidy: string;
  readonly lines: readonly string[];
  readonly cuts: readonly (readonly [number, string, string])[];
}

test("texts are cut and laid in lines as Python does it", () => {
  const vectors = read<TextVector>("text.json");
  assert.ok(vectors.length > 100);
  for (const vector of vectors) {
    assert.equal(plain(vector.text), vector.plain, vector.text);
    assert.equal(tidy(vector.text), vector.tidy, vector.text);
    assert.deepEqual(linesOf(vector.text), vector.lines, vector.text);
    for (const [at, head, tail] of vector.cuts) {
      assert.deepEqual(cut(vector.text, codeUnits(vector.text, at)), [head, tail], vector.text);
    }
  }
});
