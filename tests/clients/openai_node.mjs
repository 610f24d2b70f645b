// The unmodified official `openai` package for Node against a running server.
// usage: openai_node.mjs BASE_URL KEY [--chat-model M] [--embedding-model M] [--image-model M] [--skip NAME]...
// The package is found in CLIENTS_CACHE, the folder that setup.sh prints.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, expectEqual, runEach, targetArguments, thrown } from "./checks.mjs";

const cache = createRequire(`${process.env.CLIENTS_CACHE}/package.json`);
const { OpenAI, toFile, AuthenticationError, BadRequestError, NotFoundError } = cache("openai");

const target = targetArguments();
const { baseURL, apiKey } = target;
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0, timeout: 60_000 });
const picture = readFileSync(new URL("square.png", import.meta.url));
const prompt = [{ role: "user", content: "Say hi" }];
const PNG_HEAD = "89504e470d0a1a0a";
const TOLERANCE = 1e-4;

const request = (options) => ({ model: target.chatModel, messages: prompt, max_tokens: 8, ...options });
const ask = (options) => client.chat.completions.create(request(options));
const embed = (input, options) => client.embeddings.create({ model: target.embeddingModel, input, ...options });

async function chunksOf(options) {
  return collect(await ask({ stream: true, ...options }));
}

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

/** One id, the role in the first delta alone, and exactly one finish. */
function expectOrder(chunks) {
  const choices = chunks.flatMap((chunk) => chunk.choices);
  expectEqual(new Set(chunks.map((chunk) => chunk.id)).size, 1, "number of ids");
  const roles = choices.flatMap((choice, place) => ("role" in choice.delta ? [place] : []));
  expectEqual(roles, [0], "deltas with a role");
  expectEqual(choices.filter((choice) => choice.finish_reason).length, 1, "number of finishes");
}

async function chat() {
  const answer = await ask();
  expect(answer.choices[0].message.content, "no content");
  const { prompt_tokens, completion_tokens, total_tokens } = answer.usage;
  expect(prompt_tokens > 0 && completion_tokens > 0, `usage ${JSON.stringify(answer.usage)}`);
  expectEqual(total_tokens, prompt_tokens + completion_tokens, "total_tokens");
}

async function chatStream() {
  const chunks = await chunksOf();
  expectOrder(chunks);
  expect(chunks.every((chunk) => chunk.choices.length && !chunk.usage), "a usage that was not asked for");
}

async function chatStreamWithUsage() {
  const chunks = await chunksOf({ stream_options: { include_usage: true } });
  const last = chunks.at(-1);
  expectOrder(chunks);
  expectEqual(last.choices, [], "choices of the last chunk");
  expect(last.usage?.completion_tokens > 0, `usage ${JSON.stringify(last.usage)}`);
  expect(chunks.slice(0, -1).every((chunk) => !chunk.usage), "a chunk before the last has a usage");
}

async function chatStreamEndsWithDone() {
  const answer = await client.chat.completions.create(request({ stream: true })).asResponse();
  expectEqual(answer.headers.get("content-type").split(";")[0], "text/event-stream", "content-type");
  const payloads = (await answer.text()).split(/\r?\n/).filter((line) => line.startsWith("data:"));
  expectEqual(payloads.filter((line) => line === "data: [DONE]").length, 1, "number of [DONE]");
  expectEqual(payloads.at(-1), "data: [DONE]", "last payload");
}

async function chatStreamHelper() {
  const stream = client.chat.completions.stream(request({ stream_options: { include_usage: true } }));
  const answer = await stream.finalChatCompletion();
  expect(answer.choices[0].message.content, "no content");
  expect(answer.usage?.total_tokens > 0, "no usage");
}

async function chatStreamCanBeLeft() {
  const stream = await ask({ stream: true });
  for await (const _ of stream) break;
  expect((await ask()).choices.length, "no choice afterwards");
}

