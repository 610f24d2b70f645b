// What the hub asks of Ideogram, beside what AIGNE's own client of it, `@aigne/ideogram`, asks for the same. Both call the
// same double.
// usage: same_calls.mjs BASE_URL KEY --image-model M --double URL
// The packages are found in CLIENTS_CACHE; AIGNE's licence is Elastic's, so it is installed for this and nothing of it is kept.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, expectEqual, runEach, targetArguments } from "./checks.mjs";

const target = targetArguments();
const { baseURL, apiKey, double } = target;
const cache = createRequire(`${process.env.CLIENTS_CACHE}/package.json`);
const aignes = createRequire(`${process.env.CLIENTS_CACHE}/aigne/package.json`);
const { OpenAI, toFile } = cache("openai");
const { IdeogramImageModel } = aignes("@aigne/ideogram");

const picture = readFileSync(new URL("square.png", import.meta.url));
const file = { type: "file", data: picture.toString("base64"), mimeType: "image/png", filename: "square.png" };
const hub = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const ideogram = new IdeogramImageModel({ baseURL: double, apiKey: "key" });

/** What the double took while this was done. */
async function received(ask) {
  await fetch(`${double}/journal`, { method: "DELETE" });
  await ask();
  return (await fetch(`${double}/journal`)).json();
}

async function same(askHub, askIdeogram) {
  const [asked, theirs] = [await received(askHub), await received(askIdeogram)];
  expect(asked.length === 1, "the hub asked nothing");
  const inOrder = (calls) => calls.map(({ path, body }) => [path, Object.entries(body).sort()]);
  expectEqual(inOrder(asked), inOrder(theirs), "what the hub asked");
}

async function sameImages() {
  await same(
    () => hub.images.generate({ model: target.imageModel, prompt: "a cat", n: 2, size: "1024x1536" }),
    () => ideogram.invoke({ prompt: "a cat", n: 2, modelOptions: { aspectRatio: "2x3" } }),
  );
}

async function sameEdits() {
  const image = await toFile(picture, "one.png", { type: "image/png" });
  await same(
    () => hub.images.edit({ model: target.imageModel, prompt: "a hat", image }),
    () => ideogram.invoke({ prompt: "a hat", n: 1, image: [file] }),
  );
}

await runEach(target, { imageModel: [sameImages, sameEdits] });
