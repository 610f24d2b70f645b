// AIGNE's own unmodified client, `@aigne/aigne-hub`, against a running hub.
// usage: aigne_node.mjs BASE_URL KEY [--chat-model M] [--image-model M] [--skip NAME]...
// The package is found in CLIENTS_CACHE/aigne; its licence is Elastic's, so it is installed for this and nothing of it is kept.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, expectEqual, runEach, targetArguments, thrown } from "./checks.mjs";

const target = targetArguments();
const { baseURL, apiKey } = target;
// The only way to tell the package which hub's models to list.
process.env.AIGNE_HUB_API_URL = baseURL;
const cache = createRequire(`${process.env.CLIENTS_CACHE}/aigne/package.json`);
const { AIGNEHubChatModel, AIGNEHubImageModel } = cache("@aigne/aigne-hub");

const PNG_HEAD = "89504e470d0a1a0a";
const picture = readFileSync(new URL("square.png", import.meta.url)).toString("base64");
const file = { type: "file", data: picture, mimeType: "image/png", filename: "square.png" };
const hello = [{ role: "user", content: "Say hi" }];
const asked = { role: "user", content: "What is the weather in Paris?" };
const city = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const tools = [
  { type: "function", function: { name: "get_weather", description: "The weather in a city.", parameters: city } },
];
const responseFormat = { type: "json_schema", jsonSchema: { name: "city", schema: city, strict: true } };

const modelOf = (options) => new AIGNEHubChatModel({ baseURL, apiKey, model: `aignehub/${target.chatModel}`, ...options });
const painterOf = (options) => new AIGNEHubImageModel({ baseURL, apiKey, model: `aignehub/${target.imageModel}`, ...options });

/** What a stream comes to, and how many pieces of text it had. */
async function gathered(input) {
  const stream = await modelOf().invoke(input, { streaming: true });
  const whole = { text: "", pieces: 0 };
  for await (const { delta } of stream) {
    whole.text += delta.text?.text ?? "";
    whole.pieces += delta.text?.text ? 1 : 0;
    const { text: _, ...fields } = delta.json ?? {};
    Object.assign(whole, fields);
  }
  return whole;
}

function expectUsage({ usage, model }) {
  expect(usage?.inputTokens > 0 && usage.outputTokens > 0, `usage ${JSON.stringify(usage)}`);
  expectEqual(model, target.chatModel, "model");
}

async function chat() {
  const answer = await modelOf({ modelOptions: { temperature: 0.5 } }).invoke({
    messages: [{ role: "system", content: "Be kind." }, ...hello],
  });
  expect(answer.text, "no text");
  expectUsage(answer);
}

async function answerStreamed() {
  const answer = await gathered({ messages: hello });
  expect(answer.pieces > 1, `${answer.pieces} pieces`);
  expectUsage(answer);
  expectEqual((await modelOf().invoke({ messages: hello })).text, answer.text, "text");
}

function expectCall(answer) {
  const calls = answer.toolCalls?.map(({ function: { name, arguments: given } }) => [name, given]);
  expectEqual(calls, [["get_weather", { city: "Paris" }]], "calls");
}

async function toolsCalled() {
  const first = await modelOf().invoke({ messages: [asked], tools, toolChoice: "auto" });
  expectCall(first);
  const [call] = first.toolCalls;
  const result = { role: "tool", toolCallId: call.id, content: "sunny" };
  const messages = [asked, { role: "agent", toolCalls: [call] }, result];
  const second = await modelOf().invoke({ messages, tools });
  expect(second.text.includes("sunny"), `text ${second.text}`);
}

async function toolsStreamed() {
  expectCall(await gathered({ messages: [asked], tools }));
}

async function structuredOutput() {
  const messages = [{ role: "user", content: "Name a city as JSON." }];
  expectEqual((await modelOf().invoke({ messages, responseFormat })).json, { city: "Paris" }, "json");
  expectEqual((await gathered({ messages, responseFormat })).json, { city: "Paris" }, "json of the stream");
}

async function vision() {
  const content = [{ type: "text", text: "What is this?" }, file];
  expect((await modelOf().invoke({ messages: [{ role: "user", content }] })).text, "no text");
}

async function models() {
  const listed = await modelOf().models();
  const found = listed.find(({ provider, model }) => `${provider}/${model}` === target.chatModel);
  expect(found, `${target.chatModel} is not among ${listed.length}`);
  expectEqual([found.type, found.status], ["chat", { available: true }], "type and status");
  expect(!Number.isNaN(Number(found.input_credits_per_token)), "no price");
}

async function aBadKeyIsRefused() {
  const error = await thrown(Error, () => modelOf({ apiKey: "not-a-key" }).invoke({ messages: hello }));
  expect(error.message.includes("Incorrect API key"), `message ${error.message}`);
}

async function anUnknownModelIsRefused() {
  const stranger = modelOf({ model: "aignehub/no/such-model" });
  const error = await thrown(Error, () => stranger.invoke({ messages: hello }));
  expect(error.message.includes("no/such-model"), `message ${error.message}`);
}

function expectPicture(answer) {
  const [{ data }] = answer.images;
  expect(Buffer.from(data, "base64").toString("hex").startsWith(PNG_HEAD), "no PNG");
  expectEqual(answer.model, target.imageModel, "model");
}

async function imagesMade() {
  expectPicture(await painterOf().invoke({ prompt: "a cat", n: 1, outputFileType: "file" }));
}

async function imagesChanged() {
  expectPicture(await painterOf().invoke({ prompt: "a hat", image: [file], outputFileType: "file" }));
}

await runEach(target, {
  chatModel: [
    chat,
    answerStreamed,
    toolsCalled,
    toolsStreamed,
    structuredOutput,
    vision,
    models,
    aBadKeyIsRefused,
    anUnknownModelIsRefused,
  ],
  imageModel: [imagesMade, imagesChanged],
});
