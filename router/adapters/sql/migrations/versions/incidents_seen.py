"""Incidents seen on live calls, and the calls that belong to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("dimension", sa.String(length=64), nullable=False, comment="topic_place, topic, place, choice, line"),
        sa.Column(
            "value", sa.String(length=64), nullable=False, comment="code of a topic or place, id of a queue or line"
        ),
        sa.Column("place", sa.String(length=64), nullable=False, comment="code; of a topic_place alone"),
        sa.Column("name", sa.String(length=128), nullable=False, comment="of the value, as the configuration had it"),
        sa.Column("place_name", sa.String(length=128), nullable=False),
        sa.Column(
            "since",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="beginning of the window in which it was seen",
        ),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False, comment="of its first call"),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False, comment="of its newest call"),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True, comment="null: it goes on"),
        sa.Column("minutes", sa.Integer(), nullable=False, comment="length of the window in which it was seen"),
        sa.Column("usual", sa.Float(), nullable=False, comment="calls to be expected in that window"),
        sa.Column("chance", sa.Float(), nullable=False, comment="of as many: the p-value as it was seen"),
        sa.Column("callers", sa.Integer(), nullable=False, comment="distinct"),
        sa.Column("told", sa.Integer(), nullable=False, comment="callers when it was told last"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    op.create_index(op.f("ix_incidents_seen_at"), "incidents", ["seen_at"], unique=False)
    op.create_index(op.f("ix_incidents_over_at"), "incidents", ["over_at"], unique=False)

    op.create_table(
        "incident_calls",
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False, comment="from 1, as they were counted"),
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("incident", "number", name=op.f("pk_incident_calls")),
    )
    op.create_index(op.f("ix_incident_calls_call"), "incident_calls", ["call"], unique=False)
    # What an incident watch reads at its start: tags by time.
    op.create_index(op.f("ix_call_tags_at"), "call_tags", ["at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_call_tags_at"), table_name="call_tags")
    op.drop_table("incident_calls")
    op.drop_table("incidents")
