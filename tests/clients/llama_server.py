"""One llama.cpp server, from the wheel xllamacpp, on the loopback address. Killed by any signal."""

import argparse
import signal

import xllamacpp


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", help="a GGUF file")
    parser.add_argument("port", type=int)
    parser.add_argument("--alias", required=True, help="the model's name in requests")
    parser.add_argument("--context", type=int, required=True, help="tokens, over all slots")
    parser.add_argument("--slots", type=int, default=4, help="requests served at once")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--api-key", help="the key to demand; none if absent")
    parser.add_argument("--embeddings", action="store_true", help="serve /v1/embeddings by mean pooling")
    return parser.parse_args()


def parameters(args):
    params = xllamacpp.CommonParams()
    params.model.path = args.model
    params.model_alias = {args.alias}
    params.hostnames = ["127.0.0.1"]
    params.port = args.port
    params.n_ctx = args.context
    params.n_parallel = args.slots
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = args.threads
    params.warmup = params.ui = False
    params.offline = params.use_jinja = params.cont_batching = True
    if args.api_key:
        params.api_keys = [args.api_key]
    if args.embeddings:
        params.embedding = True
        params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
    return params


if __name__ == "__main__":
    server = xllamacpp.Server(parameters(arguments()))
    print("listening at", server.listening_address, flush=True)
    signal.pause()
