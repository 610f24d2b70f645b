"""The unmodified official `openai` package for Python: moderations, speech and transcriptions; and rankings, by its raw `post`."""

from dataclasses import dataclass

import openai

from checks import Failed, expect, expect_equal, run, target_arguments

MP3_HEAD = b"ID3"
WAVE = ("hello.wav", b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav")


@dataclass
class Hub:
    """The client, and the models to ask for."""

    client: openai.OpenAI
    moderation_model: str
    rerank_model: str
    speech_model: str
    transcription_model: str

    def transcribe(self, **options):
        return self.client.audio.transcriptions.create(model=self.transcription_model, file=WAVE, **options)


def moderation(hub):
    answer = hub.client.moderations.create(model=hub.moderation_model, input="hello")
    expect_equal((answer.model, answer.results[0].flagged), (hub.moderation_model, False), "model and verdict")


def moderation_by_the_usual_model(hub):
    answer = hub.client.moderations.create(input=["hello", "you"])
    expect_equal(answer.model, "omni-moderation-latest", "model")


def ranking(hub):
    body = {"model": hub.rerank_model, "query": "hello", "documents": ["hello", "you"]}
    answer = hub.client.post("/rerank", body=body, cast_to=object)
    expect(isinstance(answer["results"], list), f"answer {answer}")


def speech(hub):
    options = {"model": hub.speech_model, "input": "hello", "voice": "alloy"}
    expect(hub.client.audio.speech.create(**options).read().startswith(MP3_HEAD), "no MP3")
    with hub.client.audio.speech.with_streaming_response.create(**options) as answer:
        expect_equal(answer.headers["content-type"], "audio/mpeg", "content-type")
        expect(b"".join(answer.iter_bytes()).startswith(MP3_HEAD), "no MP3 in the stream")


def transcription(hub):
    answer = hub.transcribe()
    expect(answer.text, "no text")
    expect_equal((answer.usage.type, answer.usage.input_tokens), ("tokens", 14), "usage")


def transcription_streamed(hub):
    events = list(hub.transcribe(stream=True))
    said = "".join(event.delta for event in events if event.type == "transcript.text.delta")
    expect_equal((events[-1].type, events[-1].text), ("transcript.text.done", said), "last event")
    expect(len(events) > 2, f"{len(events)} events")


def a_file_is_needed(hub):
    try:
        hub.client.post("/audio/transcriptions", body={"model": hub.transcription_model}, cast_to=object)
    except openai.APIStatusError as error:
        return expect_equal(error.status_code, 415, "status")
    raise Failed("no error was raised")


def main():
    parser = target_arguments(__doc__)
    groups = {
        "moderation": [moderation, moderation_by_the_usual_model],
        "rerank": [ranking],
        "speech": [speech],
        "transcription": [transcription, transcription_streamed, a_file_is_needed],
    }
    for kind in groups:
        parser.add_argument(f"--{kind}-model")
    args = parser.parse_args()
    models = [getattr(args, f"{kind}_model") for kind in groups]
    client = openai.OpenAI(base_url=args.base_url, api_key=args.key, max_retries=0, timeout=60)
    checks = [check for model, group in zip(models, groups.values()) if model for check in group]
    run(checks, Hub(client, *models), args.skip)


if __name__ == "__main__":
    main()
