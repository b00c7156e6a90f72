"""Leads in talks: who heard whom, in which mode, from when to when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "talk_listenings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("listening", sa.String(length=64), nullable=False, comment="the steps of one use share it"),
        sa.Column("what", sa.String(length=64), nullable=False, comment="asked, began, changed, ended"),
        sa.Column("seat", sa.String(length=16), nullable=False, comment="the lead's"),
        sa.Column("agent", sa.String(length=16), nullable=False, comment="who is signed on there; empty: nobody"),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("heard_seat", sa.String(length=16), nullable=False),
        sa.Column("heard_agent", sa.String(length=16), nullable=False),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=64), nullable=False, comment="listen, whisper, barge"),
        sa.Column("end", sa.String(length=64), nullable=False, comment="with ended: why"),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_listenings")),
        sa.UniqueConstraint("listening", "at", "what", name="uq_talk_listenings_listening"),
    )
    op.create_index(op.f("ix_talk_listenings_at"), "talk_listenings", ["at"], unique=False)
    op.create_index("ix_talk_listenings_call_at", "talk_listenings", ["call", "at"], unique=False)


def downgrade() -> None:
    op.drop_table("talk_listenings")
