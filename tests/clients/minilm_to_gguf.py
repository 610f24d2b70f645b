"""Writes the all-MiniLM-L6-v2 sentence encoder as the GGUF file that llama.cpp's server reads.

usage: minilm_to_gguf.py MODEL_DIR OUT.gguf
"""

import json
import sys
from pathlib import Path

import gguf
import numpy
from safetensors.numpy import load_file

CONTEXT_TOKENS = 512
SPECIAL = {"[PAD]": "pad", "[UNK]": "unk", "[CLS]": "bos", "[SEP]": "eos", "[MASK]": "mask"}
# Weights that the model carries but the sentence encoder does not use.
UNUSED = ("pooler.", "embeddings.position_ids")
# These stay at full width: llama.cpp adds them to other tensors and does not convert them.
FULL_WIDTH = ("embeddings.position_embeddings", "embeddings.token_type_embeddings")


def write_shape(writer, config):
    """The encoder's dimensions, and that token vectors are averaged into one."""
    writer.add_name("all-MiniLM-L6-v2")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    writer.add_context_length(CONTEXT_TOKENS)
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_layer_norm_eps(config["layer_norm_eps"])
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)


def gguf_token(token):
    """WordPiece marks a word's continuation (`##ing`); llama.cpp wants a word's start marked (`▁go`)."""
    if token in SPECIAL or token.startswith("[unused"):
        return token
    return token[2:] if token.startswith("##") else "\u2581" + token


def token_type(token):
    if token in SPECIAL:
        return gguf.TokenType.CONTROL
    return gguf.TokenType.UNUSED if token.startswith("[unused") else gguf.TokenType.NORMAL


def write_tokenizer(writer, vocabulary, config):
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("bert-bge")
    writer.add_vocab_size(len(vocabulary))
    writer.add_token_list([gguf_token(token) for token in vocabulary])
    writer.add_token_types([token_type(token) for token in vocabulary])
    writer.add_token_type_count(config["type_vocab_size"])
    for token, role in SPECIAL.items():
        getattr(writer, f"add_{role}_token_id")(vocabulary.index(token))
    writer.add_sep_token_id(vocabulary.index("[SEP]"))


def write_tensors(writer, tensors, layers):
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.BERT, layers)
    for name, tensor in tensors.items():
        if name.startswith(UNUSED):
            continue
        target = names.get_name(name, try_suffixes=(".weight", ".bias"))
        if target is None:
            raise SystemExit(f"no place in a BERT file for the tensor {name}")
        narrow = tensor.ndim == 2 and not name.startswith(FULL_WIDTH)
        writer.add_tensor(target, tensor.astype(numpy.float16 if narrow else numpy.float32))


def main(source, target):
    config = json.loads((source / "config.json").read_text())
    vocabulary = (source / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    writer = gguf.GGUFWriter(target, gguf.MODEL_ARCH_NAMES[gguf.MODEL_ARCH.BERT])
    write_shape(writer, config)
    write_tokenizer(writer, vocabulary, config)
    write_tensors(writer, load_file(source / "model.safetensors"), config["num_hidden_layers"])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
