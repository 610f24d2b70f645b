// Vercel's AI SDK, by its unmodified packages `ai`, `@ai-sdk/openai` (the Responses API, and chat completions) and
// `@ai-sdk/openai-compatible`, against a running server.
// usage: ai_sdk_node.mjs BASE_URL KEY [--chat-model M] [--embedding-model M] [--image-model M] [--skip NAME]...
// The packages are found in CLIENTS_CACHE, the folder that setup.sh prints.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { expect, expectEqual, runEach, targetArguments, thrown } from "./checks.mjs";

// Its packages are modules alone, which are found from a file that lies beside them.
const cache = createRequire(`${process.env.CLIENTS_CACHE}/package.json`);
const load = (name) => import(pathToFileURL(cache.resolve(name)).href);
const [ai, { createOpenAI }, { createOpenAICompatible }, { z }] = await Promise.all(
  ["ai", "@ai-sdk/openai", "@ai-sdk/openai-compatible", "zod"].map(load),
);
const { APICallError, Output, embed, embedMany, generateImage, generateText, stepCountIs, streamText, tool } = ai;

const target = targetArguments();
const { baseURL, apiKey } = target;
const picture = readFileSync(new URL("square.png", import.meta.url));
const PNG_HEAD = "89504e470d0a1a0a";

const providers = (key) => {
  const openai = createOpenAI({ baseURL, apiKey: key });
  const compatible = createOpenAICompatible({
    name: "hub",
    baseURL,
    apiKey: key,
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
  return { openai, compatible };
};
const { openai, compatible } = providers(apiKey);
const settings = { maxRetries: 0, maxOutputTokens: 100 };
const tools = {
  get_weather: tool({
    description: "The weather in a city.",
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }) => `sunny in ${city}`,
  }),
};
const asked = { tools, prompt: "What is the weather in Paris?", ...settings };

function expectUsage({ inputTokens, outputTokens }) {
  expect(inputTokens > 0 && outputTokens > 0, `usage ${inputTokens} and ${outputTokens}`);
}

/** What each way of asking for words is to do. */
const words = {
  async chat(model) {
    const answer = await generateText({ model, instructions: "Be brief.", prompt: "Say hi", ...settings });
    expect(answer.text, "no text");
    expectEqual(answer.finishReason, "stop", "finishReason");
    expectUsage(answer.usage);
  },

  async stream(model) {
    const options = { model, prompt: "Say hi", ...settings };
    const failures = [];
    const stream = streamText({ ...options, onError: ({ error }) => failures.push(String(error)) });
    const pieces = [];
    for await (const piece of stream.textStream) pieces.push(piece);
    expectEqual(failures, [], "errors");
    expect(pieces.length > 1, "one piece");
    expectEqual(pieces.join(""), (await generateText(options)).text, "text");
    expectEqual(await stream.finishReason, "stop", "finishReason");
    expectUsage(await stream.usage);
  },

  /** A call of a tool, its run here, and the answer once its result is there. */
  async tools(model) {
    const answer = await generateText({ ...asked, model, stopWhen: stepCountIs(2) });
    const calls = answer.steps[0].toolCalls.map(({ toolName, input }) => [toolName, input]);
    expectEqual(calls, [["get_weather", { city: "Paris" }]], "calls");
    expectEqual(answer.steps[0].finishReason, "tool-calls", "finishReason");
    expect(answer.text.includes("sunny"), `text ${answer.text}`);
  },

  async toolsStreamed(model) {
    const stream = streamText({ ...asked, model, stopWhen: stepCountIs(2), onError() {} });
    const steps = await stream.steps;
    const calls = steps[0].toolCalls.map(({ toolName, input }) => [toolName, input]);
    expectEqual(calls, [["get_weather", { city: "Paris" }]], "calls");
    expect(steps.at(-1).text.includes("sunny"), `text ${steps.at(-1).text}`);
  },

  async structuredOutput(model) {
    const output = Output.object({ schema: z.object({ city: z.string() }) });
    const answer = await generateText({ model, output, prompt: "Name a city as JSON.", ...settings });
    expectEqual(answer.output, { city: "Paris" }, "output");
  },

  async structuredOutputStreamed(model) {
    const output = Output.object({ schema: z.object({ city: z.string() }) });
    const stream = streamText({ model, output, prompt: "Name a city as JSON.", onError() {}, ...settings });
    expectEqual(await stream.output, { city: "Paris" }, "output");
  },

  async vision(model) {
    const content = [
      { type: "text", text: "What is this?" },
      { type: "file", data: picture, mediaType: "image/png" },
    ];
    const answer = await generateText({ model, messages: [{ role: "user", content }], ...settings });
    expect(answer.text, "no text");
  },
};

const ways = {
  responses: (provided, model) => provided.openai(model),
  completions: (provided, model) => provided.openai.chat(model),
  compatible: (provided, model) => provided.compatible(model),
};

/** A check that goes by this name. */
const named = (name, check) => Object.defineProperty(check, "name", { value: name });

function checksOf(way) {
  const model = (provided, id) => ways[way](provided, id);
  const ofWords = Object.entries(words).map(([name, check]) =>
    named(`${way}_${name}`, () => check(model({ openai, compatible }, target.chatModel))),
  );
  const refused = async (provided, id) => {
    const call = () => generateText({ model: model(provided, id), prompt: "Say hi", ...settings });
    return (await thrown(APICallError, call)).statusCode;
  };
  return [
    ...ofWords,
    named(`${way}_a_bad_key_is_refused`, async () => {
      expectEqual(await refused(providers("not-a-key"), target.chatModel), 401, "status");
    }),
    named(`${way}_an_unknown_model_is_not_found`, async () => {
      expectEqual(await refused({ openai, compatible }, "no/such-model"), 404, "status");
    }),
  ];
}

const expectPicture = ({ image }) =>
  expect(Buffer.from(image.uint8Array).toString("hex").startsWith(PNG_HEAD), "no PNG");

const embeddings = Object.entries({
  openai: () => openai.embeddingModel(target.embeddingModel),
  compatible: () => compatible.embeddingModel(target.embeddingModel),
}).flatMap(([name, model]) => [
  named(`${name}_embeddings_of_one_text`, async () => {
    const { embedding } = await embed({ model: model(), value: "hello", maxRetries: 0 });
    expect(embedding.length > 1, "no vector");
  }),
  named(`${name}_embeddings_of_several_texts`, async () => {
    const { embeddings } = await embedMany({ model: model(), values: ["hello", "you"], maxRetries: 0 });
    expectEqual(embeddings.length, 2, "vectors");
  }),
]);

const images = Object.entries({
  openai: () => openai.imageModel(target.imageModel),
  compatible: () => compatible.imageModel(target.imageModel),
}).flatMap(([name, model]) => [
  named(`${name}_images_generate`, async () => {
    expectPicture(await generateImage({ model: model(), prompt: "a cat", maxRetries: 0 }));
  }),
  named(`${name}_images_edit`, async () => {
    const prompt = { text: "a hat", images: [picture] };
    expectPicture(await generateImage({ model: model(), prompt, maxRetries: 0 }));
  }),
]);

await runEach(target, {
  chatModel: Object.keys(ways).flatMap(checksOf),
  embeddingModel: embeddings,
  imageModel: images,
});
