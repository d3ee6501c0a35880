"""The papers that draw nothing: every row comes out as its file says, by the real processes."""

import asyncio

import pytest

from tutor.lab.papers.reading import papers
from tutor.lab.papers.replication import replicate

QUICK = [paper for paper in papers() if paper.deterministic]


@pytest.fixture(scope="module")
def found():
    """Every quick paper, measured once."""
    return {paper.id: asyncio.run(replicate(paper, [0])) for paper in QUICK}


@pytest.mark.parametrize(
    ("paper", "claim"),
    [(paper, claim) for paper in QUICK for claim in paper.claims],
    ids=lambda one: one.id,
)
def test_the_verdict_is_the_expected_one(found, paper, claim):
    verdict = found[paper.id].verdict(claim)
    assert found[paper.id].problems == []
    assert verdict.word == claim.expect, verdict.sentence


def test_nine_papers_are_quick():
    assert len(QUICK) == 9
