"""Who says what: quotations with cue and speaker, and the holders they suggest."""

from reader.quotations.finding import find_quotations
from reader.quotations.holders import Actor, Proposal, proposals
from reader.quotations.quotation import Quotation

__all__ = ["Actor", "Proposal", "Quotation", "find_quotations", "proposals"]
