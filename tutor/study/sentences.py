"""Sentences that the app and plain mode both say, so that they cannot drift apart."""

from __future__ import annotations

ANSWER_FIRST = "Answer the prediction first"
SAY_HOW_SURE = "Say how sure you are"
ANSWER_THE_QUESTION = "Answer the question"
VEIL = "This panel opens when your prediction has been put to the test."
END = "The end of this lesson. The run stays yours"
