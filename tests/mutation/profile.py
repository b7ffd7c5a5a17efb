"""`pytest -p tests.mutation.profile`: few examples, always the same, and none made smaller once one has failed."""

from hypothesis import Phase, settings

settings.register_profile(
    "mutation", max_examples=20, derandomize=True, deadline=None, database=None, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("mutation")
