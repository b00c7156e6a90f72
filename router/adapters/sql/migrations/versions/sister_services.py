"""Sister services that were rung for calls."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    word, seat, moment = sa.String(length=64), sa.String(length=16), sa.DateTime(timezone=True)
    ends = "talk_over, busy, no_answer, failed, cancelled, lost_sight"
    op.create_table(
        "linkages",
        sa.Column("ring", word, nullable=False),
        sa.Column("call", word, nullable=False),
        sa.Column("linkage", word, nullable=False, comment="id of the sister service"),
        sa.Column("number", word, nullable=False),
        sa.Column("seat", seat, nullable=False, comment="whose agent asked for it"),
        sa.Column("agent", seat, nullable=False),
        sa.Column("actor", word, nullable=False),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("dialled_at", moment, nullable=True),
        sa.Column("answered_at", moment, nullable=True),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("ended_how", word, nullable=False, comment=ends),
        sa.Column(
            "recorded", sa.Integer(), nullable=False, comment="1: a part of the talk was recorded on its channel"
        ),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="the call's, by which a later account is known"),
        sa.PrimaryKeyConstraint("ring", name=op.f("pk_linkages")),
    )
    op.create_index("ix_linkages_call_asked_at", "linkages", ["call", "asked_at"], unique=False)


def downgrade() -> None:
    op.drop_table("linkages")
