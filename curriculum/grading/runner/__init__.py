"""Runs pupils' code in a sandbox and answers questions about what it did. No Django here.

`python -m curriculum.grading.runner --socket PATH` is a warm parent: IPython and
the lesson kit are loaded once, each job is a fork of it into `hub_config.sandbox`.
It is started by the hub's interpreter with an empty environment, has one thread,
and holds no secret and no test.
"""
