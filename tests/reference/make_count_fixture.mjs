// Writes how twitter-text counts our texts for X, and the top-level domains that it makes links of.
//
//     npm install --ignore-scripts twitter-text@3.1.0 twemoji-parser@14.0.0
//     node make_count_fixture.mjs
//
// package.json needs "overrides": {"twemoji-parser": "14.0.0"}: twitter-text brings version 11, which does not know the
// emoji of 2019 and later.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(join(process.cwd(), "package.json"));
const twitter = require("twitter-text");
const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

const file = join(root, "tests/fixtures/counts/texts-for-x.txt");
const texts = readFileSync(file, "utf8").split("\n").filter((line) => line !== "" && !line.startsWith("// "))
  .map((line) => JSON.parse(`"${line}"`));
const rows = texts.map((text) => JSON.stringify([text, twitter.parseTweet(text).weightedLength]));
writeFileSync(join(root, "tests/fixtures/counts/x.json"), `[\n${rows.join(",\n")}\n]\n`);

const folder = join(dirname(require.resolve("twitter-text")), "esm/regexp");
const known = ["validGTLD.js", "validCCTLD.js"].flatMap((name) => {
  const source = readFileSync(join(folder, name), "utf8");
  const parts = [...source.matchAll(/'([^']*)'/g)].map((match) => match[1]).join("");
  return parts.replace("(?:(?:", "").replace(/\)\(\?=.*$/, "").split("|");
});
const endings = known.filter((ending) => /^[\p{L}\p{M}]+$/u.test(ending)).map((ending) => ending.toLowerCase());
const lines = [...new Set(endings)].sort();
const head = "# The top-level domains that X makes links of, by twitter-text 3.1.0; see tests/reference/make_count_fixture.mjs.";
writeFileSync(join(root, "assets/words/top-level-domains.txt"), `${head}\n${lines.join("\n")}\n`);
console.log(`${rows.length} texts, ${lines.length} top-level domains`);
