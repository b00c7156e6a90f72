"""Callers who are to be told of an incident."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incident_followers",
        sa.Column("incident", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False, comment="at which to be told"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("line", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("incident", "number", name=op.f("pk_incident_followers")),
    )
    op.create_index(op.f("ix_incident_followers_at"), "incident_followers", ["at"], unique=False)
    op.create_index(op.f("ix_incident_followers_call"), "incident_followers", ["call"], unique=False)


def downgrade() -> None:
    op.drop_table("incident_followers")
