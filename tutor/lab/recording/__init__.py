"""Recording: a stranger's own PyTorch script writes the same ledger as a lesson's run.

    from tutor.lab import record

    with record("mine.jsonl", model, optimizer, seed=0) as run:
        for x, y in batches:
            ...
            run.step(loss=loss, batch=(x, y))

`recorder` is what the script holds, `watch` sees the tensors of a step as they are computed,
`growing` writes the ledger line by line, `companion` keeps the tensors beside it, and `changes`
repeats a script under the changes that its tolerances are calibrated by.
"""
