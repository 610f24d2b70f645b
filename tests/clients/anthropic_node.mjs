// The unmodified official `@anthropic-ai/sdk` package for Node against a running server.
// usage: anthropic_node.mjs BASE_URL KEY --chat-model M [--skip NAME]...
// The package is found in CLIENTS_CACHE, the folder that setup.sh prints.

import { createRequire } from "node:module";
import { expect, expectEqual, runEach, targetArguments, thrown } from "./checks.mjs";

const cache = createRequire(`${process.env.CLIENTS_CACHE}/package.json`);
const sdk = cache("@anthropic-ai/sdk");
const { Anthropic, AuthenticationError, NotFoundError } = sdk;

const target = targetArguments();
const { baseURL, apiKey } = target;
const root = baseURL.replace(/\/v1$/, "");
const client = new Anthropic({ baseURL: root, apiKey, maxRetries: 0, timeout: 60_000 });
const hello = [{ role: "user", content: "Say hi" }];
const asked = [{ role: "user", content: "What is the weather in Paris?" }];
const weather = {
  name: "get_weather",
  description: "The weather in a city.",
  input_schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

const request = (options) => ({ model: target.chatModel, messages: hello, max_tokens: 100, ...options });

async function message() {
  const answer = await client.messages.create(request());
  expect(answer.content[0].text, "no text");
  expectEqual(answer.model, target.chatModel, "model");
  expectEqual(answer.stop_reason, "end_turn", "stop_reason");
  expect(answer._request_id, "no request id");
}

async function messageStreamed() {
  let said = "";
  const stream = client.messages.stream(request());
  stream.on("text", (text) => (said += text));
  const final = await stream.finalMessage();
  expectEqual(final.content[0].text, said, "text");
  expect(final.usage.output_tokens > 0, `usage ${JSON.stringify(final.usage)}`);
}

async function toolsStreamed() {
  const stream = client.messages.stream(request({ messages: asked, tools: [weather] }));
  const final = await stream.finalMessage();
  const calls = final.content.filter((block) => block.type === "tool_use");
  expectEqual(
    calls.map(({ name, input }) => ({ name, input })),
    [{ name: "get_weather", input: { city: "Paris" } }],
    "calls",
  );
  expectEqual(final.stop_reason, "tool_use", "stop_reason");
}

async function tokensAreCounted() {
  const counted = await client.messages.countTokens({ model: target.chatModel, messages: hello });
  expect(counted.input_tokens > 0, `counted ${JSON.stringify(counted)}`);
}

async function aBadKeyIsAnAuthenticationError() {
  const stranger = client.withOptions({ apiKey: "not-a-key" });
  await thrown(AuthenticationError, () => stranger.messages.create(request()));
}

async function anUnknownModelIsNotFound() {
  await thrown(NotFoundError, () => client.messages.create(request({ model: "no/such-model" })));
}

await runEach(target, {
  chatModel: [
    message,
    messageStreamed,
    toolsStreamed,
    tokensAreCounted,
    aBadKeyIsAnAuthenticationError,
    anUnknownModelIsNotFound,
  ],
});
