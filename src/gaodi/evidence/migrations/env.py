"""Alembic's entry: run the migration scripts on the connection the ledger hands over.

Logging is left alone and nothing is printed; the ledger has already begun the transaction.
"""

from alembic import context


def run_migrations() -> None:
    """Apply the scripts inside the caller's transaction, so that a crash leaves the old schema."""
    context.configure(connection=context.config.attributes["connection"])
    with context.begin_transaction():
        context.run_migrations()


if __name__ == "env_py":  # the name under which Alembic loads this file
    run_migrations()
