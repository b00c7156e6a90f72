"""Rings to the outside, and callbacks that are owed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    word = sa.String(length=64)
    op.create_table(
        "rings",
        sa.Column("ring", word, nullable=False),
        sa.Column("phase", word, nullable=False, comment="dialled, answered, keyed, ended"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("purpose", word, nullable=False, comment="callback, ladder"),
        sa.Column("subject", word, nullable=False, comment="what it was rung for: the call"),
        sa.Column("number", word, nullable=False),
        sa.Column(
            "end", word, nullable=False, comment="with ended: accepted, no_key, busy, no_answer, failed, cancelled"
        ),
        sa.PrimaryKeyConstraint("ring", "phase", name=op.f("pk_rings")),
    )
    for column in ("at", "subject", "number"):
        op.create_index(op.f(f"ix_rings_{column}"), "rings", [column], unique=False)
    op.create_table(
        "callbacks",
        sa.Column("call", word, nullable=False),
        sa.Column("number", word, nullable=False),
        sa.Column("why", word, nullable=False, comment="asked, cut_off, left, outage"),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("open", sa.Boolean(), nullable=False, comment="the call has no outcome yet"),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "body", sa.Text(), nullable=False, comment="the whole call as JSON, for a router whose live state was lost"
        ),
        sa.PrimaryKeyConstraint("call", name=op.f("pk_callbacks")),
    )
    op.create_index(op.f("ix_callbacks_open"), "callbacks", ["open"], unique=False)


def downgrade() -> None:
    op.drop_table("callbacks")
    op.drop_table("rings")
