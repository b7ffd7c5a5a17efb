"""The same task for Stafett and its peers, with the same answers: `python -m benchmarks.peers`.

The task: for each ready spell the due day of every stop point of the spell, and the segment with its reasons as codes;
and for a list of tasks their order of work. Each module solves it as well as its part allows; `check` holds their
answers together before anything is timed.
"""