async function modelsList() {
  const models = await collect(await client.models.list());
  expect(models.some((model) => model.id === target.chatModel), `${target.chatModel} is not listed`);
}

async function modelsRetrieve() {
  expectEqual((await client.models.retrieve(target.chatModel)).id, target.chatModel, "id");
}

async function aBadKeyIsAnAuthenticationError() {
  const stranger = client.withOptions({ apiKey: "not-a-key" });
  const error = await thrown(AuthenticationError, () => stranger.chat.completions.create(request()));
  expectEqual([error.status, error.code], [401, "invalid_api_key"], "status and code");
}

async function anUnknownModelIsNotFound() {
  const error = await thrown(NotFoundError, () => ask({ model: "no/such-model" }));
  expectEqual([error.status, error.code], [404, "model_not_found"], "status and code");
}

async function anUnknownModelIsNotRetrieved() {
  await thrown(NotFoundError, () => client.models.retrieve("no/such-model"));
}

async function aBadBodyIsABadRequest() {
  const error = await thrown(BadRequestError, () => ask({ messages: "not a list" }));
  expect(error.type && error.error.message, `body ${JSON.stringify(error.error)}`);
}

async function embeddingsByDefault() {
  const answer = await embed("hello");
  expect(answer.data[0].embedding.length > 1, "no vector");
  expect(answer.usage.prompt_tokens > 0, `usage ${JSON.stringify(answer.usage)}`);
}

async function embeddingsAreTheSameAsFloats() {
  const packed = await embed(["hello", "you"]);
  const plain = await embed(["hello", "you"], { encoding_format: "float" });
  for (const [place, { embedding }] of packed.data.entries()) {
    const other = plain.data[place].embedding;
    expectEqual(embedding.length, other.length, "length");
    expect(embedding.every((value, i) => Math.abs(value - other[i]) < TOLERANCE), `vectors ${place} differ`);
  }
}

async function embeddingsOfOneTokenArray() {
  expectEqual((await embed([7592, 2088])).data.length, 1, "vectors");
}

async function embeddingsOfSeveralTokenArrays() {
  expectEqual((await embed([[7592], [2088]])).data.map((item) => item.index), [0, 1], "indexes");
}

/** Where the provider has but an address of the picture, that is what the client gets. */
async function expectPicture(answer) {
  const [{ b64_json: content, url }] = answer.data;
  const bytes = Buffer.from(content ? Buffer.from(content, "base64") : await (await fetch(url)).arrayBuffer());
  expect(bytes.toString("hex").startsWith(PNG_HEAD), "no PNG");
}

async function imagesGenerate() {
  await expectPicture(await client.images.generate({ model: target.imageModel, prompt: "a cat" }));
}

async function imagesEdit() {
  const image = await toFile(picture, "one.png", { type: "image/png" });
  await expectPicture(await client.images.edit({ model: target.imageModel, prompt: "a hat", image }));
}

async function imagesEditWithAMaskAndSeveralImages() {
  const files = ["one.png", "two.png", "mask.png"].map((name) => toFile(picture, name, { type: "image/png" }));
  const [one, two, mask] = await Promise.all(files);
  await expectPicture(await client.images.edit({ model: target.imageModel, prompt: "a hat", image: [one, two], mask, n: 1 }));
}

await runEach(target, {
  chatModel: [
    chat,
    chatStream,
    chatStreamWithUsage,
    chatStreamEndsWithDone,
    chatStreamHelper,
    chatStreamCanBeLeft,
    modelsList,
    modelsRetrieve,
    anUnknownModelIsNotRetrieved,
    aBadKeyIsAnAuthenticationError,
    anUnknownModelIsNotFound,
    aBadBodyIsABadRequest,
  ],
  embeddingModel: [
    embeddingsByDefault,
    embeddingsAreTheSameAsFloats,
    embeddingsOfOneTokenArray,
    embeddingsOfSeveralTokenArrays,
  ],
  imageModel: [imagesGenerate, imagesEdit, imagesEditWithAMaskAndSeveralImages],
});
