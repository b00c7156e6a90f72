"""Ladders that were climbed, and each ring of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    word, seat, moment = sa.String(length=64), sa.String(length=16), sa.DateTime(timezone=True)
    op.create_table(
        "climbs",
        sa.Column("id", word, nullable=False),
        sa.Column("ladder", word, nullable=False),
        sa.Column("trigger", word, nullable=False, comment="waiting, help, nobody, part_down, incident"),
        sa.Column("subject", word, nullable=False, comment="queue, part or incident"),
        sa.Column(
            "calls", sa.Text(), nullable=False, comment="ids, in the order in which they joined, separated by spaces"
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("began_at", moment, nullable=False),
        sa.Column("state", word, nullable=False, comment="climbing, resting, accepted, over"),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("rings", sa.Integer(), nullable=False, comment="in all"),
        sa.Column(
            "alarmed", sa.Boolean(), nullable=False, comment="all rounds came to nothing, and everybody was told so"
        ),
        sa.Column("person", seat, nullable=False, comment="who accepted; empty: nobody"),
        sa.Column("accepted_at", moment, nullable=True),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("end", word, nullable=False, comment="connected, acknowledged, cause_over, withdrawn"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_climbs")),
    )
    op.create_index(op.f("ix_climbs_began_at"), "climbs", ["began_at"], unique=False)
    op.create_table(
        "climb_rings",
        sa.Column("id", word, nullable=False),
        sa.Column("climb", word, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False, comment="from 1"),
        sa.Column("person", seat, nullable=False),
        sa.Column("seat", seat, nullable=False, comment="where it rang; empty: at `number`"),
        sa.Column("number", word, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("answered_at", moment, nullable=True, comment="by a person, or by what answers for one"),
        sa.Column("key", word, nullable=False, comment="1 takes it, 2 passes it on"),
        sa.Column("keyed_at", moment, nullable=True),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column(
            "end", word, nullable=False, comment="accepted, passed_on, no_key, busy, no_answer, failed, cancelled"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_climb_rings")),
    )
    for column in ("at", "climb", "person"):
        op.create_index(op.f(f"ix_climb_rings_{column}"), "climb_rings", [column], unique=False)


def downgrade() -> None:
    op.drop_table("climb_rings")
    op.drop_table("climbs")
