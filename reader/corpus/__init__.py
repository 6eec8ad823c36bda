"""From bytes to documents: scanning, decoding, blocks, sentences, zones, metadata."""

from reader.corpus.corpus import ArticleError, Corpus, CorpusError, Entry
from reader.corpus.decoding import Decoded, NotText, decode
from reader.corpus.parsing import parse

__all__ = ["ArticleError", "Corpus", "CorpusError", "Decoded", "Entry", "NotText", "decode", "parse"]
