"""Runs migrations on the connection that `engine.migrate` hands over."""

from __future__ import annotations

from alembic import context

from router.adapters.sql.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    # The caller's transaction is the one: all steps or none.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
