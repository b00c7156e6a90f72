"""Decisions with all that they were made from, the routing log, and what a call brought along."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CALLS = ("came_by", "priority_seconds", "last_agent")


def upgrade() -> None:
    op.create_table(
        "routing_log",
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "number", sa.Integer(), autoincrement=False, nullable=False, comment="from 1, without a gap in its epoch"
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "bundle", sa.Integer(), nullable=True, comment="by whose rules an engine begins here; null: none begins"
        ),
        sa.Column("entry", sa.Text(), nullable=False, comment="JSON: what the engine was told, and what it answered"),
        sa.PrimaryKeyConstraint("epoch", "number", name=op.f("pk_routing_log")),
    )
    op.create_index(op.f("ix_routing_log_at"), "routing_log", ["at"], unique=False)

    op.add_column(
        "decisions",
        sa.Column("decision", sa.Text(), nullable=True, comment="JSON: all that it was decided from; null: not kept"),
    )
    op.create_index(op.f("ix_decisions_at"), "decisions", ["at"], unique=False)

    op.add_column(
        "calls",
        sa.Column(
            "came_by",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="ids of queues that passed it on, by commas",
        ),
    )
    op.add_column(
        "calls",
        sa.Column(
            "priority_seconds",
            sa.Float(),
            server_default="0",
            nullable=False,
            comment="waiting it had ahead of others",
        ),
    )
    op.add_column(
        "calls",
        sa.Column(
            "last_agent",
            sa.String(length=16),
            server_default="",
            nullable=False,
            comment="who talked with this caller last time",
        ),
    )
    op.add_column(
        "segments",
        sa.Column(
            "expected_seconds",
            sa.Float(),
            nullable=True,
            comment="wait that was expected as it was queued; null: nobody knew",
        ),
    )
    _comment("id", sa.String(length=128), "<call>-<segment>, <call>-<segment>p<part> or <call>-m", "<call>-<segment>")
    _comment("segment", sa.Integer(), "0: a message", None)


def _comment(column: str, kind: sa.types.TypeEngine[Any], now: str | None, was: str | None) -> None:
    """Where a database keeps comments; SQLite has no place for them."""
    if op.get_bind().dialect.supports_comments:
        op.alter_column(
            "recordings", column, existing_type=kind, existing_nullable=False, comment=now, existing_comment=was
        )


def downgrade() -> None:
    _comment("segment", sa.Integer(), None, "0: a message")
    _comment("id", sa.String(length=128), "<call>-<segment>", "<call>-<segment>, <call>-<segment>p<part> or <call>-m")
    op.drop_column("segments", "expected_seconds")
    for column in reversed(CALLS):
        op.drop_column("calls", column)
    op.drop_index(op.f("ix_decisions_at"), table_name="decisions")
    op.drop_column("decisions", "decision")
    op.drop_table("routing_log")
