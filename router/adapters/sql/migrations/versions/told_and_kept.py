"""What callers left and people did: messages, grades, tags, actions; who heard recordings; what was deleted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accesses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("how", sa.String(length=64), nullable=False, comment="heard, downloaded"),
        sa.Column("subject", sa.String(length=128), nullable=False, comment="recording, or call for all of its talks"),
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accesses")),
    )
    op.create_index(op.f("ix_accesses_at"), "accesses", ["at"], unique=False)
    op.create_index(op.f("ix_accesses_call"), "accesses", ["call"], unique=False)
    op.create_index(op.f("ix_accesses_subject"), "accesses", ["subject"], unique=False)

    op.create_table(
        "actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("detail", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions")),
        sa.UniqueConstraint("at", "what", "subject", name="uq_actions_at"),
    )
    op.create_index(op.f("ix_actions_at"), "actions", ["at"], unique=False)

    op.create_table(
        "bundle_adoptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("former", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle_adoptions")),
        sa.UniqueConstraint("at", "number", name="uq_bundle_adoptions_at"),
    )
    op.create_index(op.f("ix_bundle_adoptions_at"), "bundle_adoptions", ["at"], unique=False)

    op.create_table(
        "call_tags",
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("agent", sa.String(length=16), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("call", name=op.f("pk_call_tags")),
    )
    op.create_index(op.f("ix_call_tags_place"), "call_tags", ["place"], unique=False)
    op.create_index(op.f("ix_call_tags_topic"), "call_tags", ["topic"], unique=False)

    op.create_table(
        "deletions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recording", sa.String(length=128), nullable=False),
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("line", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False, comment="that it was to be kept"),
        sa.Column("path", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deletions")),
    )
    op.create_index(op.f("ix_deletions_at"), "deletions", ["at"], unique=False)
    op.create_index("ix_deletions_call", "deletions", ["call"], unique=False)

    op.create_table(
        "messages",
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("line", sa.String(length=64), nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("caller", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=64), nullable=False),
        sa.Column("recording", sa.String(length=128), nullable=False, comment="file name of the raw recording"),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True, comment="null: open"),
        sa.Column("done_by", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("call", name=op.f("pk_messages")),
    )
    op.create_index("ix_messages_done_at", "messages", ["done_at"], unique=False)
    op.create_index("ix_messages_left_at_call", "messages", ["left_at", "call"], unique=False)
    op.create_index("ix_messages_queue_left_at", "messages", ["queue", "left_at"], unique=False)

    op.create_table(
        "recording_pauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_pauses")),
        sa.UniqueConstraint("call", "seat", "at", "paused", name="uq_recording_pauses_call"),
    )
    op.create_table(
        "recording_peaks",
        sa.Column("recording", sa.String(length=128), nullable=False),
        sa.Column("channels", sa.Integer(), nullable=False),
        sa.Column(
            "peaks",
            sa.LargeBinary(),
            nullable=False,
            comment="a byte per point, 255 is full scale; channel after channel",
        ),
        sa.PrimaryKeyConstraint("recording", name=op.f("pk_recording_peaks")),
    )
    op.create_table(
        "surveys",
        sa.Column("call", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("agent", sa.String(length=16), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False, comment="1 to 5; 0: none was given"),
        sa.PrimaryKeyConstraint("call", name=op.f("pk_surveys")),
    )
    op.create_index(op.f("ix_surveys_at"), "surveys", ["at"], unique=False)

    op.add_column(
        "calls",
        sa.Column(
            "informed",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="told an information to its end",
        ),
    )
    op.add_column(
        "calls",
        sa.Column(
            "message",
            sa.String(length=128),
            server_default="",
            nullable=False,
            comment="file name of the message that was left",
        ),
    )
    op.add_column(
        "calls", sa.Column("grade", sa.Integer(), nullable=True, comment="1 to 5; 0: none was given; null: not asked")
    )

    op.add_column("recordings", sa.Column("part", sa.Integer(), server_default="1", nullable=False))
    op.add_column(
        "recordings",
        sa.Column(
            "deleted_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="its audio was deleted, verified; `reason` says why",
        ),
    )

    op.add_column(
        "segments", sa.Column("parts", sa.Integer(), nullable=True, comment="files of its recording; null: not known")
    )
    op.add_column(
        "segments",
        sa.Column(
            "to_number",
            sa.String(length=64),
            server_default="",
            nullable=False,
            comment="number that the caller was handed on to",
        ),
    )


def downgrade() -> None:
    op.drop_column("segments", "to_number")
    op.drop_column("segments", "parts")
    op.drop_column("recordings", "deleted_at")
    op.drop_column("recordings", "part")
    op.drop_column("calls", "grade")
    op.drop_column("calls", "message")
    op.drop_column("calls", "informed")
    op.drop_table("surveys")
    op.drop_table("recording_peaks")
    op.drop_table("recording_pauses")
    op.drop_table("messages")
    op.drop_table("deletions")
    op.drop_table("call_tags")
    op.drop_table("bundle_adoptions")
    op.drop_table("actions")
    op.drop_table("accesses")
