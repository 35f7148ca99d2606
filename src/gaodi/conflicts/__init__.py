"""Where do sources disagree? Facts compared key by key, with a sentence for each verdict."""

__all__: list[str] = []
